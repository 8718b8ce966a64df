/**
 * Named streams of chance for drawing problems. A stream is four 32-bit words (sfc32) made of a seed and a name, so that every choice
 * has its own and adding one shifts no other; integer arithmetic only, so that every machine draws the same.
 * @module
 */

/** State of a stream; drawing changes it in place. */
export type DrawStream = Uint32Array;

/**
 * Makes the stream of a name under a seed.
 *
 * @param seed - An integer in [0, 2^53).
 */
export function createDrawStream(seed: number, name: string): DrawStream {
  // FNV-1a over the name, mixed with both halves of the seed; sfc32 then needs some rounds to diffuse.
  let hash = 0x811c9dc5;
  for (let index = 0; index < name.length; index++) hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
  const stream = new Uint32Array([hash, seed >>> 0, Math.floor(seed / 0x1_0000_0000) >>> 0, 1]);
  for (let round = 0; round < 15; round++) drawUint32(stream);
  return stream;
}

function drawUint32(stream: DrawStream): number {
  const [a = 0, b = 0, c = 0, d = 0] = stream;
  const result = (a + b + d) >>> 0;
  stream[3] = d + 1;
  stream[0] = b ^ (b >>> 9);
  stream[1] = c + (c << 3);
  stream[2] = ((c << 21) | (c >>> 11)) + result;
  return result;
}

/** Uniform in [0, 1), 32 bits of it. */
export function drawUniform(stream: DrawStream): number {
  return drawUint32(stream) / 0x1_0000_0000;
}

/** Uniform integer in [0, bound), for bounds up to 2^32. */
export function drawInt(stream: DrawStream, bound: number): number {
  return Math.floor(drawUniform(stream) * bound);
}

/** `count` of the items, evenly, without repetition, in their order in the list. */
export function drawSubset<T>(stream: DrawStream, items: readonly T[], count: number): readonly T[] {
  let wanted = count;
  return items.filter((_, index) => {
    if (drawInt(stream, items.length - index) >= wanted) return false;
    wanted -= 1;
    return true;
  });
}
