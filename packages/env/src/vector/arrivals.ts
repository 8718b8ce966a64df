/**
 * Answers of environments that nobody has received yet, and the one who waits for them.
 * @module
 */
import { GymError } from "@aiops-gym/cluster";
import type { VectorRow } from "./vector-batch.ts";

/** An answer, or what an environment's `reset` threw. */
export type Arrival<O> = VectorRow<O> | { readonly envId: number; readonly error: unknown };

/** Whether an environment could not begin an episode. */
export function hasFailed<O>(arrival: Arrival<O>): arrival is { readonly envId: number; readonly error: unknown } {
  return "error" in arrival;
}

/** A queue in the order of arrival. At most one answer an environment is in it, so it is bounded. */
export class Arrivals<O> {
  #arrived: Arrival<O>[] = [];
  #wake: (() => void) | undefined;
  #closed = false;

  /** Adds an answer. */
  push(arrival: Arrival<O>): void {
    this.#arrived.push(arrival);
    this.#wake?.();
  }

  /** Who waits gets `ERR_CLOSED`. */
  close(): void {
    this.#closed = true;
    this.#wake?.();
  }

  /**
   * Waits for answers and takes them out. One at a time may wait.
   *
   * @param count - How many.
   * @param envIds - Whose; anybody's by default.
   * @returns `count` answers in the order of arrival. Where one of them is a failure, that one alone; the others stay.
   * @throws GymError `ERR_CLOSED`; the signal's reason. Nothing is taken then.
   */
  async take(count: number, envIds?: readonly number[], signal?: AbortSignal): Promise<readonly Arrival<O>[]> {
    const wanted = envIds === undefined ? undefined : new Set(envIds);
    const onAbort = (): void => this.#wake?.();
    signal?.addEventListener("abort", onAbort);
    try {
      for (;;) {
        signal?.throwIfAborted();
        if (this.#closed) throw new GymError("ERR_CLOSED", "This vector environment was closed; make another.");
        const taken = this.#takeNow(count, wanted);
        if (taken !== undefined) return taken;
        const { promise, resolve } = Promise.withResolvers<void>();
        this.#wake = resolve;
        await promise;
      }
    } finally {
      this.#wake = undefined;
      signal?.removeEventListener("abort", onAbort);
    }
  }

  #takeNow(count: number, wanted: ReadonlySet<number> | undefined): readonly Arrival<O>[] | undefined {
    if (this.#arrived.length < count) return undefined;
    const fitting = this.#arrived.filter(({ envId }) => wanted?.has(envId) ?? true);
    if (fitting.length < count) return undefined;
    const first = fitting.slice(0, count);
    const failed = first.find(hasFailed);
    const taken = new Set(failed === undefined ? first : [failed]);
    this.#arrived = this.#arrived.filter((arrival) => !taken.has(arrival));
    return [...taken];
  }
}
