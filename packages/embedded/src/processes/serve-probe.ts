/**
 * HTTP requests that come from outside of programs: probes, `curl` in a container.
 * @module
 */
import type { EventType, Simulation } from "../kernel/simulation.ts";

/** What an HTTP server answered; `status` 0: it closed the connection without an answer. */
export interface HttpReply {
  readonly status: number;
  readonly body: string;
}

/**
 * Has a container answer a request that reached its port now. The reply event comes, with `payload` and the answer, when the
 * answer leaves; never, when the process hangs. A port that does not speak HTTP gives status 0.
 */
export declare function answerHttp<P extends object>(
  sim: Simulation,
  containerId: string,
  request: { readonly port: number; readonly method: string; readonly path: string },
  reply: EventType<P & HttpReply>,
  payload: P,
): void;
