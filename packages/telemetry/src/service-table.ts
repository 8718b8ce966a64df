/**
 * The wide table of services, one row each: what dashboards show and what learners read as features. Its numbers are also there
 * without the table, as a summary.
 * @module
 */
import type { ServiceSummary } from "@aiops-gym/cluster";
import type { Table, Utf8, Vector } from "apache-arrow";
import { takeArray } from "./column-slab.ts";
import { createInternTable, internString } from "./intern-table.ts";
import { plainColumn, type RawColumn } from "./raw-column.ts";
import { serviceSchema } from "./schemas.ts";
import { batchOf, columnsData, tableOf } from "./table-builder.ts";
import { numberValues, textValues } from "./table-columns.ts";
import { dictionaryOf } from "./text-dictionary.ts";

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
  /** Requests that it failed though no call that it made for them had failed, of all: errors that begin here. */
  "ownErrorRatio",
  /** Mean time of its requests that it did not spend in calls of other services. */
  "ownMilliseconds",
  /** Mean time that its callers waited beyond its own latency: the network, and what waits there. */
  "transitMilliseconds",
  /** Calls of it by other services that failed without its answer, of all. */
  "unansweredRatio",
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

/** The columns of all measures. */
function measureColumns({ services, values }: ServiceSummary): RawColumn[] {
  const rows = services.length;
  const bytes = (rows + 7) >> 3;
  const columns: RawColumn[] = [];
  for (let measure = 0; measure < width; measure++) {
    const column = takeArray(Float64Array, rows);
    let nullCount = 0;
    for (let at = 0; at < rows; at++) {
      const value = values[at * width + measure] as number;
      const isAbsent = Number.isNaN(value);
      column[at] = isAbsent ? 0 : value;
      if (isAbsent) nullCount++;
    }
    if (nullCount === 0) {
      columns.push(plainColumn(column));
      continue;
    }
    const nullBitmap = takeArray(Uint8Array, bytes).fill(0);
    for (let at = 0; at < rows; at++)
      if (!Number.isNaN(values[at * width + measure]))
        nullBitmap[at >> 3] = (nullBitmap[at >> 3] as number) | (1 << (at & 7));
    columns.push({ values: column, nullBitmap, nullCount });
  }
  return columns;
}

interface ServiceNames {
  readonly codes: Int16Array;
  readonly dictionary: Vector<Utf8>;
}

const namesOf = new WeakMap<readonly string[], ServiceNames>();

/** The column of names; lists of services that never change come again and again. */
function serviceNames(services: readonly string[]): ServiceNames {
  let known = namesOf.get(services);
  if (known === undefined) {
    const names = createInternTable<string>();
    const codes = Int16Array.from(services, (service) => internString(names, service));
    known = { codes, dictionary: dictionaryOf(names) };
    if (Object.isFrozen(services)) namesOf.set(services, known);
  }
  return known;
}

/** A summary as a table of `serviceSchema`. */
export function summaryTable(summary: ServiceSummary): Table {
  const { services } = summary;
  const { codes, dictionary } = serviceNames(services);
  const columns = [plainColumn(codes), ...measureColumns(summary)];
  const children = columnsData(serviceSchema, columns, services.length, [dictionary]);
  return tableOf(serviceSchema, [batchOf(serviceSchema, children, services.length)]);
}

/** Rows as a table of `serviceSchema`, in their order. */
export function serviceTable(rows: readonly ServiceRow[]): Table {
  return summaryTable(summaryOfRows(rows));
}
