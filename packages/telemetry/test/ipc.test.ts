import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import {
  allTime,
  appendLog,
  canonicalTable,
  createLogRecorder,
  eventsFromRows,
  hashTable,
  internLogOrigin,
  logsFromRows,
  logTable,
  metricsFromRows,
  serviceTable,
  spansFromRows,
  tableFromBytes,
  tableToBytes,
  textValues,
} from "@aiops-gym/telemetry";
import { tableFromArrays } from "apache-arrow";
import { describe, expect, it } from "vitest";
import { eventRows, geo, logRows, metricRows, mongo, spanRows, start } from "./sample-rows.ts";

const makers = {
  logs: () => logsFromRows(logRows),
  metrics: () => metricsFromRows(metricRows),
  traces: () => spansFromRows(spanRows),
  events: () => eventsFromRows(eventRows),
  services: () => serviceTable([]),
  none: () => logsFromRows([]),
};

describe("tableToBytes", () => {
  it.each(Object.entries(makers))("gives the bytes of %s that come back as the same rows and schema", (_, make) => {
    const table = make();
    const read = tableFromBytes(tableToBytes(table));
    expect(read.toArray().map(String)).toEqual(table.toArray().map(String));
    expect(read.schema.toString()).toEqual(table.schema.toString());
    expect(read.schema.fields.map(({ metadata }) => [...metadata])).toEqual(
      table.schema.fields.map(({ metadata }) => [...metadata]),
    );
    expect(tableToBytes(read)).toEqual(tableToBytes(table));
  });

  it("does not depend on what was made before, nor on how the rows came together", () => {
    const bytes = tableToBytes(logsFromRows(logRows));
    tableFromArrays({ a: ["x", "y"], b: ["z"] });
    const recorder = createLogRecorder();
    const unseen = internLogOrigin(recorder, { ...geo, namespace: "kube-system", pod: "etcd" });
    appendLog(recorder, start, unseen, 0, 0, "not in the filter's namespace");
    const again = logsFromRows([
      ...logRows,
      { ...logRows[0], body: "elsewhere", timeUnixMicros: start, origin: { ...mongo, namespace: "other" } },
    ]);
    expect(tableToBytes(again)).not.toEqual(bytes);
    const codes = [mongo, geo].map((origin) => internLogOrigin(recorder, origin));
    appendLog(recorder, start + 1, codes[1] ?? -1, 9, 0, logRows[0]?.body ?? "");
    const mixed = logTable(recorder, allTime, { namespace: "test-hotel-reservation" });
    expect(tableToBytes(mixed)).toEqual(tableToBytes(logsFromRows(logRows.slice(0, 1))));
  });

  it("tells no string of rows that a filter left out", () => {
    const recorder = createLogRecorder();
    for (const [index, pod] of ["answer-pod", "geo-1"].entries()) {
      appendLog(recorder, start + index, internLogOrigin(recorder, { ...geo, pod }), 0, 0, pod);
    }
    const bytes = tableToBytes(logTable(recorder, allTime, { pod: "geo-1" }));
    expect(Buffer.from(bytes).includes("answer-pod")).toBe(false);
    expect(Buffer.from(bytes).includes("geo-1")).toBe(true);
  });

  it("gives one batch for many chunks", () => {
    const rows = Array.from({ length: 3000 }, (_, index) => ({
      timeUnixMicros: start + index,
      origin: geo,
      body: `line ${index}`,
    }));
    const table = logsFromRows(rows);
    expect(table.batches).toHaveLength(3);
    const canonical = canonicalTable(table);
    expect(canonical.batches).toHaveLength(1);
    expect(textValues(canonical, "body")).toEqual(rows.map(({ body }) => body));
  });
});

describe("hashTable", () => {
  it("is the same in another process, whatever that made before", () => {
    const script = fileURLToPath(new URL("./print-hashes.ts", import.meta.url));
    const run = (noise: string) =>
      execFileSync(process.execPath, ["--conditions=@source", "--no-warnings", script, noise], { encoding: "utf8" });
    const here = [
      logsFromRows(logRows),
      metricsFromRows(metricRows),
      spansFromRows(spanRows),
      eventsFromRows(eventRows),
    ]
      .map(hashTable)
      .join("\n");
    expect(run("0").trim()).toBe(here);
    expect(run("25").trim()).toBe(here);
  });

  it("differs when any value does", () => {
    const [first, ...rest] = logRows;
    if (!first) throw new Error("no row");
    const hash = hashTable(logsFromRows(logRows));
    expect(hashTable(logsFromRows([{ ...first, stream: "stderr" }, ...rest]))).not.toBe(hash);
    expect(hashTable(logsFromRows([{ ...first, timeUnixMicros: start }, ...rest]))).not.toBe(hash);
  });
});
