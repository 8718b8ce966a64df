/**
 * Drawing problems, from a named stream of chance for every choice, so that adding one shifts no other.
 * @module
 */
import { nextStreamBits, type RandomStream } from "@aiops-gym/cluster";

/** Uniform in [0, 1), 32 bits of it. */
export function drawUniform(stream: RandomStream): number {
  return nextStreamBits(stream) / 0x1_0000_0000;
}

/** Uniform integer in [0, bound), for bounds up to 2^32. */
export function drawInt(stream: RandomStream, bound: number): number {
  return Math.floor(drawUniform(stream) * bound);
}

/** `count` of the items, evenly, without repetition, in their order in the list. */
export function drawSubset<T>(stream: RandomStream, items: readonly T[], count: number): readonly T[] {
  let wanted = count;
  return items.filter((_, index) => {
    if (drawInt(stream, items.length - index) >= wanted) return false;
    wanted -= 1;
    return true;
  });
}
