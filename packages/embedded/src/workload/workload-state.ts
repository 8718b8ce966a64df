/**
 * Traffic: requests in hand and what users felt.
 * @module
 */
import type { UnixMicros } from "@aiops-gym/cluster";
import type { Variables } from "../processes/task.ts";

/** A user's request that has no answer yet. */
export interface UserRequest {
  readonly id: number;
  /** Index into the workload's request types. */
  readonly type: number;
  readonly startedAt: UnixMicros;
  readonly variables: Variables;
  /** The task that serves it; 0 while it is on its way. */
  task: number;
}

/** Answered requests, a row each, oldest first from `first`; a ring once it is at its largest. */
export interface RequestRows {
  /** Rows ever written. */
  written: number;
  endedAt: Float64Array;
  latency: Uint32Array;
  type: Uint8Array;
  status: Uint16Array;
  body: Uint16Array;
}

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
    rows: createRows(1024),
    bodies: [""],
  };
}

/** Empty rows with room for `capacity`. */
export function createRows(capacity: number): RequestRows {
  return {
    written: 0,
    endedAt: new Float64Array(capacity),
    latency: new Uint32Array(capacity),
    type: new Uint8Array(capacity),
    status: new Uint16Array(capacity),
    body: new Uint16Array(capacity),
  };
}
