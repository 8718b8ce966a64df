/**
 * Typed arrays for columns, cut from larger buffers: a table has a hundred of them, and engines take longer to make one than to fill it.
 * @module
 */
import { Buffer } from "node:buffer";

/** What arrays can be cut; each begins at a multiple of eight bytes, as Arrow has it. */
type ArrayType<A> = {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBuffer, byteOffset: number, length: number): A;
};

const slabBytes = 64 * 1024;
/** Larger arrays have a buffer of their own. */
const mostShared = slabBytes / 4;

let slab = memory(slabBytes);
let used = 0;

/** Memory as it was left: to clear 100 KiB of new memory takes longer than to fill its columns. */
export function memory(bytes: number): ArrayBuffer {
  return Buffer.allocUnsafeSlow(bytes).buffer;
}

/** An array of whatever was there before: all of it is to be written. What is cut from a buffer is never cut again. */
export function takeArray<A>(Type: ArrayType<A>, length: number): A {
  const bytes = (length * Type.BYTES_PER_ELEMENT + 7) & ~7;
  if (bytes > mostShared) return new Type(memory(bytes), 0, length);
  if (used + bytes > slabBytes) {
    slab = memory(slabBytes);
    used = 0;
  }
  const array = new Type(slab, used, length);
  used += bytes;
  return array;
}

/** As {@link takeArray}, of the same type as another. */
export function takeLike<A extends { readonly constructor: unknown }>(array: A, length: number): A {
  return takeArray(array.constructor as ArrayType<A>, length);
}
