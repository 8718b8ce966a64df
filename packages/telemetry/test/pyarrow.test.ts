import { spawnSync } from "node:child_process";
import {
  eventsFromRows,
  logsFromRows,
  metricsFromRows,
  serviceTable,
  spansFromRows,
  tableToBytes,
} from "@aiops-gym/telemetry";
import type { Table } from "apache-arrow";
import { describe, expect, it } from "vitest";
import { eventRows, logRows, metricRows, spanRows } from "./sample-rows.ts";

const probe = spawnSync("python3", ["-c", "import pyarrow"]);
const missing = probe.status === 0 ? undefined : "python3 has no pyarrow (pip install pyarrow)";
if (missing !== undefined) console.warn(`skipping the pyarrow tests: ${missing}`);

const script = `
import sys, json, pyarrow as pa
reader = pa.ipc.open_stream(sys.stdin.buffer.read())
table = reader.read_all()
table.validate(full=True)
def plain(value):
    return value.hex() if isinstance(value, bytes) else value
columns = {}
for name in table.column_names:
    column = table[name]
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.int64())
    columns[name] = [plain(v) for v in column.to_pylist()]
types = {f.name: str(f.type) for f in table.schema}
names = {f.name: (f.metadata or {}).get(b"otel.name", b"").decode() for f in table.schema}
print(json.dumps({"columns": columns, "types": types, "names": names}))
`;

interface Read {
  readonly columns: Record<string, unknown[]>;
  readonly types: Record<string, string>;
  readonly names: Record<string, string>;
}

function readWithPyarrow(table: Table): Read {
  const { stdout, stderr, status } = spawnSync("python3", ["-c", script], { input: tableToBytes(table) });
  if (status !== 0) throw new Error(stderr.toString());
  return JSON.parse(stdout.toString()) as Read;
}

describe.skipIf(missing !== undefined)("pyarrow", () => {
  it("reads logs: texts, levels, nulls, ids, names of OpenTelemetry", () => {
    const { columns, types, names } = readWithPyarrow(logsFromRows(logRows));
    expect(columns["body"]).toEqual(logRows.map(({ body }) => body));
    expect(columns["severity_text"]).toEqual(["INFO", null, "ERROR"]);
    expect(columns["trace_id"]).toEqual([null, null, "5b8aa5a2d2c872e8321cf37308d69df2"]);
    expect(columns["restart_count"]).toEqual([2, 0, 2]);
    expect(types["time"]).toBe("timestamp[ns, tz=UTC]");
    expect(types["service"]).toBe("dictionary<values=string, indices=int16, ordered=0>");
    expect(types["trace_id"]).toBe("fixed_size_binary[16]");
    expect(names["pod"]).toBe("k8s.pod.name");
  });

  it("reads spans: nanoseconds, statuses, attributes", () => {
    const { columns, types } = readWithPyarrow(spansFromRows(spanRows));
    expect(columns["start"]).toEqual([1767603600000100000, 1767603600000000000]);
    expect(columns["duration_ns"]).toEqual([800_000, 9_000_000]);
    expect(columns["http_status"]).toEqual([null, 500]);
    expect(columns["peer_service"]).toEqual(["mongodb-geo", null]);
    expect(columns["attributes"]).toEqual(['{"network.peer.port":"8083","rpc.system":"grpc"}', null]);
    expect(types["duration_ns"]).toBe("int64");
  });

  it("reads metrics and events", () => {
    expect(readWithPyarrow(metricsFromRows(metricRows)).columns["value"]).toEqual([1.25, 4096, 1]);
    expect(readWithPyarrow(eventsFromRows(eventRows)).columns["reason"]).toEqual(["BackOff"]);
  });

  it("reads tables without rows", () => {
    for (const table of [
      logsFromRows([]),
      metricsFromRows([]),
      spansFromRows([]),
      eventsFromRows([]),
      serviceTable([]),
    ]) {
      const { columns } = readWithPyarrow(table);
      expect(Object.keys(columns)).toEqual(table.schema.names);
      expect(Object.values(columns).every((column) => column.length === 0)).toBe(true);
    }
  });
});
