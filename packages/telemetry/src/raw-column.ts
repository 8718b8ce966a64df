/**
 * Columns of chunks in the layout of Arrow, made from a recorder's own arrays when a table is asked for.
 * @module
 */
import { takeArray, takeLike } from "./column-slab.ts";
import { nullCode } from "./intern-table.ts";

/** Typed arrays that Arrow columns are made of. */
export type Values = Int8Array | Int16Array | Int32Array | BigInt64Array | Float64Array | Uint8Array;

/** One column's buffers. */
export interface RawColumn {
  readonly values: Values;
  readonly valueOffsets?: Int32Array;
  /** Bit set where a value is present; absent when all are. */
  readonly nullBitmap?: Uint8Array;
  readonly nullCount: number;
}

/** Rows of a chunk: those in `rows`, or else `from` to before `from + count`. */
export interface RowSet {
  readonly from: number;
  readonly count: number;
  readonly rows?: Int32Array;
}

const encoder = new TextEncoder();

function rowAt(set: RowSet, index: number): number {
  return set.rows ? (set.rows[index] ?? 0) : set.from + index;
}

/** The chosen rows of a typed array: a view when they are adjacent, else a copy. */
export function takeValues<A extends Float64Array | Int32Array | Int16Array | Int8Array>(
  source: A,
  { from, count, rows }: RowSet,
): A {
  if (rows === undefined) return source.subarray(from, from + count) as A;
  const taken = takeLike(source, count);
  for (let index = 0; index < count; index++) taken[index] = source[rows[index] as number] as number;
  return taken;
}

/** A column without nulls. */
export function plainColumn(values: Values): RawColumn {
  return { values, nullCount: 0 };
}

/** Nanoseconds from whole microseconds. */
export function nanosColumn(micros: Float64Array): RawColumn {
  const count = micros.length;
  const { values, halves } = takeNanos(count);
  for (let index = 0; index < count; index++) writeNanos(halves, index, micros[index] as number);
  return plainColumn(values);
}

/** Nanoseconds between two columns of whole microseconds; not before 0. */
export function nanosBetween(starts: Float64Array, ends: Float64Array): RawColumn {
  const count = starts.length;
  const { values, halves } = takeNanos(count);
  for (let index = 0; index < count; index++)
    writeNanos(halves, index, (ends[index] as number) - (starts[index] as number));
  return plainColumn(values);
}

function takeNanos(count: number): { readonly values: BigInt64Array; readonly halves: Int32Array } {
  const values = takeArray(BigInt64Array, count);
  return { values, halves: new Int32Array(values.buffer, values.byteOffset, 2 * count) };
}

/** In 32-bit halves, which is several times faster than BigInt arithmetic, and exact. */
function writeNanos(halves: Int32Array, index: number, micros: number): void {
  const high = Math.floor(micros / 0x1_0000_0000);
  const low = (micros - high * 0x1_0000_0000) * 1000;
  const carry = Math.floor(low / 0x1_0000_0000);
  halves[index * 2] = low - carry * 0x1_0000_0000;
  halves[index * 2 + 1] = high * 1000 + carry;
}

type Integers = Int8Array | Int16Array | Int32Array;

/** Marks values equal to `absent` as null, and stores 0 there. */
export function nullableColumn<A extends Integers>(values: A, absent: number): RawColumn {
  if (!values.includes(absent)) return plainColumn(values);
  const stored = takeLike(values, values.length);
  stored.set(values);
  return withNulls(stored, absent);
}

/** As {@link nullableColumn}, in place. */
function withNulls(values: Integers, absent: number): RawColumn {
  const count = values.length;
  const nullBitmap = takeArray(Uint8Array, (count + 7) >> 3);
  let nullCount = 0;
  for (let index = 0; index < count; ) {
    let byte = 0;
    for (let bit = 1; bit < 256 && index < count; bit <<= 1, index++) {
      if (values[index] === absent) {
        values[index] = 0;
        nullCount++;
      } else byte |= bit;
    }
    nullBitmap[(index - 1) >> 3] = byte;
  }
  return { values, nullBitmap, nullCount };
}

/** Typed arrays that hold codes. */
export type CodeArray = typeof Int8Array | typeof Int16Array | typeof Int32Array;

/** Codes looked up through another code, e.g. a row's origin's pod. Absent ones are null. */
export function lookupColumn(codes: Int32Array, lookup: Int32Array, ArrayType: CodeArray): RawColumn {
  const values = takeArray<Integers>(ArrayType, codes.length);
  const all =
    values instanceof Int32Array
      ? lookUp32(codes, lookup, values)
      : values instanceof Int16Array
        ? lookUp16(codes, lookup, values)
        : lookUp8(codes, lookup, values);
  // Only an absent one is negative.
  return all < 0 ? withNulls(values, nullCode) : plainColumn(values);
}

// One for each width: engines make a loop over arrays of one type twice as fast.

function lookUp8(codes: Int32Array, lookup: Int32Array, values: Int8Array): number {
  let all = 0;
  for (let index = 0; index < codes.length; index++) {
    const value = lookup[codes[index] as number] as number;
    values[index] = value;
    all |= value;
  }
  return all;
}

function lookUp16(codes: Int32Array, lookup: Int32Array, values: Int16Array): number {
  let all = 0;
  for (let index = 0; index < codes.length; index++) {
    const value = lookup[codes[index] as number] as number;
    values[index] = value;
    all |= value;
  }
  return all;
}

function lookUp32(codes: Int32Array, lookup: Int32Array, values: Int32Array): number {
  let all = 0;
  for (let index = 0; index < codes.length; index++) {
    const value = lookup[codes[index] as number] as number;
    values[index] = value;
    all |= value;
  }
  return all;
}

/** Texts; null where absent. */
export function textColumn(source: readonly (string | null)[], set: RowSet): RawColumn {
  const { count } = set;
  const valueOffsets = takeArray(Int32Array, count + 1);
  valueOffsets[0] = 0;
  const texts: string[] = [];
  let nullBitmap: Uint8Array | undefined;
  let nullCount = 0;
  let length = 0;
  for (let index = 0; index < count; index++) {
    const text = source[rowAt(set, index)] ?? null;
    if (text === null) {
      nullBitmap ??= takeArray(Uint8Array, (count + 7) >> 3).fill(255);
      nullBitmap[index >> 3] = (nullBitmap[index >> 3] ?? 0) & ~(1 << (index & 7));
      nullCount++;
    } else {
      texts.push(text);
      length += text.length;
    }
    valueOffsets[index + 1] = length;
  }
  let values: Uint8Array = takeArray(Uint8Array, length);
  const text = texts.join("");
  const { read, written } = encoder.encodeInto(text, values);
  if (read !== length || written !== length) {
    // Not all ASCII: lengths in bytes differ from lengths in UTF-16 units.
    const parts: Uint8Array[] = [];
    let offset = 0;
    for (let index = 0; index < count; index++) {
      const text = source[rowAt(set, index)] ?? null;
      if (text !== null) {
        const bytes = encoder.encode(text);
        parts.push(bytes);
        offset += bytes.length;
      }
      valueOffsets[index + 1] = offset;
    }
    values = joined(parts, offset);
  }
  return { values, valueOffsets, nullCount, ...(nullBitmap && { nullBitmap }) };
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}

/**
 * Identifiers as big-endian bytes, `width` 32-bit words each, the first at `first` of the `stride` words of a row.
 *
 * @param nullable - Whether an identifier of all zeros is null.
 */
export function idColumn(
  words: Uint32Array,
  stride: number,
  first: number,
  width: number,
  set: RowSet,
  nullable: boolean,
): RawColumn {
  const swapped = takeArray(Uint32Array, set.count * width);
  const present = takeArray(Int8Array, nullable ? set.count : 0);
  let at = 0;
  for (let index = 0; index < set.count; index++) {
    const start = rowAt(set, index) * stride + first;
    let all = 0;
    for (let word = start; word < start + width; word++) {
      const bits = words[word] ?? 0;
      all |= bits;
      swapped[at++] = (bits << 24) | ((bits & 0xff00) << 8) | ((bits >>> 8) & 0xff00) | (bits >>> 24);
    }
    if (nullable) present[index] = all === 0 ? 0 : 1;
  }
  const bytes = new Uint8Array(swapped.buffer, swapped.byteOffset, swapped.byteLength);
  return nullable ? { ...nullableColumn(present, 0), values: bytes } : plainColumn(bytes);
}
