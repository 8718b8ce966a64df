/**
 * Traces of a table of spans.
 * @module
 */
import type { UnixMicros } from "@aiops-gym/cluster";
import type { Table } from "apache-arrow";
import { hexValues, microsValues, numberValues, textValues } from "./table-columns.ts";

/** The spans of one trace that a table has; some may lie outside its window. */
export interface Trace {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** Row numbers in the table, by start; a parent comes before its children when they start together. */
  readonly rows: readonly number[];
  /** The span without a parent; undefined when the table lacks it. */
  readonly rootRow: number | undefined;
  readonly startUnixMicros: UnixMicros;
  readonly endUnixMicros: UnixMicros;
  /** Each service once, by its first span's start. */
  readonly services: readonly string[];
  /** Spans whose status is error. */
  readonly errorCount: number;
}

/** The traces of a table of `spanSchema`, in the order of their first rows. */
export function groupTraces(table: Table): Trace[] {
  const traceIds = hexValues(table, "trace_id");
  const rowsById = new Map<string, number[]>();
  traceIds.forEach((traceId, row) => {
    const rows = rowsById.get(traceId ?? "");
    if (rows) rows.push(row);
    else rowsById.set(traceId ?? "", [row]);
  });
  const parents = hexValues(table, "parent_span_id");
  const services = textValues(table, "service");
  const statuses = numberValues(table, "status_code");
  const starts = microsValues(table, "start");
  const durations = microsValues(table, "duration_ns");
  const start = (row: number): number => starts[row] ?? 0;
  const end = (row: number): number => start(row) + (durations[row] ?? 0);
  return [...rowsById].map(([traceId, rows]) => {
    // A child ends no later than its parent when both start together, and rows are in the order of ends.
    rows.sort((a, b) => start(a) - start(b) || end(b) - end(a) || b - a);
    const named = rows.map((row) => services[row]).filter((service) => typeof service === "string");
    return {
      traceId,
      rows,
      rootRow: rows.find((row) => parents[row] === null),
      startUnixMicros: Math.min(...rows.map(start)),
      endUnixMicros: Math.max(...rows.map(end)),
      services: [...new Set(named)],
      errorCount: rows.filter((row) => statuses[row] === 2).length,
    };
  });
}
