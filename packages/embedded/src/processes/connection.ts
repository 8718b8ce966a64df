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
  readonly toServer: Direction;
  readonly toClient: Direction;
  /** The server's process is gone but the client has not been told. */
  serverGone: boolean;
  /** MongoDB: user that is logged in; its store's number of this connection. */
  user: string;
  number: number;
}

/** One way of a connection: a stream that keeps its order. */
export interface Direction {
  /** When the last message arrives. */
  lastAt: UnixMicros;
  bytes: number;
  /** How often the oldest unacknowledged data were sent in vain; 0: all is well. */
  attempts: number;
  /** Numbers the retransmission timers: only the latest runs. */
  timer: number;
  /** Those data have arrived, only their acknowledgement has not. */
  arrived: boolean;
  /** How many of the waiting messages are in the data that were sent; the rest waits for their acknowledgement. */
  sent: number;
  /** Messages that have not arrived, in order. */
  queue: WaitingMessage[];
}

/** A message that has not got through: the task it will continue, or cancel. */
export interface WaitingMessage {
  readonly task: number;
  /** Turn of the task that waits for it; -1: it cancels the task. */
  readonly turn: number;
}

/** A direction without traffic. */
export function createDirection(): Direction {
  return { lastAt: 0, bytes: 0, attempts: 0, timer: 0, arrived: false, sent: 0, queue: [] };
}
