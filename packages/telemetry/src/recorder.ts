/**
 * What all recorders share: rows in time order, in chunks; full chunks are frozen, and forks share them.
 * @module
 */
import type { TelemetryWindow, UnixMicros } from "@aiops-gym/cluster";
import { memory } from "./column-slab.ts";

/** Rows in a chunk. A fork copies at most one chunk of each recorder. */
export const chunkCapacity = 1024;

/** Rows that a new chunk has room for. The room doubles when it is full, so that what is hardly used is small, and its copies too. */
export const firstRows = 64;

/** Columns of equal length; times do not decrease. An open chunk's typed arrays may be longer than its rows are many. */
export interface TimedChunk {
  /** Unix microseconds, whole. */
  readonly time: Float64Array;
}

/**
 * Rows as plain data: full, frozen chunks, and one that rows are added to.
 *
 * @typeParam S - What becomes of a chunk that is full.
 */
export interface Recorder<C extends TimedChunk, S = C> {
  sealed: S[];
  open: C;
  /** Rows in the open chunk. */
  count: number;
  /** Time of the newest row; 0 when there is none. */
  lastTime: UnixMicros;
  /** Full chunks that were dropped, oldest first; absent while all are kept. */
  dropped?: number;
}

/** How many full chunks a recorder of each kind keeps: half a million spans or samples, a quarter of a million lines. */
export const keptChunks: Readonly<Record<"spans" | "metrics" | "logs" | "events", number>> = Object.freeze({
  spans: 512,
  metrics: 512,
  logs: 256,
  events: 64,
});

/** Rows `from` to before `to` of one chunk. */
export interface ChunkRange<C extends TimedChunk> {
  readonly chunk: C;
  readonly from: number;
  readonly to: number;
  readonly sealed: boolean;
}

/** The index of the first of `count` increasing times that is not before `time`. */
export function lowerBound(times: Float64Array, count: number, time: UnixMicros): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Claims the next row and writes its time.
 *
 * @param createChunk - Makes an empty chunk with room for so many rows.
 * @param seal - Makes of a full chunk what is kept of it.
 * @param kept - Full chunks that are kept; beyond that the oldest is dropped, so that long episodes do not grow.
 * @returns the row's index in the open chunk.
 * @throws RangeError when the row is older than the newest.
 */
export function nextRow<C extends TimedChunk, S extends object>(
  recorder: Recorder<C, S>,
  time: UnixMicros,
  createChunk: (rows?: number) => C,
  seal: (chunk: C) => S,
  kept: number,
): number {
  if (time < recorder.lastTime) throw outOfOrder(time, recorder.lastTime);
  makeRoom(recorder, 1, 1, createChunk, seal, kept);
  const row = recorder.count++;
  recorder.lastTime = time;
  recorder.open.time[row] = time;
  return row;
}

function outOfOrder(time: UnixMicros, last: UnixMicros): RangeError {
  return new RangeError(`row at ${time} after one at ${last}; expected rows in the order of their times`);
}

/**
 * Makes room for rows that the caller writes into the open chunk's columns, from row `recorder.count` on; {@link countRows} takes them in.
 *
 * @param rows - As many as are to be written now, at least one.
 * @param coming - Rows that come at once, these among them: room is made for all of them that the chunk takes.
 * @returns how many of them the open chunk takes, at least one.
 */
export function makeRoom<C extends TimedChunk, S extends object>(
  recorder: Recorder<C, S>,
  rows: number,
  coming: number,
  createChunk: (rows?: number) => C,
  seal: (chunk: C) => S,
  kept: number,
): number {
  if (recorder.count === chunkCapacity) {
    recorder.sealed.push(seal(recorder.open));
    if (recorder.sealed.length > kept) {
      recorder.sealed.shift();
      recorder.dropped = (recorder.dropped ?? 0) + 1;
    }
    recorder.open = createChunk(roomFor(Math.min(coming, chunkCapacity)));
    recorder.count = 0;
  }
  const taken = Math.min(rows, chunkCapacity - recorder.count);
  if (recorder.count + taken > recorder.open.time.length)
    recorder.open = withRoom(recorder.open, roomFor(Math.min(recorder.count + coming, chunkCapacity)));
  return taken;
}

/**
 * Takes in rows that were written where {@link makeRoom} made room for them.
 *
 * @throws RangeError when one is older than the one before.
 */
export function countRows(recorder: Recorder<TimedChunk, object>, rows: number): void {
  const { time } = recorder.open;
  const to = recorder.count + rows;
  let last = recorder.lastTime;
  for (let row = recorder.count; row < to; row++) {
    const next = time[row] as number;
    if (next < last) throw outOfOrder(next, last);
    last = next;
  }
  recorder.count = to;
  recorder.lastTime = last;
}

/** A chunk's rows in columns with room for more or fewer of them, at least one. */
export function withRoom<C extends TimedChunk>(chunk: C, rows: number): C {
  const before = chunk.time.length;
  const room = Math.max(1, rows);
  const copy = { ...chunk } as Record<string, unknown>;
  let bytes = 0;
  for (const name in copy) {
    const column = copy[name];
    if (ArrayBuffer.isView(column)) bytes += aligned(((column as Float64Array).byteLength / before) * room);
  }
  const cut = cutColumns(bytes);
  for (const name in copy) {
    const column = copy[name];
    if (Array.isArray(column)) copy[name] = column.slice();
    if (!ArrayBuffer.isView(column)) continue;
    const values = column as Float64Array;
    const length = (values.length / before) * room;
    const made = cut(values.constructor as Float64ArrayConstructor, length);
    made.set(length < values.length ? values.subarray(0, length) : values);
    copy[name] = made;
  }
  return copy as unknown as C;
}

type ColumnType<A> = { readonly BYTES_PER_ELEMENT: number; new (buffer: ArrayBuffer, at: number, length: number): A };

/** Columns begin at multiples of eight bytes. */
function aligned(bytes: number): number {
  return (bytes + 7) & ~7;
}

/** Cuts columns of zeros from one buffer: a buffer for each takes longer than all the rest of a chunk. */
export function cutColumns(bytes: number): <A>(Type: ColumnType<A>, length: number) => A {
  const buffer = memory(bytes);
  new Uint8Array(buffer).fill(0);
  let at = 0;
  return (Type, length) => {
    const column = new Type(buffer, at, length);
    at += aligned(length * Type.BYTES_PER_ELEMENT);
    return column;
  };
}

/** Room for so many rows and some more: what an open chunk would have had it never been frozen. */
function roomFor(rows: number): number {
  let room = firstRows;
  while (room < rows) room *= 2;
  return room;
}

/**
 * Freezes the open chunk, without room for more rows: forks share it until one of them adds a row, which copies it first. Nothing
 * that readers see changes.
 */
export function freezeOpen<C extends TimedChunk, S extends object>(recorder: Recorder<C, S>): void {
  if (Object.isFrozen(recorder.open)) return;
  const open = withRoom(recorder.open, recorder.count);
  // One without rows has room for one, which forks must not share.
  recorder.open = recorder.count === 0 ? open : Object.freeze(open);
}

/**
 * Counts rows that nobody will see: so many follow them at once that their chunks are dropped. The recorder is then as if they had
 * been recorded.
 */
export function skipRows<C extends TimedChunk, S extends object>(
  recorder: Recorder<C, S>,
  rows: number,
  createChunk: () => C,
): void {
  const count = recorder.count + rows;
  // A chunk is sealed when the row after its last one comes.
  const full = Math.max(0, Math.ceil(count / chunkCapacity) - 1);
  if (full > 0) {
    recorder.dropped = (recorder.dropped ?? 0) + recorder.sealed.length + full;
    recorder.sealed = [];
    recorder.open = createChunk();
  }
  recorder.count = count - full * chunkCapacity;
}

/** Keeps full chunks as they are. */
export function sealWhole<C extends TimedChunk>(chunk: C): C {
  return Object.freeze(chunk);
}

/** Rows that were recorded, dropped ones included. */
export function rowCount(recorder: Recorder<TimedChunk, object>): number {
  return ((recorder.dropped ?? 0) + recorder.sealed.length) * chunkCapacity + recorder.count;
}

/** The index of the first full chunk that has rows not before `time`. */
function firstSince(sealed: readonly TimedChunk[], time: UnixMicros): number {
  let low = 0;
  let high = sealed.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sealed[middle]?.time[chunkCapacity - 1] ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The parts of chunks that lie in a window, oldest first; none is empty. */
export function* chunkRanges<C extends TimedChunk>(
  recorder: Recorder<C>,
  window: TelemetryWindow,
): Generator<ChunkRange<C>> {
  const { startUnixMicros: start, endUnixMicros: end } = window;
  const { sealed } = recorder;
  for (let index = firstSince(sealed, start); index < sealed.length; index++) {
    const chunk = sealed[index] as C;
    if ((chunk.time[0] ?? 0) >= end) return;
    const from = lowerBound(chunk.time, chunkCapacity, start);
    const to = lowerBound(chunk.time, chunkCapacity, end);
    if (to > from) yield { chunk, from, to, sealed: true };
  }
  const { open, count } = recorder;
  const from = lowerBound(open.time, count, start);
  const to = lowerBound(open.time, count, end);
  if (to > from) yield { chunk: open, from, to, sealed: false };
}

/**
 * A recorder's rows of a window as they are now, whatever is recorded or dropped later. It shares all arrays: rows that were
 * written never change.
 */
export function recorderView<C extends TimedChunk, R extends Recorder<C>>(recorder: R, window: TelemetryWindow): R {
  const sealed: C[] = [];
  for (const range of chunkRanges<C>(recorder, window)) if (range.sealed) sealed.push(range.chunk);
  return { ...recorder, sealed };
}

/** Visits the rows of a window from the newest to the oldest. What lies before the window costs nothing. */
export function visitRecent<C extends TimedChunk>(
  recorder: Recorder<C>,
  { startUnixMicros: start, endUnixMicros: end }: TelemetryWindow,
  visit: (chunk: C, row: number) => void,
): void {
  const { sealed, open, count } = recorder;
  for (let index = sealed.length; index >= 0; index--) {
    const chunk = index === sealed.length ? open : sealed[index];
    if (chunk === undefined) continue;
    const rows = index === sealed.length ? count : chunkCapacity;
    for (let row = rows - 1; row >= 0; row--) {
      const time = chunk.time[row] ?? 0;
      if (time < start) return;
      if (time < end) visit(chunk, row);
    }
  }
}
