/**
 * Amounts that vary, as data. What draws them passes its own stream of chance.
 * @module
 */

/** A non-negative amount in the unit that the field's name says. A plain number is constant. */
export type Distribution =
  | number
  | { readonly kind: "uniform"; readonly min: number; readonly max: number }
  | { readonly kind: "exponential"; readonly mean: number }
  /** `sigma` is the standard deviation of the logarithm; the 99th percentile is `median * e^(2.326 sigma)`. */
  | { readonly kind: "lognormal"; readonly median: number; readonly sigma: number }
  /** Mixture: mostly one, at times another (a garbage collection, a slow disk). */
  | { readonly kind: "mixture"; readonly parts: readonly { readonly weight: number; readonly of: Distribution }[] };
