/**
 * Named streams of chance, the one generator of this project. A stream is four 32-bit words (sfc32) of plain data made of a seed and
 * a name: it can be copied and written down, every purpose has its own, and integer arithmetic only makes every machine draw the same.
 * @module
 */
import { GymError } from "./gym-error.ts";

/** State of a stream; drawing changes it in place. A copy draws the same again. */
export type RandomStream = Uint32Array;

/**
 * Makes the stream of a name under a seed.
 *
 * @param seed - An integer in [0, 2^53).
 * @param name - Streams of other names are independent.
 * @throws GymError `ERR_INVALID_DEFINITION` for another seed: it would draw what some integer draws.
 */
export function createRandomStream(seed: number, name = ""): RandomStream {
  if (!(Number.isSafeInteger(seed) && seed >= 0))
    throw new GymError("ERR_INVALID_DEFINITION", `seed is ${String(seed)}; expected an integer in [0, 2^53).`);
  // FNV-1a over the name, mixed with both halves of the seed; sfc32 then needs some rounds to diffuse.
  let hash = 0x811c9dc5;
  for (let index = 0; index < name.length; index++) hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
  const stream = new Uint32Array([hash, seed >>> 0, Math.floor(seed / 0x1_0000_0000) >>> 0, 1]);
  for (let round = 0; round < 15; round++) nextStreamBits(stream);
  return stream;
}

/** The next 32 random bits, as an integer in [0, 2^32). */
export function nextStreamBits(stream: RandomStream): number {
  const a = stream[0] as number;
  const b = stream[1] as number;
  const c = stream[2] as number;
  const d = stream[3] as number;
  const bits = (a + b + d) >>> 0;
  stream[3] = d + 1;
  stream[0] = b ^ (b >>> 9);
  stream[1] = c + (c << 3);
  stream[2] = ((c << 21) | (c >>> 11)) + bits;
  return bits;
}
