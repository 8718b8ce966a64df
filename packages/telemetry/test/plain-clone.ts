/** Copies plain state as a simulator does: frozen values are shared, all else is copied. */
export function plainClone<T>(value: T): T {
  return clone(value) as T;
}

function clone(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  if (ArrayBuffer.isView(value)) return structuredClone(value);
  if (Array.isArray(value)) return value.map(clone);
  if (value instanceof Map) return new Map([...value].map(([key, item]) => [key, clone(item)]));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, clone(item)]));
}
