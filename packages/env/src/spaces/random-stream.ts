/**
 * Seeded chance for sampling: a stream is four 32-bit words of plain data, so it can be copied and written down.
 * @module
 */

/** State of a stream (sfc32); drawing changes it in place. A copy draws the same again. */
export type RandomStream = Uint32Array;

/**
 * Makes a stream.
 *
 * @param seed - An integer in [0, 2^53).
 * @param name - Streams of other names are independent.
 */
export function createRandomStream(seed: number, name = ""): RandomStream {
  let hash = 0x811c9dc5;
  for (let index = 0; index < name.length; index++) hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
  const stream = new Uint32Array([hash, seed, Math.floor(seed / 0x1_0000_0000), 1]);
  for (let round = 0; round < 15; round++) nextBits(stream);
  return stream;
}

/** The next 32 random bits, as an integer in [0, 2^32). */
export function nextBits(stream: RandomStream): number {
  const a = stream[0] ?? 0;
  const b = stream[1] ?? 0;
  const c = stream[2] ?? 0;
  const d = stream[3] ?? 0;
  const bits = (a + b + d) >>> 0;
  stream[0] = b ^ (b >>> 9);
  stream[1] = c + (c << 3);
  stream[2] = ((c << 21) | (c >>> 11)) + bits;
  stream[3] = d + 1;
  return bits;
}

/** Uniform in [0, 1), of 53 bits. */
export function nextUniform(stream: RandomStream): number {
  const high = nextBits(stream) >>> 6;
  return (high * 0x800_0000 + (nextBits(stream) >>> 5)) / 0x20_0000_0000_0000;
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
