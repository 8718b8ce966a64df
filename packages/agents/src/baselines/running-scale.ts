/**
 * Means and spreads of inputs as they come in, to centre and scale them: without it, what never changes would drown what matters.
 * @module
 */
import { z } from "zod";

/** A scale as it is written down. */
export const scaleSchema: z.ZodType<{
  readonly count: number;
  readonly means: readonly number[];
  readonly squares: readonly number[];
}> = z.object({ count: z.number(), means: z.array(z.number()), squares: z.array(z.number()) });

/** How many spreads from the mean an input counts at most. */
const bound = 5;
/** Spreads below it are none: the input is constant, and counts 0. */
const leastSpread = 1e-4;

/** Running means and spreads by Welford's method. */
export class RunningScale {
  readonly #means: Float64Array;
  /** Sums of squared distances from the mean. */
  readonly #squares: Float64Array;
  #count = 0;

  constructor(size: number) {
    this.#means = new Float64Array(size);
    this.#squares = new Float64Array(size);
  }

  /** Takes `size` values into account, from `from` on. */
  observe(values: ArrayLike<number>, from = 0): void {
    this.#count += 1;
    for (let index = 0; index < this.#means.length; index++) {
      const value = values[from + index] ?? 0;
      const mean = this.#means[index] ?? 0;
      const next = mean + (value - mean) / this.#count;
      this.#means[index] = next;
      this.#squares[index] = (this.#squares[index] ?? 0) + (value - mean) * (value - next);
    }
  }

  /** A value of a place, centred and scaled: in [-5, 5]. */
  scaled(index: number, value: number): number {
    const spread = Math.sqrt((this.#squares[index] ?? 0) / Math.max(1, this.#count));
    if (spread < leastSpread) return 0;
    return Math.max(-bound, Math.min(bound, (value - (this.#means[index] ?? 0)) / spread));
  }

  /** Everything as plain data. */
  save(): z.infer<typeof scaleSchema> {
    return { count: this.#count, means: [...this.#means], squares: [...this.#squares] };
  }

  /** Takes over what another has seen; the sizes must be equal. */
  load({ count, means, squares }: z.infer<typeof scaleSchema>): void {
    this.#count = count;
    this.#means.set(means);
    this.#squares.set(squares);
  }
}
