/**
 * Columns of codes that follow from the codes of rows.
 * @module
 */
import { takeArray } from "./column-slab.ts";
import { plainColumn, type RawColumn } from "./raw-column.ts";

/** Typed arrays that hold codes. */
export type CodeArray = typeof Int8Array | typeof Int16Array | typeof Int32Array;

/** Codes looked up through another code, e.g. a row's origin's pod. Absent ones are null. */
export function lookupColumn(codes: Int32Array, lookup: Int32Array, ArrayType: CodeArray): RawColumn {
  const values = takeArray<Int8Array | Int16Array | Int32Array>(ArrayType, codes.length);
  const all =
    values instanceof Int32Array
      ? lookUp32(codes, lookup, values)
      : values instanceof Int16Array
        ? lookUp16(codes, lookup, values)
        : lookUp8(codes, lookup, values);
  if (all >= 0) return plainColumn(values);
  const count = codes.length;
  const nullBitmap = takeArray(Uint8Array, (count + 7) >> 3);
  let nullCount = 0;
  for (let index = 0; index < count; ) {
    let byte = 0;
    for (let bit = 1; bit < 256 && index < count; bit <<= 1, index++) {
      if ((lookup[codes[index] as number] as number) < 0) nullCount++;
      else byte |= bit;
    }
    nullBitmap[(index - 1) >> 3] = byte;
  }
  return { values, nullBitmap, nullCount };
}

// One for each width: engines make a loop over arrays of one type twice as fast. Only an absent code is negative, and 0 is stored for it;
// the result is negative if there is one.

function lookUp8(codes: Int32Array, lookup: Int32Array, values: Int8Array): number {
  let all = 0;
  for (let index = 0; index < codes.length; index++) {
    const value = lookup[codes[index] as number] as number;
    values[index] = value & ~(value >> 31);
    all |= value;
  }
  return all;
}

function lookUp16(codes: Int32Array, lookup: Int32Array, values: Int16Array): number {
  let all = 0;
  for (let index = 0; index < codes.length; index++) {
    const value = lookup[codes[index] as number] as number;
    values[index] = value & ~(value >> 31);
    all |= value;
  }
  return all;
}

function lookUp32(codes: Int32Array, lookup: Int32Array, values: Int32Array): number {
  let all = 0;
  for (let index = 0; index < codes.length; index++) {
    const value = lookup[codes[index] as number] as number;
    values[index] = value & ~(value >> 31);
    all |= value;
  }
  return all;
}
