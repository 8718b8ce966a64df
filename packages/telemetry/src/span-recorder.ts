/**
 * Spans as plain data, in the order in which they ended, and tables over them.
 * @module
 */
import type { TelemetryFilter, TelemetryWindow, UnixMicros } from "@aiops-gym/cluster";
import type { Table } from "apache-arrow";
import { lookupOf } from "./code-numbers.ts";
import { createInternTable, internedCount, internString, type StringTable } from "./intern-table.ts";
import { lookupColumn } from "./lookup-column.ts";
import { createOriginTable, internOrigin, keptOrigins, type Origin, type OriginTable } from "./origin.ts";
import {
  idColumn,
  nanosBetween,
  nanosColumn,
  nullableColumn,
  plainColumn,
  type RawColumn,
  type RowSet,
  takeValues,
  textColumn,
} from "./raw-column.ts";
import {
  chunkCapacity,
  cutColumns,
  firstRows,
  keptChunks,
  makeRoom,
  nextRow,
  type Recorder,
  rowCount,
  sealWhole,
  skipRows,
  type TimedChunk,
} from "./recorder.ts";
import { spanSchema } from "./schemas.ts";
import { buildTable, countCodes } from "./table-builder.ts";
import { dictionaryOf } from "./text-dictionary.ts";

/** Spans of one chunk; `time` is when they ended. */
export interface SpanChunk extends TimedChunk {
  readonly start: Float64Array;
  /** Eight words a row: trace id (4), span id (2), parent's span id (2). */
  readonly ids: Uint32Array;
  readonly origin: Int32Array;
  readonly operation: Int32Array;
  readonly peer: Int16Array;
  readonly kind: Int8Array;
  readonly status: Int8Array;
  readonly httpStatus: Int16Array;
  readonly message: (string | null)[];
  readonly attributes: (string | null)[];
}

/** Spans, by origin and operation. Plain data. */
export interface SpanRecorder extends Recorder<SpanChunk> {
  origins: OriginTable;
  operations: StringTable;
  /** Codes of peer services: strings of the same table as the origins' services have their own codes here. */
  peers: StringTable;
}

/** OpenTelemetry's span kinds. */
export const spanKinds: Readonly<
  Record<"UNSPECIFIED" | "INTERNAL" | "SERVER" | "CLIENT" | "PRODUCER" | "CONSUMER", number>
> = Object.freeze({
  UNSPECIFIED: 0,
  INTERNAL: 1,
  SERVER: 2,
  CLIENT: 3,
  PRODUCER: 4,
  CONSUMER: 5,
});

/** OpenTelemetry's status codes. */
export const spanStatusCodes: Readonly<Record<"UNSET" | "OK" | "ERROR", number>> = Object.freeze({
  UNSET: 0,
  OK: 1,
  ERROR: 2,
});

/** Words of a row in {@link SpanChunk.ids}. */
export const idWords = 8;

/** Bytes of a span beside its texts. */
const rowBytes = 62;

function createChunk(rows = firstRows): SpanChunk {
  const cut = cutColumns(rows * rowBytes);
  return {
    time: cut(Float64Array, rows),
    start: cut(Float64Array, rows),
    ids: cut(Uint32Array, rows * idWords),
    origin: cut(Int32Array, rows),
    operation: cut(Int32Array, rows),
    peer: cut(Int16Array, rows),
    kind: cut(Int8Array, rows),
    status: cut(Int8Array, rows),
    httpStatus: cut(Int16Array, rows),
    message: [],
    attributes: [],
  };
}

/** A recorder without spans. */
export function createSpanRecorder(): SpanRecorder {
  return {
    sealed: [],
    open: createChunk(),
    count: 0,
    lastTime: 0,
    origins: createOriginTable(),
    operations: createInternTable(),
    peers: createInternTable(),
  };
}

/** The code of the process that makes spans. */
export function internSpanOrigin(recorder: SpanRecorder, origin: Origin): number {
  return internOrigin(recorder.origins, origin);
}

/** The code of an operation's name. */
export function internOperation(recorder: SpanRecorder, operation: string): number {
  return internString(recorder.operations, operation);
}

/** The code of a peer service's name; `nullCode` for null. */
export function internPeer(recorder: SpanRecorder, service: string | null): number {
  return internString(recorder.peers, service);
}

/**
 * Adds a span that ended. Ids are 32-bit words, most significant first; a trace id has 64 bits, as Jaeger's clients make
 * them, unless {@link setTraceIdHigh} follows.
 *
 * @param origin - From {@link internSpanOrigin}.
 * @param operation - From {@link internOperation}.
 * @param kind - One of {@link spanKinds}.
 * @param status - One of {@link spanStatusCodes}.
 * @param peer - From {@link internPeer}, or `nullCode`.
 * @param httpStatus - 0 when there is none.
 * @param parentHigh - With `parentLow` 0 for a root span.
 * @param message - The status' message.
 * @param attributes - A JSON object of the other attributes, e.g. from `toJsonObject`.
 * @throws RangeError when the span ended before the newest.
 */
export function appendSpan(
  recorder: SpanRecorder,
  endUnixMicros: UnixMicros,
  startUnixMicros: UnixMicros,
  origin: number,
  operation: number,
  kind: number,
  status: number,
  peer: number,
  httpStatus: number,
  traceHigh: number,
  traceLow: number,
  spanHigh: number,
  spanLow: number,
  parentHigh: number,
  parentLow: number,
  message: string | null,
  attributes: string | null,
): void {
  const row = nextRow(recorder, endUnixMicros, createChunk, sealWhole, keptChunks.spans);
  const chunk = recorder.open;
  chunk.start[row] = startUnixMicros;
  chunk.origin[row] = origin;
  chunk.operation[row] = operation;
  chunk.kind[row] = kind;
  chunk.status[row] = status;
  chunk.peer[row] = peer;
  chunk.httpStatus[row] = httpStatus;
  const word = row * idWords;
  const { ids } = chunk;
  ids[word + 2] = traceHigh;
  ids[word + 3] = traceLow;
  ids[word + 4] = spanHigh;
  ids[word + 5] = spanLow;
  ids[word + 6] = parentHigh;
  ids[word + 7] = parentLow;
  chunk.message.push(message);
  chunk.attributes.push(attributes);
}

/**
 * Makes room for spans that the caller writes into the columns of {@link SpanRecorder.open}, from row {@link SpanRecorder.count} on, as
 * {@link appendSpan} does; `countRows` takes them in.
 *
 * @param coming - Spans that come at once, these among them.
 * @returns how many of them the open chunk takes, at least one.
 */
export function makeRoomForSpans(recorder: SpanRecorder, spans: number, coming: number): number {
  return makeRoom(recorder, spans, coming, createChunk, sealWhole, keptChunks.spans);
}

/** How many of so many spans to come would be dropped by the time that all are recorded. */
export function spansBeyondKeeping(recorder: SpanRecorder, coming: number): number {
  const recorded = rowCount(recorder);
  const full = Math.floor((recorded + coming - 1) / chunkCapacity);
  return Math.max(0, (full - keptChunks.spans) * chunkCapacity - recorded);
}

/** Counts spans of which {@link spansBeyondKeeping} said that they would be dropped. */
export function skipSpans(recorder: SpanRecorder, spans: number): void {
  skipRows(recorder, spans, createChunk);
}

/** Gives the newest span's trace id its upper 64 bits. */
export function setTraceIdHigh(recorder: SpanRecorder, highest: number, high: number): void {
  const word = (recorder.count - 1) * idWords;
  recorder.open.ids[word] = highest;
  recorder.open.ids[word + 1] = high;
}

function columns(recorder: SpanRecorder, chunk: SpanChunk, set: RowSet): RawColumn[] {
  const { origins } = recorder.origins;
  const origin = takeValues(chunk.origin, set);
  const start = takeValues(chunk.start, set);
  return [
    idColumn(chunk.ids, idWords, 0, 4, set, false),
    idColumn(chunk.ids, idWords, 4, 2, set, false),
    idColumn(chunk.ids, idWords, 6, 2, set, true),
    lookupColumn(origin, lookupOf(origins, "service"), Int16Array),
    plainColumn(takeValues(chunk.operation, set)),
    plainColumn(takeValues(chunk.kind, set)),
    nanosColumn(start),
    nanosBetween(start, takeValues(chunk.time, set)),
    plainColumn(takeValues(chunk.status, set)),
    textColumn(chunk.message, set),
    nullableColumn(takeValues(chunk.httpStatus, set), 0),
    nullableColumn(takeValues(chunk.peer, set), -1),
    lookupColumn(origin, lookupOf(origins, "namespace"), Int16Array),
    lookupColumn(origin, lookupOf(origins, "pod"), Int32Array),
    textColumn(chunk.attributes, set),
  ];
}

/** The spans that ended in a window, as a table of `spanSchema`. */
export function spanTable(recorder: SpanRecorder, window: TelemetryWindow, filter?: TelemetryFilter): Table {
  const { services, namespaces, pods } = recorder.origins;
  const none = undefined;
  const [service, operation] = [dictionaryOf(services), dictionaryOf(recorder.operations)];
  const [peer, namespace, pod] = [recorder.peers, namespaces, pods].map(dictionaryOf);
  return buildTable(recorder, window, {
    schema: spanSchema,
    dictionaries: [none, none, none, service, operation, none, none, none, none, none, none, peer, namespace, pod],
    columns: (chunk, set) => columns(recorder, chunk, set),
    keep: keptOrigins(recorder.origins, filter),
    codes: (chunk) => chunk.origin,
  });
}

/** How many spans {@link spanTable} would have. */
export function spanCount(recorder: SpanRecorder, window: TelemetryWindow, filter?: TelemetryFilter): number {
  const { origins } = recorder.origins;
  const keep = keptOrigins(recorder.origins, filter);
  const counts = countCodes(recorder, window, (chunk) => chunk.origin, internedCount(origins));
  return counts.reduce((sum, count, code) => (keep === undefined || keep[code] === 1 ? sum + count : sum), 0);
}
