/**
 * Where logs, metrics, traces and events come from, whichever cluster it is.
 * @module
 */
import type { Table } from "apache-arrow";
import type { UnixMicros } from "./clock.ts";

/** Half-open: a row belongs to it when `start <= time < end`. */
export interface TelemetryWindow {
  readonly startUnixMicros: UnixMicros;
  readonly endUnixMicros: UnixMicros;
}

/** Narrows a query; all parts must match. */
export interface TelemetryFilter {
  readonly namespace?: string;
  readonly service?: string;
  readonly pod?: string;
  /** Metric names; all when absent. */
  readonly metrics?: readonly string[];
}

/**
 * The numbers of the wide table without the table: cheap enough for every step. Row by row, a service each; a row has the measures of
 * `@aiops-gym/telemetry`'s `serviceMeasures`, `NaN` where nothing was measured.
 */
export interface ServiceSummary {
  readonly services: readonly string[];
  /** Never changes after it was made. */
  readonly values: Float64Array;
}

/** What users felt in a window, measured at their side of the entry. Requests count where they ended. */
export interface UserExperience {
  readonly requests: number;
  readonly successes: number;
  /** Latencies of the answered ones in microseconds; null when there are none. */
  readonly p50Micros: number | null;
  readonly p99Micros: number | null;
}

/** One window's tables; each may be built when it is first read, with the same rows whenever that is. */
export interface TelemetryTables {
  readonly logs: Table;
  readonly metrics: Table;
  readonly traces: Table;
  readonly events: Table;
  readonly services: Table;
  /** What {@link TelemetryTables.services} is made of, where the source has it at hand. */
  readonly summary?: ServiceSummary;
  /** Where users' side is measured. */
  readonly users?: UserExperience;
}

/** A window's samples for later: tables are made when they are asked for, with the rows that they would have now. */
export interface MetricsExtract {
  /** Names of the metrics that have samples in the window. */
  readonly names: readonly string[];
  /** Samples of one metric. */
  table(name: string): Table;
}

/** A window's spans for later, as {@link MetricsExtract}. */
export interface SpansExtract {
  readonly isEmpty: boolean;
  table(): Table;
}

/**
 * Telemetry as Arrow tables, with the schemas of `@aiops-gym/telemetry`.
 * A table never changes after it was made. Rows are ordered by time.
 */
export interface TelemetrySource {
  logs(window: TelemetryWindow, filter?: TelemetryFilter): Promise<Table>;
  metrics(window: TelemetryWindow, filter?: TelemetryFilter): Promise<Table>;
  /** Spans that ended in the window. */
  traces(window: TelemetryWindow, filter?: TelemetryFilter): Promise<Table>;
  events(window: TelemetryWindow, filter?: TelemetryFilter): Promise<Table>;
  /** One row a service: request rate, error rate, latency quantiles, resources (the wide table). */
  services(window: TelemetryWindow, filter?: TelemetryFilter): Promise<Table>;
  /** All five of one window. */
  tables(window: TelemetryWindow, filter?: TelemetryFilter): Promise<TelemetryTables>;
  /** Samples for later; absent where tables cannot be made later than now. */
  extractMetrics?(window: TelemetryWindow, filter?: TelemetryFilter): Promise<MetricsExtract>;
  /** Spans for later, likewise. */
  extractSpans?(window: TelemetryWindow, filter?: TelemetryFilter): Promise<SpansExtract>;
}
