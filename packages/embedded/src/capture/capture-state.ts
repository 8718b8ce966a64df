/**
 * What is recorded: logs, spans, metrics, events, and service statistics.
 * @module
 */
import type { UnixMicros } from "@aiops-gym/cluster";
import {
  createEventRecorder,
  createLogRecorder,
  createMetricRecorder,
  createSpanRecorder,
  type EventRecorder,
  freezeOpen,
  type LogRecorder,
  type MetricRecorder,
  type SpanRecorder,
} from "@aiops-gym/telemetry";
import { onShare } from "../kernel/simulation.ts";
import { createPendingScrapes, type PendingScrapes } from "./pending-scrapes.ts";
import { createPendingSpans, type PendingSpans } from "./pending-spans.ts";

/** What a service did, counted. */
export interface ServiceCounts {
  requests: number;
  errors: number;
  /** Of the errors, those that began here: none of the calls that the request made had failed. */
  ownErrors: number;
  /** Microseconds of its requests that were not spent in calls; each is the middle of its bucket. */
  ownMicros: number;
  /** Calls that it answered, as their callers' spans tell; microseconds that callers waited beside its latency, likewise of buckets. */
  calls: number;
  transitMicros: number;
  /** Calls that failed without an answer of its servers. */
  unanswered: number;
}

/** Nothing counted. */
export const noCounts: ServiceCounts = Object.freeze({
  requests: 0,
  errors: 0,
  ownErrors: 0,
  ownMicros: 0,
  calls: 0,
  transitMicros: 0,
  unanswered: 0,
});

/** Makes all counts 0. */
export function clearCounts(counts: ServiceCounts): void {
  counts.requests = 0;
  counts.errors = 0;
  counts.ownErrors = 0;
  counts.ownMicros = 0;
  counts.calls = 0;
  counts.transitMicros = 0;
  counts.unanswered = 0;
}

/** What a service did in the time slot of a cell that may still change. */
export interface OpenCell extends ServiceCounts {
  /** Number of the time slot. */
  slot: number;
  /** Latency histogram: {@link latencyBuckets} counts; null until there is a request. */
  latencies: Uint16Array | null;
  /** CPU microseconds, CFS periods, throttled periods, bytes received, bytes sent. Of a few numbers an array takes a fifth of a typed one. */
  readonly resources: number[];
}

/** {@link rowCells} cells that change no more. */
export interface SealedCells {
  /** Number of the first cell's slot, divided by {@link rowCells}. */
  readonly number: number;
  /**
   * By slot, null: none. A cell is `packNumbers` of requests, errors, those that began here, own microseconds, calls, microseconds
   * in transit, unanswered calls, the resources, then the buckets of the histogram that are not empty, each with its count. Frozen once a later row has begun, so that forks share it.
   */
  readonly cells: (string | null)[];
}

/** What a service did, in cells of {@link cellMicros}. */
export interface ServiceCells {
  /** At most two, oldest first: the tick at a slot's end still writes to that slot. */
  readonly open: OpenCell[];
  /** Rows of earlier cells, a ring by their numbers; null: none yet. */
  readonly sealed: (SealedCells | null)[];
  /** The counters when they were last read. */
  readonly counters: number[];
}

/** Length of a cell. */
export const cellMicros = 5_000_000;
/** Cells that are kept at least: ten minutes and forty seconds. */
export const cellCount = 128;
/** Cells in a row. */
export const rowCells = 16;
/** Rows in a ring. One of them is not full. */
export const cellRows: number = cellCount / rowCells + 1;
/** Four a doubling, from 1 us to 67 s. */
export const latencyBuckets = 104;
/** Amounts in {@link OpenCell.resources}. */
export const resourceColumns = 5;

/** Whether a process reaches its tracing agent, as of some moment. */
export interface ExporterState {
  checkedAt: UnixMicros;
  reachable: boolean;
  /** Spans since then. */
  spans: number;
}

export interface CaptureState {
  /** Spans and metrics are recorded; logs, events and service statistics always are. */
  enabled: boolean;
  logs: LogRecorder;
  spans: SpanRecorder;
  /** Spans that are not in {@link CaptureState.spans} yet: read those by `spansOf`. */
  pendingSpans: PendingSpans;
  metrics: MetricRecorder;
  /** Samples that are not in {@link CaptureState.metrics} yet: read those by `metricsIn`. */
  pendingScrapes: PendingScrapes;
  events: EventRecorder;
  /** Codes of the recorders' origins, by container id. */
  logOrigins: Map<string, number>;
  spanOrigins: Map<string, number>;
  /** Codes of metric series, by what they are of. Frozen. */
  series: Map<string, readonly number[]>;
  /** By container id. */
  exporters: Map<string, ExporterState>;
  /** By service. */
  services: Map<string, ServiceCells>;
  /** Ticks of the sampling clock so far. */
  ticks: number;
}

/** Lets forks share the rows that were recorded last, until there are more. */
export function freezeOpenChunks({ capture }: { readonly capture: CaptureState }): void {
  freezeOpen(capture.logs);
  freezeOpen(capture.spans);
  freezeOpen(capture.metrics);
  freezeOpen(capture.events);
}

onShare(freezeOpenChunks);

/** Nothing recorded. */
export function createCaptureState(): CaptureState {
  return {
    enabled: true,
    logs: createLogRecorder(),
    spans: createSpanRecorder(),
    pendingSpans: createPendingSpans(),
    metrics: createMetricRecorder(),
    pendingScrapes: createPendingScrapes(),
    events: createEventRecorder(),
    logOrigins: new Map(),
    spanOrigins: new Map(),
    series: new Map(),
    exporters: new Map(),
    services: new Map(),
    ticks: 0,
  };
}
