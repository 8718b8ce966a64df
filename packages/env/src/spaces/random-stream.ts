/**
 * What samples of spaces are drawn by, from a seeded stream.
 * @module
 */
import { nextStreamBits, type RandomStream } from "@aiops-gym/cluster";

/** Uniform in [0, 1), of 53 bits. */
export function nextUniform(stream: RandomStream): number {
  const high = nextStreamBits(stream) >>> 6;
  return (high * 0x800_0000 + (nextStreamBits(stream) >>> 5)) / 0x20_0000_0000_0000;
}

/** Uniform integer in [0, bound), for bounds up to 2^53. */
export function nextInt(stream: RandomStream, bound: number): number {
  return Math.floor(nextUniform(stream) * bound);
}

/** About standard normal: twelve uniforms, whose sum has variance 1; always within [-6, 6], and made of sums only. */
export function nextNormal(stream: RandomStream): number {
  let sum = -6;
  for (let draw = 0; draw < 12; draw++) sum += nextUniform(stream);
  return sum;
}
