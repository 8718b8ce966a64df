import { hashTable, textValues } from "@aiops-gym/telemetry";
import { describe, expect, it, vi } from "vitest";
import { createEmbeddedTelemetry } from "../../src/capture/embedded-telemetry.ts";
import { signalContainer } from "../../src/runtime/containers.ts";
import { fingerprintOf, stateHashOf } from "../../src/snapshot.ts";
import { startWorkload } from "../../src/workload/users.ts";
import { workloadStats } from "../../src/workload/workload-stats.ts";
import { startSmallCluster } from "../processes/small-application.ts";

vi.mock("../../src/kubelet/container-exited.ts", () => ({ containerExited: vi.fn() }));

const second = 1_000_000;

describe("telemetry of an embedded cluster", () => {
  it("has the same rows whenever a table is built", async () => {
    const { sim } = startSmallCluster();
    startWorkload(sim);
    sim.run(sim.now + 20 * second);
    const telemetry = createEmbeddedTelemetry(() => sim);
    const window = { startUnixMicros: sim.now - 10 * second, endUnixMicros: sim.now };
    const late = await telemetry.tables(window);
    const early = await telemetry.tables(window);
    const rows = { traces: early.traces.numRows, metrics: early.metrics.numRows, logs: early.logs.numRows };
    sim.run(sim.now + 20 * second);
    expect({ traces: late.traces.numRows, metrics: late.metrics.numRows, logs: late.logs.numRows }).toEqual(rows);
    // 100 requests of four spans each: the front's, the call's two, the cache's.
    expect(rows.traces).toBe(400);
  });

  it("comes to the same samples and the same state whether somebody reads at every scrape or nobody does", async () => {
    const { sim } = startSmallCluster();
    startWorkload(sim);
    const other = sim.fork();
    const window = { startUnixMicros: sim.now, endUnixMicros: sim.now + 900 * second };
    const [telemetry, telemetryOfOther] = [sim, other].map((one) => createEmbeddedTelemetry(() => one));
    for (let passed = 0; passed < 60; passed += 15) {
      sim.run(sim.now + 15 * second);
      other.run(other.now + 15 * second);
      await telemetry?.metrics(window);
    }
    expect(fingerprintOf(other)).toBe(fingerprintOf(sim));
    const [table, tableOfOther] = [await telemetry?.metrics(window), await telemetryOfOther?.metrics(window)];
    if (table === undefined || tableOfOther === undefined) throw new Error("there are no metrics");
    expect(hashTable(tableOfOther)).toBe(hashTable(table));
    expect(stateHashOf(other)).toBe(stateHashOf(sim));
    expect(textValues(table, "name").filter((name) => name === "container_memory_working_set_bytes")).toHaveLength(
      4 * sim.state.runtime.containers.size,
    );
  });

  it("extracts what a window has now, whatever is recorded and read before its tables are made", async () => {
    const { sim } = startSmallCluster();
    startWorkload(sim);
    sim.run(sim.now + 20 * second);
    const telemetry = createEmbeddedTelemetry(() => sim);
    const window = { startUnixMicros: sim.now - 10 * second, endUnixMicros: sim.now };
    const spans = await telemetry.extractSpans?.(window);
    const metrics = await telemetry.extractMetrics?.(window);
    const nothing = await telemetry.extractSpans?.({ startUnixMicros: 0, endUnixMicros: second });
    const elsewhere = await telemetry.extractSpans?.(window, { namespace: "elsewhere" });
    expect([spans?.isEmpty, nothing?.isEmpty, elsewhere?.isEmpty]).toEqual([false, true, true]);
    sim.run(sim.now + 20 * second);
    const [one, another] = [spans?.table(), await telemetry.traces(window)];
    sim.run(sim.now + 20 * second);
    const again = spans?.table();
    if (one === undefined || again === undefined) throw new Error("spans are not extracted");
    for (const table of [one, again]) expect(hashTable(table)).toBe(hashTable(another));
    expect(one.numRows).toBe(400);
    const whole = await telemetry.metrics(window);
    expect(metrics?.names.toSorted()).toEqual([...new Set(textValues(whole, "name"))].sort());
    const [name = ""] = metrics?.names ?? [];
    const ofName = await telemetry.metrics(window, { metrics: [name] });
    expect(metrics?.table(name).numRows).toBe(ofName.numRows);
  });

  it("counts requests by service", async () => {
    const { sim } = startSmallCluster();
    sim.run(Math.ceil(sim.now / (5 * second)) * 5 * second);
    startWorkload(sim);
    sim.run(sim.now + 10 * second);
    const table = await createEmbeddedTelemetry(() => sim).services({
      startUnixMicros: sim.now - 10 * second,
      endUnixMicros: sim.now,
    });
    const row = table.toArray().find((candidate) => candidate["service"] === "back");
    expect(row).toMatchObject({ rps: 10, err_rate: 0 });
    expect(workloadStats(sim, { startUnixMicros: 0, endUnixMicros: sim.now })[0]).toMatchObject({
      type: "all",
      requests: 100,
      successes: 100,
    });
  });

  it("tells whose time it is, and what the way takes, as spans do", async () => {
    const { sim } = startSmallCluster();
    sim.run(Math.ceil(sim.now / (5 * second)) * 5 * second);
    startWorkload(sim);
    sim.run(sim.now + 10 * second);
    const telemetry = createEmbeddedTelemetry(() => sim);
    const window = { startUnixMicros: sim.now - 10 * second, endUnixMicros: sim.now };
    const millis = { front: 0, call: 0, back: 0 };
    for (const span of await telemetry.traces(window)) {
      const took = Number(span?.["duration_ns"]) / 1e6;
      if (span?.["operation"] === "HTTP GET /items") millis.front += took / 100;
      else if (span?.["operation"] === "/back.Back/Get") millis[span["kind"] === 3 ? "call" : "back"] += took / 100;
    }
    const rows = (await telemetry.services(window)).toArray();
    const [front, back] = ["front", "back"].map((name) => rows.find((row) => row["service"] === name));
    // buckets are a quarter of a doubling wide, so that a middle is off by an eighth at most
    const isAbout = (value: unknown, expected: number): void => {
      expect(value).toBeGreaterThan(expected * 0.88);
      expect(value).toBeLessThan(expected * 1.13);
    };
    isAbout(front?.["own_ms"], millis.front - millis.call);
    // a look into a cache is its own affair
    isAbout(back?.["own_ms"], millis.back);
    isAbout(back?.["transit_ms"], millis.call - millis.back);
    expect(back).toMatchObject({ own_err_rate: 0, unanswered_rate: 0 });
    expect(front).toMatchObject({ own_err_rate: 0, transit_ms: null, unanswered_rate: null });
  });

  it("tells a service that nobody answers for from its callers", async () => {
    const { sim, ids } = startSmallCluster();
    sim.run(Math.ceil(sim.now / (5 * second)) * 5 * second);
    startWorkload(sim);
    signalContainer(sim, ids.get("back") ?? "", "SIGKILL");
    sim.run(sim.now + 10 * second);
    const window = { startUnixMicros: sim.now - 10 * second, endUnixMicros: sim.now };
    const rows = (await createEmbeddedTelemetry(() => sim).services(window)).toArray();
    const row = (name: string) => rows.find((candidate) => candidate["service"] === name);
    expect(row("front")).toMatchObject({ err_rate: 1, own_err_rate: 0 });
    expect(row("back")).toMatchObject({ err_rate: null, own_err_rate: null, transit_ms: null, unanswered_rate: 1 });
  });

  it("has no spans of a time in which the tracing agent cannot be reached", async () => {
    const cluster = startSmallCluster();
    const { sim } = cluster;
    startWorkload(sim);
    sim.run(sim.now + 5 * second);
    signalContainer(sim, cluster.ids.get("jaeger") ?? "", "SIGKILL");
    const killedAt = sim.now;
    sim.run(sim.now + 5 * second);
    const window = { startUnixMicros: killedAt + 2 * second, endUnixMicros: sim.now };
    const spans = await createEmbeddedTelemetry(() => sim).traces(window);
    expect(textValues(spans, "operation")).toEqual([]);
    expect(workloadStats(sim, window)[0]).toMatchObject({ requests: 30, successes: 30 });
  });
});
