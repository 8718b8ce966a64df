/**
 * Log-normal amounts by table: straight pieces between 257 quantiles, exact where the tails are too steep for that.
 * @module
 */
import { exp, normalOfBits, normalQuantile } from "./math.ts";

/** A distribution ready to be drawn from. */
export interface LogNormal {
  readonly median: number;
  readonly sigma: number;
  /** Quantiles at 0/256 to 256/256; those of the tails are not used. Single precision keeps more tables in the cache. */
  readonly quantiles: Float32Array;
}

const bits = 8;
const cells = 1 << bits;
/** Cells at either end that are computed. */
const tail = 6;
const cellWidth = 2 ** (32 - bits);
const perCell = 1 / cellWidth;

/** Makes the table, once a distribution. */
export function createLogNormal(median: number, sigma: number): LogNormal {
  const quantiles = new Float32Array(cells + 1);
  for (let cell = tail; cell <= cells - tail; cell++) {
    quantiles[cell] = median * exp(sigma * normalQuantile(cell / cells));
  }
  return { median, sigma, quantiles };
}

/** The amount that 32 random bits stand for. */
export function logNormalOfBits({ median, sigma, quantiles }: LogNormal, random: number): number {
  const cell = random >>> (32 - bits);
  if (cell < tail || cell >= cells - tail) return median * exp(sigma * normalOfBits(random));
  const low = quantiles[cell] as number;
  return low + ((quantiles[cell + 1] as number) - low) * (((random & (cellWidth - 1)) + 0.5) * perCell);
}
