/**
 * How much a subscriber has asked for: back-pressure as Reactive Streams has it.
 * @module
 */
import { GymError } from "@aiops-gym/cluster";
import type { Observable, Subscription } from "rxjs";

/** Counts what was asked for and not yet given. */
export class Demand {
  #open = 0;
  #complete = false;
  #failure: { readonly error: unknown } | undefined;
  #wake: (() => void) | undefined;
  readonly #subscription: Subscription | undefined;

  /** @param requests - Each number is how many more may be given. Without it, any number may. */
  constructor(requests?: Observable<number>) {
    if (requests === undefined) this.#open = Number.POSITIVE_INFINITY;
    this.#subscription = requests?.subscribe({
      next: (count) => this.#change(() => this.#ask(count)),
      error: (error: unknown) => this.#change(() => (this.#failure = { error })),
      complete: () => this.#change(() => (this.#complete = true)),
    });
  }

  /**
   * Waits until one may be given, and takes it.
   *
   * @returns False when nothing more will be asked for, or when it was stopped.
   * @throws What the requests failed with; GymError `ERR_LIMIT` when one of them was no count.
   */
  async take(): Promise<boolean> {
    for (;;) {
      if (this.#failure !== undefined) throw this.#failure.error;
      if (this.#open >= 1) {
        this.#open -= 1;
        return true;
      }
      if (this.#complete) return false;
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      await promise;
    }
  }

  /** Asks for nothing more. */
  stop(): void {
    this.#subscription?.unsubscribe();
    this.#change(() => {
      this.#open = 0;
      this.#complete = true;
    });
  }

  #ask(count: number): void {
    if (count >= 0 && (Number.isInteger(count) || count === Number.POSITIVE_INFINITY)) this.#open += count;
    else
      this.#failure ??= {
        error: new GymError(
          "ERR_LIMIT",
          `demand$ gave ${count}; expected a whole number of batches from 0, or Infinity.`,
        ),
      };
  }

  #change(change: () => void): void {
    change();
    this.#wake?.();
  }
}
