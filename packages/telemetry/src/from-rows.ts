/**
 * Tables from plain rows, for telemetry that arrives as objects: live back ends, files, tests.
 * @module
 */
import type { UnixMicros } from "@aiops-gym/cluster";
import type { Table } from "apache-arrow";
import {
  appendEvent,
  createEventRecorder,
  type EventSubject,
  eventTable,
  internEventSubject,
} from "./event-recorder.ts";
import { toJsonObject } from "./json-object.ts";
import { appendLog, correlateLog, createLogRecorder, internLogOrigin, logStreams, logTable } from "./log-recorder.ts";
import { appendMetric, createMetricRecorder, internSeries, metricTable, type Series } from "./metric-recorder.ts";
import type { Origin } from "./origin.ts";
import {
  appendSpan,
  createSpanRecorder,
  internOperation,
  internPeer,
  internSpanOrigin,
  setTraceIdHigh,
  spanTable,
} from "./span-recorder.ts";
import { allTime } from "./window.ts";

/** A log line. Ids are hexadecimal. */
export interface LogRow {
  readonly timeUnixMicros: UnixMicros;
  readonly origin: Origin;
  readonly severityNumber?: number;
  readonly stream?: "stdout" | "stderr";
  readonly body: string;
  readonly traceId?: string;
  readonly spanId?: string;
}

/** A sample. */
export interface MetricRow extends Series {
  readonly timeUnixMicros: UnixMicros;
  readonly value: number;
}

/** A span. Ids are hexadecimal, of up to 32 and 16 digits. */
export interface SpanRow {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string | null;
  readonly origin: Origin;
  readonly operation: string;
  readonly kind: number;
  readonly startUnixMicros: UnixMicros;
  readonly durationMicros: number;
  readonly statusCode?: number;
  readonly statusMessage?: string | null;
  readonly httpStatus?: number | null;
  readonly peerService?: string | null;
  readonly attributes?: Readonly<Record<string, string>>;
}

/** An event as it was recorded or counted again. */
export interface EventRow extends EventSubject {
  readonly lastSeenUnixMicros: UnixMicros;
  readonly firstSeenUnixMicros: UnixMicros;
  readonly count: number;
  readonly message: string;
}

/** The 32-bit words of a hexadecimal id, most significant first. */
function idWords(hex: string, count: number): number[] {
  const digits = hex.padStart(count * 8, "0");
  return Array.from({ length: count }, (_, word) => Number.parseInt(digits.slice(word * 8, word * 8 + 8), 16));
}

function ordered<T>(rows: Iterable<T>, time: (row: T) => number): T[] {
  return [...rows].sort((a, b) => time(a) - time(b));
}

/** A table of `logSchema`, ordered by time; rows of one time keep their order. */
export function logsFromRows(rows: Iterable<LogRow>): Table {
  const recorder = createLogRecorder();
  for (const row of ordered(rows, ({ timeUnixMicros }) => timeUnixMicros)) {
    const { timeUnixMicros, severityNumber = 0, stream = "stdout", body, traceId = "", spanId = "" } = row;
    const origin = internLogOrigin(recorder, row.origin);
    appendLog(recorder, timeUnixMicros, origin, severityNumber, logStreams[stream], body);
    if (traceId !== "" || spanId !== "") {
      const [a = 0, b = 0, c = 0, d = 0] = idWords(traceId, 4);
      const [e = 0, f = 0] = idWords(spanId, 2);
      correlateLog(recorder, [a, b, c, d], [e, f]);
    }
  }
  return logTable(recorder, allTime);
}

/** A table of `metricSchema`, ordered by time. */
export function metricsFromRows(rows: Iterable<MetricRow>): Table {
  const recorder = createMetricRecorder();
  for (const row of ordered(rows, ({ timeUnixMicros }) => timeUnixMicros)) {
    appendMetric(recorder, row.timeUnixMicros, internSeries(recorder, row), row.value);
  }
  return metricTable(recorder, allTime);
}

/** A table of `spanSchema`, ordered by end. */
export function spansFromRows(rows: Iterable<SpanRow>): Table {
  const recorder = createSpanRecorder();
  const end = (row: SpanRow): number => row.startUnixMicros + row.durationMicros;
  for (const row of ordered(rows, end)) {
    const [highest = 0, high = 0, traceHigh = 0, traceLow = 0] = idWords(row.traceId, 4);
    const [spanHigh = 0, spanLow = 0] = idWords(row.spanId, 2);
    const [parentHigh = 0, parentLow = 0] = idWords(row.parentSpanId ?? "", 2);
    appendSpan(
      recorder,
      end(row),
      row.startUnixMicros,
      internSpanOrigin(recorder, row.origin),
      internOperation(recorder, row.operation),
      row.kind,
      row.statusCode ?? 0,
      internPeer(recorder, row.peerService ?? null),
      row.httpStatus ?? 0,
      traceHigh,
      traceLow,
      spanHigh,
      spanLow,
      parentHigh,
      parentLow,
      row.statusMessage ?? null,
      toJsonObject(row.attributes),
    );
    if (highest !== 0 || high !== 0) setTraceIdHigh(recorder, highest, high);
  }
  return spanTable(recorder, allTime);
}

/** A table of `eventSchema`, ordered by when events were last seen. */
export function eventsFromRows(rows: Iterable<EventRow>): Table {
  const recorder = createEventRecorder();
  for (const row of ordered(rows, ({ lastSeenUnixMicros }) => lastSeenUnixMicros)) {
    const subject = internEventSubject(recorder, row);
    appendEvent(recorder, row.lastSeenUnixMicros, row.firstSeenUnixMicros, subject, row.count, row.message);
  }
  return eventTable(recorder, allTime);
}
