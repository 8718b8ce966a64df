/**
 * Log lines as plain data, and tables over them.
 * @module
 */
import type { TelemetryFilter, TelemetryWindow, UnixMicros } from "@aiops-gym/cluster";
import type { Table } from "apache-arrow";
import { lookupOf } from "./code-numbers.ts";
import { internedValue } from "./intern-table.ts";
import { lookupColumn } from "./lookup-column.ts";
import { createOriginTable, internOrigin, keptOrigins, type Origin, type OriginTable } from "./origin.ts";
import {
  idColumn,
  nanosColumn,
  plainColumn,
  type RawColumn,
  type RowSet,
  takeValues,
  textColumn,
} from "./raw-column.ts";
import {
  chunkCapacity,
  chunkRanges,
  firstRows,
  keptChunks,
  nextRow,
  type Recorder,
  sealWhole,
  type TimedChunk,
  visitRecent,
} from "./recorder.ts";
import { logSchema } from "./schemas.ts";
import { buildTable } from "./table-builder.ts";
import { dictionaryOf, textVector } from "./text-dictionary.ts";

/** Log lines of one chunk. */
export interface LogChunk extends TimedChunk {
  readonly origin: Int32Array;
  readonly severity: Int8Array;
  /** 0 is stdout, 1 is stderr. */
  readonly stream: Int8Array;
  readonly body: string[];
  /** Six words a row: trace id (4), span id (2). Absent until a line of the chunk has them. */
  ids: Uint32Array | null;
}

/** Log lines, by container instance. Plain data. */
export interface LogRecorder extends Recorder<LogChunk> {
  origins: OriginTable;
}

/** A line as `kubectl logs` reads it. */
export interface LogLine {
  readonly timeUnixMicros: UnixMicros;
  readonly stream: "stdout" | "stderr";
  readonly body: string;
}

/** The code of each stream. */
export const logStreams: Readonly<Record<"stdout" | "stderr", number>> = Object.freeze({ stdout: 0, stderr: 1 });

/** OpenTelemetry's severity numbers of the common levels; 0 when a line has no level. */
export const severityNumbers: Readonly<
  Record<"UNSPECIFIED" | "TRACE" | "DEBUG" | "INFO" | "WARN" | "ERROR" | "FATAL", number>
> = Object.freeze({
  UNSPECIFIED: 0,
  TRACE: 1,
  DEBUG: 5,
  INFO: 9,
  WARN: 13,
  ERROR: 17,
  FATAL: 21,
});

const idWords = 6;
const streamNames = ["stdout", "stderr"] as const;
const streams = textVector(streamNames);
// Four numbers a level, so (number - 1) / 4 is the level's index.
const severities = textVector(["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"]);
const severityLevels = Int32Array.from({ length: 25 }, (_, severity) => Math.floor((severity - 1) / 4));

function createChunk(): LogChunk {
  return {
    time: new Float64Array(firstRows),
    origin: new Int32Array(firstRows),
    severity: new Int8Array(firstRows),
    stream: new Int8Array(firstRows),
    body: [],
    ids: null,
  };
}

/** A recorder without lines. */
export function createLogRecorder(): LogRecorder {
  return { sealed: [], open: createChunk(), count: 0, lastTime: 0, origins: createOriginTable() };
}

/** The code under which lines of a container instance are appended and read. */
export function internLogOrigin(recorder: LogRecorder, origin: Origin): number {
  return internOrigin(recorder.origins, origin);
}

/**
 * Adds a line.
 *
 * @param origin - From {@link internLogOrigin}.
 * @param severity - OpenTelemetry's severity number, 0 to 24.
 * @param stream - One of {@link logStreams}.
 * @param body - The line, without its newline.
 * @throws RangeError when the line is older than the newest.
 */
export function appendLog(
  recorder: LogRecorder,
  timeUnixMicros: UnixMicros,
  origin: number,
  severity: number,
  stream: number,
  body: string,
): void {
  const row = nextRow(recorder, timeUnixMicros, createChunk, sealWhole, keptChunks.logs);
  const chunk = recorder.open;
  chunk.origin[row] = origin;
  chunk.severity[row] = severity;
  chunk.stream[row] = stream;
  chunk.body.push(body);
}

/** Gives the newest line the ids of the span that wrote it, as 32-bit words, most significant first. */
export function correlateLog(
  recorder: LogRecorder,
  trace: readonly [number, number, number, number],
  span: readonly [number, number],
): void {
  recorder.open.ids ??= new Uint32Array(recorder.open.time.length * idWords);
  recorder.open.ids.set(trace, (recorder.count - 1) * idWords);
  recorder.open.ids.set(span, (recorder.count - 1) * idWords + 4);
}

const noIds = new Uint32Array(chunkCapacity * idWords);

function columns(recorder: LogRecorder, chunk: LogChunk, set: RowSet): RawColumn[] {
  const { origins } = recorder.origins;
  const ids = chunk.ids ?? noIds;
  const severity = takeValues(chunk.severity, set);
  const origin = takeValues(chunk.origin, set);
  return [
    nanosColumn(takeValues(chunk.time, set)),
    plainColumn(severity),
    lookupColumn(new Int32Array(severity), severityLevels, Int8Array),
    lookupColumn(origin, lookupOf(origins, "service"), Int16Array),
    lookupColumn(origin, lookupOf(origins, "namespace"), Int16Array),
    lookupColumn(origin, lookupOf(origins, "pod"), Int32Array),
    lookupColumn(origin, lookupOf(origins, "container"), Int16Array),
    lookupColumn(origin, lookupOf(origins, "node"), Int16Array),
    plainColumn(takeValues(chunk.stream, set)),
    lookupColumn(origin, lookupOf(origins, "restartCount"), Int16Array),
    textColumn(chunk.body, set),
    idColumn(ids, idWords, 0, 4, set, true),
    idColumn(ids, idWords, 4, 2, set, true),
  ];
}

/** The lines of a window, as a table of `logSchema`. */
export function logTable(recorder: LogRecorder, window: TelemetryWindow, filter?: TelemetryFilter): Table {
  const { services, namespaces, pods, containers, nodes } = recorder.origins;
  const [service, namespace, pod, container, node] = [services, namespaces, pods, containers, nodes].map(dictionaryOf);
  return buildTable(recorder, window, {
    schema: logSchema,
    dictionaries: [undefined, undefined, severities, service, namespace, pod, container, node, streams],
    columns: (chunk, set) => columns(recorder, chunk, set),
    keep: keptOrigins(recorder.origins, filter),
    codes: (chunk) => chunk.origin,
  });
}

/**
 * The lines of one container instance, oldest first.
 *
 * @param origin - From {@link internLogOrigin}.
 * @param options.sinceUnixMicros - Leaves out older lines.
 * @param options.tailLines - Keeps this many of the newest.
 */
export function readContainerLog(
  recorder: LogRecorder,
  origin: number,
  options: { readonly sinceUnixMicros?: UnixMicros; readonly tailLines?: number } = {},
): LogLine[] {
  const lines: LogLine[] = [];
  const window = {
    startUnixMicros: options.sinceUnixMicros ?? Number.NEGATIVE_INFINITY,
    endUnixMicros: Number.POSITIVE_INFINITY,
  };
  for (const { chunk, from, to } of chunkRanges(recorder, window)) {
    for (let row = from; row < to; row++) {
      if (chunk.origin[row] !== origin) continue;
      lines.push({
        timeUnixMicros: chunk.time[row] ?? 0,
        stream: chunk.stream[row] === logStreams.stderr ? "stderr" : "stdout",
        body: chunk.body[row] ?? "",
      });
    }
  }
  const { tailLines } = options;
  return tailLines === undefined || tailLines >= lines.length ? lines : lines.slice(lines.length - tailLines);
}

/** Visits the lines of a window from a severity on, newest first. */
export function visitSevereLogs(
  recorder: LogRecorder,
  window: TelemetryWindow,
  leastSeverity: number,
  visit: (service: string | null, namespace: string | null, severity: number) => void,
): void {
  const { origins, services, namespaces } = recorder.origins;
  visitRecent(recorder, window, (chunk, row) => {
    const severity = chunk.severity[row] ?? 0;
    if (severity < leastSeverity) return;
    const codes = internedValue(origins, chunk.origin[row] ?? 0);
    if (codes === undefined) return;
    visit(internedValue(services, codes.service) ?? null, internedValue(namespaces, codes.namespace) ?? null, severity);
  });
}
