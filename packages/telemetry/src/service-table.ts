/**
 * The wide table of services, one row each: what dashboards show and what learners read as features. Its numbers are also there
 * without the table, as a summary.
 * @module
 */
import type { ServiceSummary } from "@aiops-gym/cluster";
import { type Data, Table } from "apache-arrow";
import { createInternTable, internString } from "./intern-table.ts";
import { plainColumn, type RawColumn } from "./raw-column.ts";
import { serviceSchema } from "./schemas.ts";
import { batchOf, columnData, dictionaryOf } from "./table-builder.ts";
import { numberValues, textValues } from "./table-columns.ts";

/** What is measured of a service, in the order of the schema's columns after `service`. */
export const serviceMeasures = [
  "requestsPerSecond",
  /** 0 to 1, as all ratios. */
  "errorRatio",
  "p50Milliseconds",
  "p95Milliseconds",
  "p99Milliseconds",
  /** Requests being served at the window's end. */
  "inflight",
  "cpuCores",
  /** CFS periods in which it was throttled, of all. */
  "cpuThrottledRatio",
  "memoryWorkingSetBytes",
  "memoryLimitBytes",
  /** Restarts of its containers so far. */
  "restarts",
  "readyReplicas",
  "desiredReplicas",
  "networkReceiveBytesPerSecond",
  "networkTransmitBytesPerSecond",
  /** Of its running containers together. */
  "cpuLimitCores",
  /** Lines of severity ERROR and above in the window. */
  "logErrors",
  /** Lines of severity WARN in the window. */
  "logWarnings",
  /** Kubernetes events of type Warning that were seen in the window, about objects of the service. */
  "warningEvents",
  /** Ready addresses behind the Service of this name. */
  "readyEndpoints",
  /** Its containers that wait for anything but their first start: back-offs, images, configurations. */
  "waitingContainers",
  /** Its containers that the kernel killed for memory the last time they ended. */
  "oomKilledContainers",
  /** Its pods that no node was found for. */
  "unscheduledPods",
  /** Share of its pods' nodes that are ready. */
  "readyNodesRatio",
  /** Since the newest of its running containers started. */
  "secondsSinceStart",
] as const;

/** One of {@link serviceMeasures}. */
export type ServiceMeasure = (typeof serviceMeasures)[number];

/** One service over a window. Null or absent where nothing was measured, e.g. latency without requests. */
export interface ServiceRow extends Readonly<Partial<Record<ServiceMeasure, number | null>>> {
  readonly service: string;
}

/** Place of each measure in a row of a summary. */
export const measureIndex: Readonly<Record<ServiceMeasure, number>> = Object.freeze(
  Object.fromEntries(serviceMeasures.map((measure, index) => [measure, index])) as Record<ServiceMeasure, number>,
);

const width = serviceMeasures.length;

/** Rows as a summary, in their order. */
export function summaryOfRows(rows: readonly ServiceRow[]): ServiceSummary {
  const values = new Float64Array(rows.length * width);
  rows.forEach((row, at) => {
    serviceMeasures.forEach((measure, index) => {
      values[at * width + index] = row[measure] ?? Number.NaN;
    });
  });
  return { services: rows.map(({ service }) => service), values };
}

/** A table of `serviceSchema` as a summary; columns that a table of an older version lacks were not measured. */
export function summaryOfTable(table: Table): ServiceSummary {
  const services = textValues(table, "service").map((service) => service ?? "");
  const values = new Float64Array(services.length * width).fill(Number.NaN);
  serviceMeasures.forEach((_, index) => {
    const name = serviceSchema.fields[index + 1]?.name ?? "";
    if (!table.schema.names.includes(name)) return;
    numberValues(table, name).forEach((value, at) => {
      values[at * width + index] = value;
    });
  });
  return { services, values };
}

function measureColumn({ services, values }: ServiceSummary, measure: number): RawColumn {
  const rows = services.length;
  const column = new Float64Array(rows);
  const nullBitmap = new Uint8Array((rows + 7) >> 3);
  let nullCount = 0;
  for (let at = 0; at < rows; at++) {
    const value = values[at * width + measure] ?? Number.NaN;
    if (Number.isNaN(value)) nullCount++;
    else {
      column[at] = value;
      nullBitmap[at >> 3] = (nullBitmap[at >> 3] ?? 0) | (1 << (at & 7));
    }
  }
  return nullCount === 0 ? plainColumn(column) : { values: column, nullBitmap, nullCount };
}

/** A summary as a table of `serviceSchema`. */
export function summaryTable(summary: ServiceSummary): Table {
  const { services } = summary;
  const names = createInternTable<string>();
  const codes = Int16Array.from(services, (service) => internString(names, service));
  const columns = [plainColumn(codes), ...serviceMeasures.map((_, index) => measureColumn(summary, index))];
  const children: Data[] = columns.map((raw, index) =>
    columnData(serviceSchema, index, raw, services.length, index === 0 ? dictionaryOf(names) : undefined),
  );
  return new Table(serviceSchema, [batchOf(serviceSchema, children, services.length)]);
}

/** Rows as a table of `serviceSchema`, in their order. */
export function serviceTable(rows: readonly ServiceRow[]): Table {
  return summaryTable(summaryOfRows(rows));
}
