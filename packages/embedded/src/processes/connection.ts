/**
 * Established TCP connections between processes, as both ends' kernels have them.
 * @module
 */
import type { UnixMicros } from "@aiops-gym/cluster";

/** One established connection. Who holds it (a pool, a balancer) names it by id. */
export interface ConnectionRecord {
  readonly id: number;
  /** Container of the end that dialled, and the index of its client. */
  readonly clientContainer: string;
  readonly client: number;
  readonly clientIP: string;
  readonly serverContainer: string;
  readonly serverIP: string;
  readonly port: number;
  /** What was dialled, with the address it came to: `10.96.0.12:11211`. */
  readonly address: string;
  /** When the last message arrives, each way: a stream keeps its order. */
  toServerAt: UnixMicros;
  toClientAt: UnixMicros;
  /** Bytes that went each way since the connection was opened. */
  bytesToServer: number;
  bytesToClient: number;
  /** The server's process is gone but the client has not been told. */
  serverGone: boolean;
  /** Work that waits for a lost message, in order, and how often that was sent. */
  stalled: StalledMessage[];
  retries: number;
  /** MongoDB: user that is logged in; its store's number of this connection. */
  user: string;
  number: number;
}

/** A message that did not get through; the task it would have continued. */
export interface StalledMessage {
  readonly task: number;
  readonly turn: number;
  readonly toServer: boolean;
}
