import { spanTable, textValues } from "@aiops-gym/telemetry";
import { describe, expect, it, vi } from "vitest";
import { spansOf } from "../../src/capture/spans.ts";
import { addPathRule, removePathRules } from "../../src/network/path.ts";
import { signalContainer } from "../../src/runtime/containers.ts";
import { readSnapshot, stateHashOf, writeSnapshot } from "../../src/snapshot.ts";
import { startWorkload } from "../../src/workload/users.ts";
import { requestRows } from "../../src/workload/workload-stats.ts";
import { printed, runContainer, type SmallCluster, startSmallCluster } from "./small-application.ts";

vi.mock("../../src/kubelet/container-exited.ts", () => ({ containerExited: vi.fn() }));

const second = 1_000_000;
const allTime = { startUnixMicros: 0, endUnixMicros: 2 ** 53 };

function underLoad(seconds: number, seed = 1): SmallCluster {
  const cluster = startSmallCluster(seed);
  startWorkload(cluster.sim);
  cluster.sim.run(cluster.sim.now + seconds * second);
  return cluster;
}

function failures(cluster: SmallCluster): readonly string[] {
  return requestRows(cluster.sim)
    .filter((row) => row.status !== 200)
    .map((row) => `${row.status} ${row.body.trim()}`);
}

function countedFailures(cluster: SmallCluster): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const failure of failures(cluster)) counts[failure] = (counts[failure] ?? 0) + 1;
  return counts;
}

describe("a healthy application", () => {
  it("answers every request, and asks its database once for each item", () => {
    const cluster = underLoad(10);
    expect(requestRows(cluster.sim)).toHaveLength(100);
    expect(failures(cluster)).toEqual([]);
    expect(printed(cluster, "back")).toEqual(["back registered"]);
    const operations = textValues(spanTable(spansOf(cluster.sim), allTime), "operation");
    const counts = (name: string) => operations.filter((operation) => operation === name).length;
    expect(counts("HTTP GET /items")).toBe(100);
    // The client's span and the server's.
    expect(counts("/back.Back/Get")).toBe(200);
    expect(counts("cache_get")).toBe(100);
    // Items 1, 2 and 3, each missed once.
    expect(counts("database_find")).toBe(3);
  });

  it("goes on alike in a fork, from a snapshot, and when nothing runs ahead of the queue", () => {
    const { sim } = underLoad(5);
    const fork = sim.fork();
    const restored = readSnapshot(sim.world.application, writeSnapshot(sim));
    const queued = sim.fork();
    queued.state.processes.runAhead = false;
    for (const each of [sim, fork, restored, queued]) each.run(each.now + 10 * second);
    queued.state.processes.runAhead = true;
    const hash = stateHashOf(sim);
    expect([fork, restored, queued].map(stateHashOf)).toEqual([hash, hash, hash]);
    fork.run(fork.now + second);
    expect(stateHashOf(fork)).not.toBe(hash);
  });

  it("is the same whether or not spans and metrics are recorded", () => {
    const { sim } = underLoad(2);
    const silent = sim.fork();
    silent.state.capture.enabled = false;
    for (const each of [sim, silent]) each.run(each.now + 20 * second);
    expect(silent.state.workload.rows).toEqual(sim.state.workload.rows);
    expect(silent.state.kernel.streams).toEqual(sim.state.kernel.streams);
  });
});

describe("a callee that dies", () => {
  it("fails calls under way, then all calls at once, until the back-off of a second is over", () => {
    const cluster = underLoad(5);
    const { sim } = cluster;
    signalContainer(sim, cluster.ids.get("back") ?? "", "SIGKILL");
    sim.run(sim.now + 300_000);
    runContainer(cluster, "back", 1);
    sim.run(sim.now + 10 * second);
    // The same address registers again, which is no news: the caller connects when a second has passed since its last attempt.
    expect(countedFailures(cluster)).toEqual({
      "500 rpc error: code = Unavailable desc = there is no connection available": 10,
    });
  });

  it("leaves callers without an address when it never registered", () => {
    const cluster = startSmallCluster(1, ["back"]);
    startWorkload(cluster.sim);
    cluster.sim.run(cluster.sim.now + second - 50_000);
    expect(new Set(failures(cluster))).toEqual(
      new Set(["500 rpc error: code = Unavailable desc = there is no address available"]),
    );
  });
});

describe("a cache that is gone", () => {
  it("kills its service at the next request: EOF on the pooled connection, then refused", () => {
    const cluster = underLoad(5);
    const { sim } = cluster;
    signalContainer(sim, cluster.ids.get("cache") ?? "", "SIGTERM");
    sim.run(sim.now + second);
    const back = cluster.ids.get("back") ?? "";
    expect(sim.state.runtime.containers.get(back)).toMatchObject({ status: "exited", exitCode: 2 });
    expect(printed(cluster, "back").at(-1)).toMatch(/^panic: cache \[\d \d\]: EOF$/);
    runContainer(cluster, "back", 1);
    sim.run(sim.now + 3 * second);
    expect(printed(cluster, "back").at(-1)).toMatch(
      /^panic: cache \[\d \d\]: dial tcp 10\.96\.0\.3:11211: connect: connection refused$/,
    );
    expect(failures(cluster)[0]).toBe("500 rpc error: code = Unavailable desc = transport is closing");
  });

  it("comes back empty", () => {
    const cluster = underLoad(5);
    const { sim } = cluster;
    signalContainer(sim, cluster.ids.get("cache") ?? "", "SIGKILL");
    runContainer(cluster, "cache", 1);
    sim.run(sim.now + 200_000);
    // Its kept connection was closed, which the service does not survive.
    runContainer(cluster, "back", 1);
    sim.run(sim.now + 5 * second);
    const operations = textValues(spanTable(spansOf(sim), allTime), "operation");
    // Three items missed once at first, and once more.
    expect(operations.filter((operation) => operation === "database_find")).toHaveLength(6);
  });
});

describe("a database that is gone", () => {
  it("lets its service give up ten seconds after its start", () => {
    const cluster = startSmallCluster(1, ["database", "back"]);
    const { sim } = cluster;
    const startedAt = sim.now;
    const id = runContainer(cluster, "back");
    sim.run(sim.now + 15 * second);
    expect(printed(cluster, "back")).toEqual(["panic: no reachable servers"]);
    const { finishedAt = 0 } = sim.state.runtime.containers.get(id) ?? {};
    // mgo.Dial's ten seconds and one more look; 10.5 s was recorded.
    expect((finishedAt - startedAt) / second).toBeGreaterThanOrEqual(10);
    expect((finishedAt - startedAt) / second).toBeLessThan(11);
  });

  it("goes unnoticed while the cache has everything", () => {
    const cluster = underLoad(10);
    signalContainer(cluster.sim, cluster.ids.get("database") ?? "", "SIGKILL");
    cluster.sim.run(cluster.sim.now + 10 * second);
    expect(failures(cluster)).toEqual([]);
  });
});

describe("Consul that is gone", () => {
  it("leaves connected callers alone, and its resolver asks on and on", () => {
    const cluster = underLoad(5);
    const { sim } = cluster;
    signalContainer(sim, cluster.ids.get("consul") ?? "", "SIGKILL");
    sim.run(sim.now + 200_000);
    expect(failures(cluster)).toEqual([]);
    const lines = printed(cluster, "front").slice(1);
    // The kept connection's end is not told: Go asks again on a new one.
    expect(lines[0]).toBe(
      'resolver: Get "http://consul:8500/v1/health/service/srv-back?index=16&passing=1": dial tcp 10.96.0.1:8500: connect: connection refused',
    );
    // Recorded: about 450 rounds a second.
    expect(lines.length).toBeGreaterThan(20);
  });
});

describe("a process that is stopped", () => {
  it("keeps its callers waiting, and answers them when it goes on", () => {
    const cluster = underLoad(5);
    const { sim } = cluster;
    const back = cluster.ids.get("back") ?? "";
    signalContainer(sim, back, "SIGSTOP");
    const since = sim.now;
    sim.run(since + 5 * second);
    expect(requestRows(sim).filter(({ startedAt }) => startedAt > since + 0.1 * second)).toEqual([]);
    signalContainer(sim, back, "SIGCONT");
    sim.run(sim.now + second);
    const waited = requestRows(sim).filter(({ startedAt }) => startedAt > since + 0.1 * second);
    expect(waited.length).toBeGreaterThan(50);
    expect(new Set(waited.map(({ status }) => status))).toEqual(new Set([200]));
    expect(sim.state.processes.stopped.size).toBe(0);
  });

  it("makes users give up when it serves them, and still ends by SIGKILL", () => {
    const cluster = underLoad(5);
    const { sim } = cluster;
    const front = cluster.ids.get("front") ?? "";
    signalContainer(sim, front, "SIGSTOP");
    sim.run(sim.now + 15 * second);
    expect(Object.keys(countedFailures(cluster))).toEqual([
      "0 context deadline exceeded (Client.Timeout exceeded while awaiting headers)",
    ]);
    signalContainer(sim, front, "SIGKILL");
    expect(sim.state.runtime.containers.get(front)?.exitCode).toBe(137);
    expect(sim.state.processes.stopped.size).toBe(0);
  });
});

describe("a process that cannot write", () => {
  const fault = { calls: ["write"], kind: "slab", share: 1, left: 1_000_000 } as const;

  it("fails as its program does when it is cut off, and is free of it after a restart", () => {
    const cluster = underLoad(5);
    const { sim } = cluster;
    const back = cluster.ids.get("back") ?? "";
    sim.state.runtime.callFaults.push({ owner: "test", containerId: back, ...fault });
    sim.run(sim.now + 2 * second);
    // It panics when it cannot ask its cache.
    expect(printed(cluster, "back").join("\n")).toContain("write: cannot allocate memory");
    expect(sim.state.runtime.containers.get(back)?.exitCode).toBe(2);
    const [first = ""] = failures(cluster);
    expect(first).toContain("transport is closing");
    runContainer(cluster, "back", 1);
    sim.run(sim.now + 5 * second);
    const before = failures(cluster).length;
    sim.run(sim.now + 5 * second);
    expect(failures(cluster)).toHaveLength(before);
  });

  it("has its calls fail, and takes no new connection until it can", () => {
    const cluster = underLoad(5);
    const { sim } = cluster;
    const front = cluster.ids.get("front") ?? "";
    sim.state.runtime.callFaults.push({ owner: "test", containerId: front, ...fault, calls: ["connect", "read"] });
    sim.run(sim.now + 10 * second);
    expect(failures(cluster)[0]).toContain("transport is closing");
    expect(failures(cluster)[1]).toContain("there is no connection available");
    expect(failures(cluster)).toHaveLength(100);
    sim.state.runtime.callFaults = [];
    // The back-off has grown meanwhile.
    sim.run(sim.now + 20 * second);
    const before = failures(cluster).length;
    sim.run(sim.now + 10 * second);
    expect(failures(cluster)).toHaveLength(before);
  });

  it("is not heard by its users when it serves them", () => {
    const cluster = underLoad(5);
    const { sim } = cluster;
    const front = cluster.ids.get("front") ?? "";
    sim.state.runtime.callFaults.push({ owner: "test", containerId: front, ...fault });
    sim.run(sim.now + 5 * second);
    expect(failures(cluster)).toHaveLength(50);
  });
});

describe("data that are lost again and again", () => {
  it("are sent again by one timer, and all that waits behind them arrives at once", () => {
    const cluster = underLoad(5);
    const { sim } = cluster;
    const front = cluster.ips.get("front") ?? "";
    const back = cluster.ips.get("back") ?? "";
    const rule = {
      delayMicros: 0,
      jitterMicros: 0,
      loss: 1,
      duplicate: 0,
      corrupt: 0,
      bandwidth: null,
      blocked: false,
    };
    addPathRule(sim, { owner: "test", from: [front], to: [back], ...rule });
    const since = sim.now;
    sim.run(since + 7 * second);
    removePathRules(sim, "test");
    // Sent after 0.2, 0.4, 0.8, 1.6, 3.2, 6.4 and 12.8 s.
    sim.run(since + 12 * second);
    const isServed = (row: { startedAt: number; latencyMicros: number; status: number }) =>
      row.status === 200 && row.startedAt + row.latencyMicros > since + second;
    expect(requestRows(sim).filter(isServed)).toEqual([]);
    sim.run(since + 14 * second);
    const ends = requestRows(sim)
      .filter(isServed)
      .map((row) => row.startedAt + row.latencyMicros - since)
      .filter((at) => at < 12.95 * second);
    expect(ends.length).toBeGreaterThan(50);
    expect(Math.min(...ends)).toBeGreaterThan(12.7 * second);
  });
});

describe("a partition", () => {
  it("makes users give up after ten seconds, and what was sent arrives by a retransmission after it", () => {
    const cluster = underLoad(5);
    const { sim } = cluster;
    const front = cluster.ips.get("front") ?? "";
    const back = cluster.ips.get("back") ?? "";
    const rule = { delayMicros: 0, jitterMicros: 0, loss: 0, duplicate: 0, corrupt: 0, bandwidth: null, blocked: true };
    addPathRule(sim, { owner: "test", from: [front, back], to: [front, back], ...rule });
    sim.run(sim.now + 12 * second);
    const [first] = failures(cluster);
    expect(first).toBe("0 context deadline exceeded (Client.Timeout exceeded while awaiting headers)");
    removePathRules(sim, "test");
    // Time-outs of 0.2, 0.2, 0.4, ... 6.4 s end 12.8 s after the first loss.
    sim.run(sim.now + 2 * second);
    const before = failures(cluster).length;
    sim.run(sim.now + 5 * second);
    expect(failures(cluster)).toHaveLength(before);
  });
});
