/**
 * AIOpsLab's CSV files, column for column and in pandas' formatting, so that its agents and their data sets go on working.
 * @module
 */
import { microsPerSecond } from "@aiops-gym/cluster";
import type { Table } from "apache-arrow";
import { hexValues, microsValues, numberValues, textValues } from "./table-columns.ts";

type Cell = string | number | null;

/** A field in quotes when it needs them (RFC 4180, as pandas' `QUOTE_MINIMAL`). */
function field(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell === "number") return String(cell);
  const text = cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function csv(header: string, rows: Iterable<readonly Cell[]>): string {
  let text = `${header}\n`;
  for (const row of rows) {
    for (let column = 0; column < row.length; column++) text += (column === 0 ? "" : ",") + field(row[column] ?? null);
    text += "\n";
  }
  return text;
}

/** A double as Python writes it: `5.0`, `0.123`. */
function pythonFloat(value: number): string {
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

/**
 * Samples of cAdvisor's metrics, one CSV each: `timestamp,cmdb_id,kpi_name,value`.
 *
 * @returns by metric name, which AIOpsLab's file name `kpi_<name>.csv` has; values have 3 decimals, timestamps are whole seconds,
 *   `cmdb_id` is `<node>.<pod>`, and a network interface follows the name after a dot.
 */
export function metricCsvs(table: Table): Map<string, string> {
  const names = textValues(table, "name");
  const [nodes, pods, labels] = [textValues(table, "node"), textValues(table, "pod"), textValues(table, "labels")];
  const times = microsValues(table, "time");
  const values = numberValues(table, "value");
  const devices = new Map<string, string | undefined>();
  const deviceOf = (text: string): string | undefined => {
    // Many rows share few labels.
    if (!devices.has(text)) devices.set(text, (JSON.parse(text) as { interface?: string }).interface);
    return devices.get(text);
  };
  const rowsByName = new Map<string, Cell[][]>();
  names.forEach((name, row) => {
    if (name === null) return;
    const device = deviceOf(labels[row] ?? "{}");
    const rows = rowsByName.get(name) ?? [];
    rowsByName.set(name, rows);
    rows.push([
      Math.floor((times[row] ?? 0) / microsPerSecond),
      `${nodes[row] ?? ""}.${pods[row] ?? ""}`,
      device === undefined ? name : `${name}.${device}`,
      pythonFloat(Math.round((values[row] ?? 0) * 1000) / 1000),
    ]);
  });
  return new Map([...rowsByName].map(([name, rows]) => [name, csv("timestamp,cmdb_id,kpi_name,value", rows)]));
}

/**
 * Spans: `trace_id,span_id,parent_span,service_name,operation_name,start_time,duration,has_error,response`.
 * Times are microseconds, a root's parent is `ROOT`, and `response` is the HTTP status or `Unknown`.
 */
export function traceCsv(table: Table): string {
  const traceIds = hexValues(table, "trace_id");
  const spanIds = hexValues(table, "span_id");
  const parents = hexValues(table, "parent_span_id");
  const services = textValues(table, "service");
  const operations = textValues(table, "operation");
  const starts = microsValues(table, "start");
  const durations = microsValues(table, "duration_ns");
  const statuses = numberValues(table, "status_code");
  const responses = numberValues(table, "http_status");
  const rows = traceIds.map((traceId, row): Cell[] => [
    // Jaeger writes the ids of its 64-bit clients with 16 digits.
    traceId?.startsWith("0000000000000000") ? traceId.slice(16) : traceId,
    spanIds[row] ?? null,
    parents[row] ?? "ROOT",
    services[row] ?? null,
    operations[row] ?? null,
    starts[row] ?? null,
    durations[row] ?? null,
    statuses[row] === 2 ? "True" : "False",
    Number.isNaN(responses[row]) ? "Unknown" : (responses[row] ?? null),
  ]);
  return csv("trace_id,span_id,parent_span,service_name,operation_name,start_time,duration,has_error,response", rows);
}

/**
 * Log lines: `log_id,timestamp,date,pod_name,container_name,namespace,node_name,message`. `timestamp` is seconds with a
 * fraction, `date` has milliseconds, and `log_id` is the row's number, where AIOpsLab has Elasticsearch's random one.
 */
export function logCsv(table: Table): string {
  const times = microsValues(table, "time");
  const pods = textValues(table, "pod");
  const containers = textValues(table, "container");
  const namespaces = textValues(table, "namespace");
  const nodes = textValues(table, "node");
  const bodies = textValues(table, "body");
  const rows = bodies.map((body, row): Cell[] => {
    const millis = Math.floor((times[row] ?? 0) / 1000);
    return [
      row,
      pythonFloat(millis / 1000),
      new Date(millis).toISOString(),
      pods[row] ?? null,
      containers[row] ?? null,
      namespaces[row] ?? null,
      nodes[row] ?? null,
      body,
    ];
  });
  return csv("log_id,timestamp,date,pod_name,container_name,namespace,node_name,message", rows);
}
