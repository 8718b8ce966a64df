/**
 * Full chunks of metric samples in a sixth of their space. A scrape has one time, series follow one another, and most values are
 * those of many others: a chunk is its times, its runs of series, its distinct values, and a byte or two a sample.
 * @module
 */
import { LatestMap } from "./latest-map.ts";
import type { MetricChunk } from "./metric-recorder.ts";
import { chunkCapacity, type Recorder } from "./recorder.ts";

/** A full chunk. Frozen. */
export interface PackedMetrics {
  /** Times of the oldest and the newest sample. */
  readonly first: number;
  readonly last: number;
  /** How many there are of each part of {@link PackedMetrics.bytes}. */
  readonly times: number;
  readonly values: number;
  readonly runs: number;
  /**
   * Times and distinct values (64-bit floats), first series of the runs (32-bit integers), ends of the times and of the runs (16-bit
   * integers), then for each sample the number of its value, in 8 bits while they suffice, else in 16.
   */
  readonly bytes: Uint8Array;
}

/** Beyond it, numbers of values take 16 bits. */
const mostInByte = 256;

interface Parts {
  readonly floats: Float64Array;
  readonly starts: Int32Array;
  readonly ends: Uint16Array;
  readonly numbers: Uint8Array | Uint16Array;
}

function partsOf(bytes: Uint8Array, times: number, values: number, runs: number): Parts {
  const { buffer, byteOffset } = bytes;
  const floats = new Float64Array(buffer, byteOffset, times + values);
  const starts = new Int32Array(buffer, floats.byteOffset + floats.byteLength, runs);
  const ends = new Uint16Array(buffer, starts.byteOffset + starts.byteLength, times + runs);
  const at = ends.byteOffset + ends.byteLength;
  const numbers =
    values > mostInByte ? new Uint16Array(buffer, at, chunkCapacity) : new Uint8Array(buffer, at, chunkCapacity);
  return { floats, starts, ends, numbers };
}

// For packing, which nothing interrupts: the numbers of values by a hash of their bits, each one more than the number; the values.
const slots = new Uint16Array(4 * chunkCapacity);
const distinct = new Float64Array(chunkCapacity);
const distinctWords = new Int32Array(distinct.buffer);
const numbers = new Uint16Array(chunkCapacity);

/** Packs a full chunk. */
export function packMetrics({ time, series, value }: MetricChunk): PackedMetrics {
  const times: number[] = [];
  const timeEnds: number[] = [];
  const runs: number[] = [];
  const runEnds: number[] = [];
  let count = 0;
  slots.fill(0);
  // By their bits: 0 and -0 are two values.
  const words = new Int32Array(value.buffer, value.byteOffset, 2 * chunkCapacity);
  let lastTime = Number.NaN;
  let nextCode = Number.NaN;
  for (let row = 0; row < chunkCapacity; row++) {
    const at = time[row] as number;
    if (at !== lastTime) {
      if (row > 0) timeEnds.push(row);
      times.push(at);
      lastTime = at;
    }
    const code = series[row] as number;
    if (code !== nextCode) {
      if (row > 0) runEnds.push(row);
      runs.push(code);
    }
    nextCode = code + 1;
    const low = words[2 * row] as number;
    const high = words[2 * row + 1] as number;
    let slot = (Math.imul(low ^ Math.imul(high, 0x9e3779b1), 0x85ebca6b) >>> 20) & (slots.length - 1);
    let number = (slots[slot] as number) - 1;
    while (number >= 0 && (distinctWords[2 * number] !== low || distinctWords[2 * number + 1] !== high)) {
      slot = (slot + 1) & (slots.length - 1);
      number = (slots[slot] as number) - 1;
    }
    if (number < 0) {
      number = count++;
      slots[slot] = count;
      distinctWords[2 * number] = low;
      distinctWords[2 * number + 1] = high;
    }
    numbers[row] = number;
  }
  timeEnds.push(chunkCapacity);
  runEnds.push(chunkCapacity);
  const width = count > mostInByte ? 2 : 1;
  const bytes = new Uint8Array(
    8 * (times.length + count) + 4 * runs.length + 2 * (times.length + runs.length) + width * chunkCapacity,
  );
  const parts = partsOf(bytes, times.length, count, runs.length);
  parts.floats.set(times);
  parts.floats.set(distinct.subarray(0, count), times.length);
  parts.starts.set(runs);
  parts.ends.set(timeEnds);
  parts.ends.set(runEnds, timeEnds.length);
  parts.numbers.set(numbers);
  return Object.freeze({
    first: times[0] ?? 0,
    last: times.at(-1) ?? 0,
    times: times.length,
    values: count,
    runs: runs.length,
    bytes,
  });
}

/** The chunk that was packed. */
export function unpackMetrics({ times, values, runs, bytes }: PackedMetrics): MetricChunk {
  const { floats, starts, ends, numbers } = partsOf(bytes, times, values, runs);
  const chunk = {
    time: new Float64Array(chunkCapacity),
    series: new Int32Array(chunkCapacity),
    value: new Float64Array(chunkCapacity),
  };
  let row = 0;
  for (let at = 0; at < times; at++) {
    const end = ends[at] ?? 0;
    chunk.time.fill(floats[at] ?? 0, row, end);
    row = end;
  }
  row = 0;
  for (let run = 0; run < runs; run++) {
    const end = ends[times + run] ?? 0;
    for (let code = starts[run] ?? 0; row < end; row++, code++) chunk.series[row] = code;
  }
  for (row = 0; row < chunkCapacity; row++) chunk.value[row] = floats[times + (numbers[row] ?? 0)] ?? 0;
  return Object.freeze(chunk);
}

// What was unpacked for one table serves its neighbours.
const unpacked = new LatestMap<PackedMetrics, MetricChunk>(32);

/** Packs a full chunk that a table of now will want whole again. */
export function packLatest(chunk: MetricChunk): PackedMetrics {
  const packed = packMetrics(chunk);
  unpacked.set(packed, Object.freeze(chunk));
  return packed;
}

/** A recorder of whole chunks, as tables are made of, with what a packed one has in a window. */
export function unpackedWithin(
  recorder: Recorder<MetricChunk, PackedMetrics>,
  { startUnixMicros: start, endUnixMicros: end }: { readonly startUnixMicros: number; readonly endUnixMicros: number },
): Recorder<MetricChunk> {
  const { sealed: packed } = recorder;
  // Most windows are of the latest.
  let first = packed.length;
  while (first > 0 && (packed[first - 1]?.last ?? 0) >= start) first--;
  const sealed: MetricChunk[] = [];
  for (const one of packed.slice(first)) {
    if (one.first >= end) break;
    let chunk = unpacked.get(one);
    if (chunk === undefined) {
      chunk = unpackMetrics(one);
      unpacked.set(one, chunk);
    }
    sealed.push(chunk);
  }
  const { open, count, lastTime } = recorder;
  return { sealed, open, count, lastTime };
}
