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
  /** How often the oldest unacknowledged message was sent in vain; 0: all is well. */
  attempts: number;
  /** That message has arrived, only its acknowledgement has not. */
  arrived: boolean;
  /** Messages that wait, in order, by the tasks they will continue. */
  queue: WaitingMessage[];
}

/** A message that has not got through; the task it will continue. */
export interface WaitingMessage {
  readonly task: number;
  readonly turn: number;
}

/** A direction without traffic. */
export function createDirection(): Direction {
  return { lastAt: 0, bytes: 0, attempts: 0, arrived: false, queue: [] };
}
