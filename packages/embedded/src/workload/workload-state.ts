/**
 * Traffic: requests in hand and what users felt.
 * @module
 */
import type { UnixMicros } from "@aiops-gym/cluster";
import type { Variables } from "../processes/task.ts";
import type { PackedRequests } from "./packed-requests.ts";

/** A user's request that has no answer yet. */
export interface UserRequest {
  readonly id: number;
  /** Index into the workload's request types. */
  readonly type: number;
  readonly startedAt: UnixMicros;
  readonly variables: Variables;
  /** What is done for it follows from this, see `timings.ts`. */
  readonly beginning: number;
  /** Chance of its own: of its way to the entry and back. */
  chance: number;
  /** The task that serves it; 0 while it is on its way. */
  task: number;
}

/** {@link chunkRows} answered requests, a row each. */
export interface RequestChunk {
  readonly endedAt: Float64Array;
  readonly latency: Uint32Array;
  readonly type: Uint8Array;
  readonly status: Uint16Array;
  readonly body: Uint16Array;
}

/** Answered requests. */
export interface RequestRows {
  /** Rows ever written; those beyond whole chunks are in `open`. */
  written: number;
  /** Full chunks, oldest first: frozen, so that forks share them. The oldest go when there are many. Read them by `openRequests`. */
  sealed: (RequestChunk | PackedRequests)[];
  open: RequestChunk;
}

/** Rows in a chunk. */
export const chunkRows = 1024;

export interface WorkloadState {
  running: boolean;
  /** When the workload began; arrivals' patterns count from it. */
  startedAt: UnixMicros;
  /** Requests since then; which start of the workload it is (events of an earlier one are stale). */
  arrivals: number;
  epoch: number;
  nextId: number;
  /** By id, in order of arrival. */
  requests: Map<number, UserRequest>;
  /** Whether the event that expires old requests is scheduled. */
  expiryScheduled: boolean;
  rows: RequestRows;
  /** Texts of bodies by their code in the rows; bounded. */
  bodies: string[];
  /** Of how many requests one is traced; missing where it is as the arrivals alone say. */
  tracedEvery?: number;
}

/** No traffic. */
export function createWorkloadState(): WorkloadState {
  return {
    running: false,
    startedAt: 0,
    arrivals: 0,
    epoch: 0,
    nextId: 1,
    requests: new Map(),
    expiryScheduled: false,
    rows: { written: 0, sealed: [], open: createChunk() },
    bodies: [""],
  };
}

/** Rows that a new chunk has room for. */
const firstRows = 128;

const rowBytes = 17;

/** A chunk without rows. Its columns are one buffer, wide ones first: five would be dear to make. */
export function createChunk(rows: number = firstRows): RequestChunk {
  const buffer = new ArrayBuffer(rowBytes * rows);
  return {
    endedAt: new Float64Array(buffer, 0, rows),
    latency: new Uint32Array(buffer, 8 * rows, rows),
    type: new Uint8Array(buffer, 16 * rows, rows),
    status: new Uint16Array(buffer, 12 * rows, rows),
    body: new Uint16Array(buffer, 14 * rows, rows),
  };
}

/** The same rows with room for as many again. */
export function doubleRoom(chunk: RequestChunk): RequestChunk {
  const grown = createChunk(2 * chunk.endedAt.length);
  grown.endedAt.set(chunk.endedAt);
  grown.latency.set(chunk.latency);
  grown.type.set(chunk.type);
  grown.status.set(chunk.status);
  grown.body.set(chunk.body);
  return grown;
}
