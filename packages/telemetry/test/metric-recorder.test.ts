import {
  allTime,
  appendMetric,
  createMetricRecorder,
  internSeries,
  metricNamesIn,
  metricsFromRows,
  metricTable,
  microsValues,
  numberValues,
  type Series,
  tableToBytes,
  textValues,
  windowBetween,
} from "@aiops-gym/telemetry";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { plainClone } from "./plain-clone.ts";
import { geo, metricRows, mongo, node, start } from "./sample-rows.ts";

const series: readonly Series[] = [geo, mongo, node].flatMap((origin) => [
  { name: "container_cpu_usage_seconds_total", origin },
  { name: "container_network_receive_bytes_total", origin, labels: { interface: "eth0" } },
  { name: "custom_queue_depth", kind: "gauge" as const, unit: "{message}", origin, labels: { queue: "a", b: '"' } },
]);

function scrape(recorder: ReturnType<typeof createMetricRecorder>, time: number, base: number): void {
  series.forEach((each, index) => {
    appendMetric(recorder, time, internSeries(recorder, each), base + index / 8);
  });
}

describe("metricTable", () => {
  it("has the samples of the window whose series match the filter", () => {
    const recorder = createMetricRecorder();
    for (let count = 0; count < 500; count++) scrape(recorder, start + count * 15_000_000, count);
    const filters = [
      undefined,
      { metrics: ["custom_queue_depth", "unknown"] },
      { metrics: [] },
      { namespace: "test-hotel-reservation", metrics: ["container_cpu_usage_seconds_total"] },
      { service: "mongodb-geo" },
      { pod: geo.pod ?? "" },
    ];
    fc.assert(
      fc.property(fc.nat(510), fc.nat(510), fc.constantFrom(...filters), (from, count, filter) => {
        const window = windowBetween(start + from * 15_000_000, start + (from + count) * 15_000_000);
        const table = metricTable(recorder, window, filter);
        const kept = series.flatMap(({ name, origin }, index) =>
          (filter?.metrics?.includes(name) ?? true) &&
          (filter?.namespace === undefined || origin.namespace === filter.namespace) &&
          (filter?.service === undefined || origin.service === filter.service) &&
          (filter?.pod === undefined || origin.pod === filter.pod)
            ? [index]
            : [],
        );
        const scrapes = Array.from(
          { length: Math.max(0, Math.min(500, from + count) - from) },
          (_, index) => from + index,
        );
        expect(metricNamesIn(recorder, window, filter).sort()).toEqual([...new Set(textValues(table, "name"))].sort());
        expect([...numberValues(table, "value")]).toEqual(scrapes.flatMap((n) => kept.map((index) => n + index / 8)));
        expect([...microsValues(table, "time")]).toEqual(
          scrapes.flatMap((n) => kept.map(() => start + n * 15_000_000)),
        );
      }),
      { numRuns: 60 },
    );
  });

  it("knows the kind and unit of known metrics, and takes those of others as told", () => {
    const table = metricsFromRows(series.slice(0, 3).map((each) => ({ ...each, timeUnixMicros: start, value: 1 })));
    expect(textValues(table, "kind")).toEqual(["counter", "counter", "gauge"]);
    expect(textValues(table, "unit")).toEqual(["s", "By", "{message}"]);
  });

  it("has labels without a column as JSON with sorted keys, and null for none", () => {
    const table = metricsFromRows(metricRows);
    expect(textValues(table, "labels")).toEqual([
      null,
      '{"interface":"eth0"}',
      '{"condition":"Ready","status":"true"}',
    ]);
    expect(textValues(table, "pod")).toEqual([geo.pod, geo.pod, null]);
    expect(textValues(table, "node")).toEqual(["kind-worker", "kind-worker", "kind-worker"]);
  });
});

describe("internSeries", () => {
  it("gives one code to one series, whatever the order of its labels", () => {
    const recorder = createMetricRecorder();
    const code = internSeries(recorder, { name: "m", origin: geo, labels: { a: "1", b: "2" } });
    expect(internSeries(recorder, { name: "m", origin: { ...geo }, labels: { b: "2", a: "1" } })).toBe(code);
    expect(internSeries(recorder, { name: "m", origin: geo, labels: { a: "1", b: "3" } })).not.toBe(code);
  });
});

describe("a fork of a metric recorder", () => {
  it("goes on by itself, new series and all", () => {
    const recorder = createMetricRecorder();
    for (let count = 0; count < 200; count++) scrape(recorder, start + count, count);
    const before = tableToBytes(metricTable(recorder, allTime));
    const fork = plainClone(recorder);
    appendMetric(fork, start + 500, internSeries(fork, { name: "only_in_fork", origin: mongo }), 7);
    expect(tableToBytes(metricTable(recorder, allTime))).toEqual(before);
    appendMetric(recorder, start + 500, internSeries(recorder, { name: "only_in_parent", origin: mongo }), 7);
    expect(textValues(metricTable(fork, allTime), "name").at(-1)).toBe("only_in_fork");
    expect(textValues(metricTable(recorder, allTime), "name").at(-1)).toBe("only_in_parent");
  });
});
