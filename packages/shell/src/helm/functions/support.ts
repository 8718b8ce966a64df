/**
 * What Helm's functions have in common: conversions, and the words of their failures.
 * @module
 */
import { formatValue } from "../../go-template/format.ts";
import { GoCallError } from "../../go-template/template-error.ts";
import { GoInt, GoStruct, type GoValue, isMap, isTrue, sortedKeys } from "../../go-template/value.ts";

/** Functions by their names. */
export type FunctionTable = readonly (readonly [
  names: string,
  definition: import("../../go-template/value.ts").GoFunction,
])[];

/** Most elements or characters that a function makes at once. */
const largest = 1_000_000;

/** How many values may still be looked at: values that hold others many times over are larger than they look. */
interface Budget {
  left: number;
}

function spend(budget: Budget): void {
  budget.left -= 1;
  if (budget.left < 0) throw new GoCallError("the value is too large");
}

/** Refuses to make what would be too large. */
export function bounded(size: number, name: string): number {
  if (size > largest) throw new GoCallError(`${name}: the result would be too large`);
  return size;
}

/** A value as `%v` prints it; texts as they are. */
export function textOf(value: GoValue): string {
  return typeof value === "string" ? value : formatValue(value);
}

/** Go's name of the kind of a value. */
export function kindOf(value: GoValue): string {
  if (value === null) return "invalid";
  if (value instanceof GoInt) return value.type;
  if (value instanceof GoStruct) return "struct";
  if (Array.isArray(value)) return "slice";
  if (isMap(value)) return "map";
  return typeof value === "number" ? "float64" : typeof value === "boolean" ? "bool" : "string";
}

/** A list's elements. @throws {@link GoCallError} where it is none. */
export function elements(value: GoValue, doing: string): GoValue[] {
  if (Array.isArray(value)) return value;
  if (value === null) throw new GoCallError("runtime error: invalid memory address or nil pointer dereference");
  throw new GoCallError(`${doing} ${kindOf(value)}`);
}

/** Whether a value counts as not given. */
export function isEmpty(value: GoValue): boolean {
  return !isTrue(value);
}

/** Whole numbers as Go's `cast` finds them in anything; 0 where it finds none. */
export function toInt64(value: GoValue): bigint {
  if (value instanceof GoInt) return value.value;
  if (typeof value === "number") return Number.isFinite(value) ? BigInt(Math.trunc(value)) : 0n;
  if (typeof value === "boolean") return value ? 1n : 0n;
  if (typeof value !== "string") return 0n;
  const plain = value.replace(/\.0*$/, "");
  if (!/^[+-]?(\d+|0[xX][\da-fA-F]+|0[bB][01]+|0[oO][0-7]+)$/.test(plain)) return 0n;
  const sign = plain.startsWith("-") ? -1n : 1n;
  const digits = plain.replace(/^[+-]/, "");
  return sign * BigInt(/^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits);
}

/** Numbers as Go's `cast` finds them in anything; 0 where it finds none. */
export function toFloat(value: GoValue): number {
  if (typeof value === "number") return value;
  if (typeof value === "string") return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(value) ? Number(value) : 0;
  return Number(toInt64(value));
}

/** A value without Go's types, for JSON and YAML; maps in the order of their keys. */
export function toPlain(value: GoValue, budget: Budget = { left: largest }): unknown {
  spend(budget);
  if (value instanceof GoInt) return Number(value.value);
  if (value instanceof GoStruct) return value.text ?? toPlain(value.fields, budget);
  if (Array.isArray(value)) return value.map((item) => toPlain(item, budget));
  if (isMap(value))
    return Object.fromEntries(sortedKeys(value).map((key) => [key, toPlain(value[key] ?? null, budget)]));
  return value;
}

/** Whether two values are the same, their types too. */
export function deepEqual(a: GoValue, b: GoValue, budget: Budget = { left: largest }): boolean {
  spend(budget);
  if (a === b) return true;
  if (a instanceof GoInt || b instanceof GoInt)
    return a instanceof GoInt && b instanceof GoInt && a.type === b.type && a.value === b.value;
  if (Array.isArray(a) || Array.isArray(b))
    return (
      Array.isArray(a) &&
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((item, at) => deepEqual(item, b[at] ?? null, budget))
    );
  if (!isMap(a) || !isMap(b)) return a === b;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && deepEqual(a[key] ?? null, b[key] ?? null, budget))
  );
}

/** A copy that shares no list and no map. */
export function deepCopy(value: GoValue, budget: Budget = { left: largest }): GoValue {
  spend(budget);
  if (Array.isArray(value)) return value.map((item) => deepCopy(item, budget));
  if (!isMap(value)) return value;
  const copy = Object.create(null) as Record<string, GoValue>;
  for (const [key, entry] of Object.entries(value)) copy[key] = deepCopy(entry, budget);
  return copy;
}
