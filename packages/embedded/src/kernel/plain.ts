/**
 * Simulation state is plain data: numbers, strings, booleans, null, undefined, arrays, plain objects, Maps, typed arrays.
 * It forms a tree, but for frozen values, which never change and which forks share.
 * @module
 */

/** Freezes a value and all it holds; returns it. What is frozen already is taken as frozen all through. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null) freezeObject(value);
  return value;
}

function freezeObject(value: object): void {
  if (Object.isFrozen(value) || ArrayBuffer.isView(value)) return;
  // What it holds comes first: fields of a frozen object are slower to go through.
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      const item: unknown = value[index];
      if (typeof item === "object" && item !== null) freezeObject(item);
    }
  } else {
    for (const key in value) {
      const item = (value as Record<string, unknown>)[key];
      if (typeof item === "object" && item !== null) freezeObject(item);
    }
  }
  Object.freeze(value);
}

type TypedArray =
  | Float64Array
  | Int32Array
  | Uint32Array
  | Uint8Array
  | Int16Array
  | Int8Array
  | Uint16Array
  | Float32Array
  | BigInt64Array;

/** Copies state so that neither copy sees the other's changes. Frozen values are shared. */
export function clonePlain<T>(value: T): T {
  return cloneUnknown(value) as T;
}

function cloneUnknown(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  // A shallow copy first: engines make one in a stride, and it keeps the shape that running code is compiled for.
  if (Array.isArray(value)) {
    const copy: unknown[] = value.slice();
    for (let index = 0; index < copy.length; index++) {
      const item = copy[index];
      if (typeof item === "object" && item !== null) copy[index] = cloneUnknown(item);
    }
    return copy;
  }
  if (ArrayBuffer.isView(value)) return (value as TypedArray).slice();
  if (value instanceof Map) {
    const copy = new Map<unknown, unknown>();
    for (const [key, item] of value) copy.set(key, typeof item === "object" ? cloneUnknown(item) : item);
    return copy;
  }
  const copy: Record<string, unknown> = { ...value };
  for (const key in copy) {
    const item = copy[key];
    if (typeof item === "object" && item !== null) copy[key] = cloneUnknown(item);
  }
  return copy;
}
