/**
 * Answers that last: watches, logs that are followed, programs that run. Their number and their time are bounded.
 * @module
 */
import { StatusError } from "@aiops-gym/cluster";
import type { ApiRequest } from "./api-request.ts";

/** A client whose own clock began a little later is the first to give up. */
const slackMillis = 250;

/** A stream that counts until it is disposed of. */
export interface OpenStream extends Disposable {
  /** Aborted when the client leaves, the time is up, or the server closes. */
  readonly signal: AbortSignal;
}

/**
 * Begins a stream.
 *
 * @param seconds - How long it may last; the server's own limit when absent or more than that.
 * @throws StatusError `TooManyRequests` (429) when there are too many.
 */
export function openStream(
  { served, response }: Pick<ApiRequest, "served" | "response">,
  seconds?: number,
): OpenStream {
  const { streams, streamSeconds } = served.limits;
  if (served.streams >= streams) {
    throw StatusError.of("TooManyRequests", "too many requests, please try again later", { retryAfterSeconds: 1 });
  }
  served.streams += 1;
  const left = new AbortController();
  const leave = (): void => left.abort();
  const limit = Math.min(seconds === undefined || seconds <= 0 ? streamSeconds : seconds, streamSeconds);
  const timer = setTimeout(leave, limit * 1000 + slackMillis);
  response.once("close", leave);
  served.closing.addEventListener("abort", leave, { once: true });
  return {
    signal: left.signal,
    [Symbol.dispose]: () => {
      clearTimeout(timer);
      served.closing.removeEventListener("abort", leave);
      served.streams -= 1;
      left.abort();
    },
  };
}
