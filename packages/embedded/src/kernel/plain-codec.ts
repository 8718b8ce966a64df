/**
 * Plain state to bytes and back. The same state gives the same bytes in every process.
 * @module
 */

import { GymError } from "@aiops-gym/cluster";
import { Packr } from "msgpackr";
import { deepFreeze } from "./plain.ts";

const typedArrays = {
  f64: Float64Array,
  f32: Float32Array,
  i32: Int32Array,
  u32: Uint32Array,
  i16: Int16Array,
  u16: Uint16Array,
  i8: Int8Array,
  u8: Uint8Array,
  i64: BigInt64Array,
} as const;

const tagOf = new Map<unknown, string>(Object.entries(typedArrays).map(([tag, arrayType]) => [arrayType, tag]));

/** Writes state to bytes. Frozen values are marked, and come back frozen. */
export function encodePlain(value: unknown): Uint8Array {
  const packr = new Packr({ useRecords: false, variableMapSize: true });
  return packr.pack(toTagged(value));
}

/**
 * Reads what {@link encodePlain} wrote.
 *
 * @throws GymError `ERR_INVALID_SNAPSHOT` when the bytes are damaged.
 */
export function decodePlain(bytes: Uint8Array): unknown {
  const packr = new Packr({ useRecords: false, variableMapSize: true });
  try {
    return fromTagged(packr.unpack(bytes));
  } catch (cause) {
    throw new GymError(
      "ERR_INVALID_SNAPSHOT",
      "The bytes are not a snapshot, or are damaged; expected what `snapshot()` wrote.",
      {
        cause,
      },
    );
  }
}

// A compound value becomes an array that begins with its kind: a array, o object, m Map, t typed array; upper case: frozen.
// What lies in a frozen value counts as frozen: it comes back so.
function toTagged(value: unknown, inFrozen = false): unknown {
  if (typeof value === "undefined") return ["u"];
  if (typeof value !== "object" || value === null) return value;
  if (ArrayBuffer.isView(value)) {
    const tag = tagOf.get(value.constructor);
    if (tag === undefined) throw new TypeError(`state holds a ${value.constructor.name}, which is not plain data`);
    return ["t", tag, new Uint8Array(value.buffer.slice(value.byteOffset, value.byteOffset + value.byteLength))];
  }
  const frozen = inFrozen || Object.isFrozen(value);
  if (Array.isArray(value)) return [frozen ? "A" : "a", value.map((item: unknown) => toTagged(item, frozen))];
  if (value instanceof Map) {
    const entries: unknown[] = [];
    for (const [key, item] of value) entries.push(toTagged(key, frozen), toTagged(item, frozen));
    return [frozen ? "M" : "m", entries];
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    throw new TypeError(`state holds an instance of ${value.constructor.name}, which is not plain data`);
  }
  const entries: unknown[] = [];
  for (const key of Object.keys(value)) entries.push(key, toTagged((value as Record<string, unknown>)[key], frozen));
  return [frozen ? "O" : "o", entries];
}

function fromTagged(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  const [tag, first, second] = value as [string, unknown, unknown];
  const kind = tag.toLowerCase();
  let result: unknown;
  if (kind === "u") return undefined;
  if (kind === "t") {
    const arrayType = typedArrays[first as keyof typeof typedArrays];
    const bytes = second as Uint8Array;
    return new arrayType(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer);
  }
  const items = first as unknown[];
  if (kind === "a") result = items.map(fromTagged);
  else if (kind === "m") {
    const map = new Map<unknown, unknown>();
    for (let index = 0; index < items.length; index += 2)
      map.set(fromTagged(items[index]), fromTagged(items[index + 1]));
    result = map;
  } else if (kind === "o") {
    const object: Record<string, unknown> = {};
    for (let index = 0; index < items.length; index += 2) object[items[index] as string] = fromTagged(items[index + 1]);
    result = object;
  } else throw new TypeError(`unknown tag ${tag}`);
  return tag === kind ? result : deepFreeze(result);
}
