/**
 * Columns of chunks in the layout of Arrow, made from a recorder's own arrays when a table is asked for.
 * @module
 */
import { takeArray, takeLike } from "./column-slab.ts";

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
  const count = values.length;
  const stored = takeLike(values, count);
  const nullBitmap = takeArray(Uint8Array, (count + 7) >> 3);
  let nullCount = 0;
  for (let index = 0; index < count; ) {
    let byte = 0;
    for (let bit = 1; bit < 256 && index < count; bit <<= 1, index++) {
      const value = values[index] as number;
      stored[index] = value === absent ? 0 : value;
      if (value === absent) nullCount++;
      else byte |= bit;
    }
    nullBitmap[(index - 1) >> 3] = byte;
  }
  return { values: stored, nullBitmap, nullCount };
}

/** Texts; null where absent. */
export function textColumn(source: readonly (string | null)[], set: RowSet): RawColumn {
  const { from, count, rows } = set;
  const valueOffsets = takeArray(Int32Array, count + 1);
  valueOffsets[0] = 0;
  const texts: string[] = [];
  let length = 0;
  for (let index = 0; index < count; index++) {
    const text = source[rows === undefined ? from + index : (rows[index] as number)] ?? null;
    if (text !== null) {
      texts.push(text);
      length += text.length;
    }
    valueOffsets[index + 1] = length;
  }
  const nullCount = count - texts.length;
  const nullBitmap = nullCount === 0 ? undefined : presentTexts(source, set);
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

function presentTexts(source: readonly (string | null)[], set: RowSet): Uint8Array {
  const nullBitmap = takeArray(Uint8Array, (set.count + 7) >> 3).fill(255);
  for (let index = 0; index < set.count; index++)
    if ((source[rowAt(set, index)] ?? null) === null)
      nullBitmap[index >> 3] = (nullBitmap[index >> 3] as number) & ~(1 << (index & 7));
  return nullBitmap;
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
  const { from, count, rows } = set;
  // Signed: words of 32 bits that are not do not fit engines' integers.
  const signed = new Int32Array(words.buffer, words.byteOffset, words.length);
  const swapped = takeArray(Int32Array, count * width);
  const nullBitmap = takeArray(Uint8Array, nullable ? (count + 7) >> 3 : 0).fill(0);
  let present = 0;
  let at = 0;
  for (let index = 0; index < count; index++) {
    const start = (rows === undefined ? from + index : (rows[index] as number)) * stride + first;
    let all = 0;
    for (let word = start; word < start + width; word++) {
      const bits = signed[word] as number;
      all |= bits;
      swapped[at++] = (bits << 24) | ((bits & 0xff00) << 8) | ((bits >>> 8) & 0xff00) | (bits >>> 24);
    }
    if (!nullable || all === 0) continue;
    nullBitmap[index >> 3] = (nullBitmap[index >> 3] as number) | (1 << (index & 7));
    present++;
  }
  const values = new Uint8Array(swapped.buffer, swapped.byteOffset, swapped.byteLength);
  return nullable && present < count ? { values, nullBitmap, nullCount: count - present } : plainColumn(values);
}
