/**
 * Full chunks of answered requests in a third of their space: most have succeeded, and come soon after one another.
 * @module
 */
import type { UnixMicros } from "@aiops-gym/cluster";
import { PackedReader, packNumbers } from "../capture/packed-numbers.ts";
import { chunkRows, createChunk, type RequestChunk } from "./workload-state.ts";

/** A full chunk. Frozen. */
export interface PackedRequests {
  /** When the first and the last of its requests ended, whatever their places. */
  readonly first: UnixMicros;
  readonly last: UnixMicros;
  /** `packNumbers` of a row after another: when it ended, its latency, its type; status and body, where they are not a success's. */
  readonly rows: string;
}

/** The status and body that rows do not tell. */
const usual = { status: 200, body: 0 } as const;

/** Twice as many are the most that `packNumbers` takes for integers. */
const mostMicros = 2 ** 51;

/** Packs a full chunk; as it is, where a request did not end at a whole microsecond before 2041. */
export function packRequests(chunk: RequestChunk): RequestChunk | PackedRequests {
  const { endedAt, latency, type, status, body } = chunk;
  const numbers: number[] = [];
  let [first, last, before] = [Number.POSITIVE_INFINITY, 0, 0];
  for (let row = 0; row < chunkRows; row++) {
    const at = endedAt[row] as number;
    if (!(Number.isInteger(at) && at >= 0 && at < mostMicros)) return chunk;
    if (at < first) first = at;
    if (at > last) last = at;
    const isUsual = status[row] === usual.status && body[row] === usual.body;
    // Some end before one that came earlier.
    numbers.push(at < before ? 2 * (before - at) - 1 : 2 * (at - before), latency[row] as number);
    numbers.push(2 * (type[row] as number) + (isUsual ? 0 : 1));
    if (!isUsual) numbers.push(status[row] as number, body[row] as number);
    before = at;
  }
  return Object.freeze({ first, last, rows: packNumbers(numbers) });
}

const reader = new PackedReader();
/** The chunk that was opened last: who asks for it asks again in the next step. */
let latest: { readonly of: PackedRequests; readonly chunk: RequestChunk } | undefined;

/** The chunk that was packed. Frozen. */
export function openRequests(packed: RequestChunk | PackedRequests): RequestChunk {
  if (!("rows" in packed)) return packed;
  if (latest?.of === packed) return latest.chunk;
  const chunk = createChunk(chunkRows);
  reader.open(packed.rows);
  let at = 0;
  for (let row = 0; row < chunkRows; row++) {
    const step = reader.next();
    at += step % 2 === 1 ? -(step + 1) / 2 : step / 2;
    chunk.endedAt[row] = at;
    chunk.latency[row] = reader.next();
    const type = reader.next();
    chunk.type[row] = type >>> 1;
    const isUsual = type % 2 === 0;
    chunk.status[row] = isUsual ? usual.status : reader.next();
    chunk.body[row] = isUsual ? usual.body : reader.next();
  }
  latest = { of: packed, chunk: Object.freeze(chunk) };
  return chunk;
}
