/**
 * Chance of policies, which is not the environment's.
 * @module
 */

/** Numbers in [0, 1), one a call. */
export type Chance = () => number;

/** A small generator: mulberry32, a public domain algorithm of T. Ettinger. Equal seeds give equal numbers. */
export function createChance(seed: number): Chance {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}
