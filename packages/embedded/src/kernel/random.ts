/**
 * Named streams of chance. A stream is four 32-bit words (sfc32) in the state, so drawing is reproducible, and forks go on alike.
 * Every purpose has its own stream: drawing more in one place shifts nothing elsewhere.
 * @module
 */
import { nextStreamBits, type RandomStream } from "@aiops-gym/cluster";
import { exp, ln, normalOfBits } from "./math.ts";

/**
 * A piece of work that has chance of its own: 32 bits, so that it costs nothing to begin and the work's course follows from them.
 * Its parts get theirs by drawing (`nextUint32`), so that none shifts another's.
 */
export interface Chance {
  /** Drawing changes it in place; a signed 32-bit integer. */
  chance: number;
}

/** What can be drawn from. */
export type Source = RandomStream | Chance;

/** The next 32 random bits. */
export function nextUint32(s: Source): number {
  return s instanceof Uint32Array ? nextStreamBits(s) : nextBits(s);
}

/** As {@link nextUint32}, from chance of one's own: mulberry32, a counter that is hashed. */
export function nextBits(s: Chance): number {
  const before = s.chance;
  s.chance = (before + counterStep) | 0;
  return bitsAfter(before);
}

/** What a counter advances by. */
export const counterStep = 0x6d2b79f5;

/** The 32 random bits that {@link nextBits} gives next when the chance stands at `before`. */
export function bitsAfter(before: number): number {
  const counter = (before + counterStep) | 0;
  let x = Math.imul(counter ^ (counter >>> 15), counter | 1);
  x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
  return (x ^ (x >>> 14)) >>> 0;
}

/** Uniform in [0, 1), 32 bits of it. */
export function nextUniform(s: Source): number {
  return nextUint32(s) / 0x1_0000_0000;
}

/** Uniform integer in [0, bound). */
export function nextInt(s: Source, bound: number): number {
  return Math.floor(nextUniform(s) * bound);
}

/** Standard normal. */
export function nextNormal(s: Source): number {
  return normalOfBits(nextUint32(s));
}

/** Exponential with the given mean. */
export function nextExponential(s: Source, mean: number): number {
  return -mean * ln((nextUint32(s) + 0.5) / 0x1_0000_0000);
}

/** Log-normal with the given median. */
export function nextLogNormal(s: Source, median: number, sigma: number): number {
  return median * exp(sigma * nextNormal(s));
}

/** Picks by weight: the index of one of `weights`. */
export function nextWeighted(s: Source, weights: readonly number[]): number {
  return weightedAt(nextUint32(s), weights);
}

function weightedAt(bits: number, weights: readonly number[]): number {
  let total = 0;
  for (const weight of weights) total += weight;
  let left = (bits / 0x1_0000_0000) * total;
  for (let index = 0; index < weights.length; index++) {
    left -= weights[index] as number;
    if (left < 0) return index;
  }
  return weights.length - 1;
}

/** Weights, ready to be picked by. */
export interface Picks {
  /** From which bits on the next one is meant. */
  readonly from: readonly number[];
}

/** Readies weights: {@link nextPick} picks as {@link nextWeighted} does. */
export function picksOf(weights: readonly number[]): Picks {
  const from: number[] = [];
  for (let index = 0; index < weights.length - 1; index++) {
    let low = 0;
    let high = 0x1_0000_0000;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (weightedAt(middle, weights) > index) high = middle;
      else low = middle + 1;
    }
    from.push(low);
  }
  return { from };
}

/** Picks by weight. */
export function nextPick(s: Source, { from }: Picks): number {
  const bits = nextUint32(s);
  let index = 0;
  while (index < from.length && bits >= (from[index] as number)) index += 1;
  return index;
}

const nameAlphabet = "bcdfghjklmnpqrstvwxz2456789";

/** A random suffix as Kubernetes' name generator makes it (no vowels, no look-alikes). */
export function nextNameSuffix(s: RandomStream, length = 5): string {
  let suffix = "";
  for (let index = 0; index < length; index++) suffix += nameAlphabet.charAt(nextInt(s, nameAlphabet.length));
  return suffix;
}

const hexDigits = Buffer.from("0123456789abcdef");
const dash = "-".charCodeAt(0);
/** The UUID in the making. */
const uuid = Buffer.alloc(36, dash);
/** Where the version and the variant stand, in digits. */
const versionAt = 12;
const variantAt = 16;

/** A random (version 4) UUID, as one flat text: objects keep it for long, and a sum of texts would be kept in parts of ten times the size. */
export function nextUuid(s: RandomStream): string {
  let place = 0;
  for (let digit = 0, bits = 0; digit < 32; digit++) {
    if (digit % 8 === 0) bits = nextUint32(s);
    let value = (bits >>> (28 - 4 * (digit % 8))) & 15;
    if (digit === versionAt) value = 4;
    else if (digit === variantAt) value = 8 | (value & 3);
    if (place === 8 || place === 13 || place === 18 || place === 23) place++;
    uuid[place++] = hexDigits[value] as number;
  }
  return uuid.toString("latin1");
}
