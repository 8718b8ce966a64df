/**
 * Ids of spans and traces, which follow from the seed and their numbers.
 * @module
 */

/** 32 bits of the id of a numbered span or trace: ids differ between seeds and look random. */
export function mix(seed: number, number: number, salt: number): number {
  let x = (seed ^ Math.imul(salt, 0x9e3779b1) ^ Math.imul(number, 0x85ebca6b)) >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d) >>> 0;
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b) >>> 0;
  return (x ^ (x >>> 16)) >>> 0;
}

/** The seed in two words, and the id of a trace that it gives. */
export interface TraceWords {
  readonly low: number;
  readonly high: number;
  readonly idHigh: number;
  readonly idLow: number;
}

/** Of the trace of a number. */
export function traceWords(seed: number, trace: number): TraceWords {
  const low = seed >>> 0;
  const high = Math.floor(seed / 0x1_0000_0000) >>> 0;
  return { low, high, idHigh: mix(low, trace, 1), idLow: mix(high, trace, 2) | 1 };
}
