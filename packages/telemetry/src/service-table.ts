/**
 * The wide table of services, one row each: what dashboards show and what learners read as features.
 * @module
 */
import { type Data, Table } from "apache-arrow";
import { createInternTable, internString } from "./intern-table.ts";
import { plainColumn, type RawColumn } from "./raw-column.ts";
import { serviceSchema } from "./schemas.ts";
import { batchOf, columnData, dictionaryOf } from "./table-builder.ts";

/** One service over a window. Ratios are 0 to 1; null where nothing was measured, e.g. latency without requests. */
export interface ServiceRow {
  readonly service: string;
  readonly requestsPerSecond: number | null;
  readonly errorRatio: number | null;
  readonly p50Milliseconds: number | null;
  readonly p95Milliseconds: number | null;
  readonly p99Milliseconds: number | null;
  /** Requests being served at the window's end. */
  readonly inflight: number | null;
  readonly cpuCores: number | null;
  /** CFS periods in which it was throttled, of all. */
  readonly cpuThrottledRatio: number | null;
  readonly memoryWorkingSetBytes: number | null;
  readonly memoryLimitBytes: number | null;
  /** Restarts of its containers so far. */
  readonly restarts: number | null;
  readonly readyReplicas: number | null;
  readonly desiredReplicas: number | null;
  readonly networkReceiveBytesPerSecond: number | null;
  readonly networkTransmitBytesPerSecond: number | null;
}

// In the order of the schema's columns.
const measures = [
  "requestsPerSecond",
  "errorRatio",
  "p50Milliseconds",
  "p95Milliseconds",
  "p99Milliseconds",
  "inflight",
  "cpuCores",
  "cpuThrottledRatio",
  "memoryWorkingSetBytes",
  "memoryLimitBytes",
  "restarts",
  "readyReplicas",
  "desiredReplicas",
  "networkReceiveBytesPerSecond",
  "networkTransmitBytesPerSecond",
] as const satisfies readonly Exclude<keyof ServiceRow, "service">[];

function measureColumn(rows: readonly ServiceRow[], measure: (typeof measures)[number]): RawColumn {
  const values = new Float64Array(rows.length);
  const nullBitmap = new Uint8Array((rows.length + 7) >> 3);
  let nullCount = 0;
  rows.forEach((row, index) => {
    const value = row[measure];
    if (value === null) nullCount++;
    else {
      values[index] = value;
      nullBitmap[index >> 3] = (nullBitmap[index >> 3] ?? 0) | (1 << (index & 7));
    }
  });
  return nullCount === 0 ? plainColumn(values) : { values, nullBitmap, nullCount };
}

/** Rows as a table of `serviceSchema`, in their order. */
export function serviceTable(rows: readonly ServiceRow[]): Table {
  const names = createInternTable<string>();
  const codes = Int16Array.from(rows, (row) => internString(names, row.service));
  const columns = [plainColumn(codes), ...measures.map((measure) => measureColumn(rows, measure))];
  const children: Data[] = columns.map((raw, index) =>
    columnData(serviceSchema, index, raw, rows.length, index === 0 ? dictionaryOf(names) : undefined),
  );
  return new Table(serviceSchema, [batchOf(serviceSchema, children, rows.length)]);
}
