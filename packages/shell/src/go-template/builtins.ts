/**
 * The functions that every Go template has.
 * @module
 */
import { sprint, sprintln } from "./format.ts";
import { isPrint } from "./quote.ts";
import { sprintf } from "./sprintf.ts";
import { GoCallError } from "./template-error.ts";
import {
  byteLength,
  byteSlice,
  entryOf,
  fixed,
  type GoFunction,
  GoInt,
  GoStruct,
  type GoValue,
  goInt,
  isMap,
  isTrue,
  type Maybe,
  sortedKeys,
  typeName,
  variadic,
} from "./value.ts";

/** Where a text or list is to be cut. */
function position(value: Maybe, length: number): number {
  if (value === undefined || value === null) throw new GoCallError("cannot index slice/array with nil");
  if (!(value instanceof GoInt)) throw new GoCallError(`cannot index slice/array with type ${typeName(value)}`);
  if (value.value < 0n || value.value > BigInt(length)) throw new GoCallError(`index out of range: ${value.value}`);
  return value.number;
}

function index(item: Maybe, keys: readonly Maybe[]): Maybe {
  if (item === undefined || item === null) throw new GoCallError("index of untyped nil");
  let found: Maybe = item;
  for (const key of keys) {
    if (found === undefined || found === null) throw new GoCallError("index of nil pointer");
    if (Array.isArray(found) || typeof found === "string") {
      const size: number = length(found);
      const at = position(key, size);
      if (at === size)
        throw new GoCallError(`reflect: ${Array.isArray(found) ? "slice" : "string"} index out of range`);
      found = Array.isArray(found) ? (found[at] ?? null) : new GoInt(BigInt(Buffer.from(found)[at] ?? 0), "uint8");
    } else if (isMap(found)) {
      if (key === undefined || key === null) throw new GoCallError("value is nil; should be of type string");
      if (typeof key !== "string") throw new GoCallError(`value has type ${typeName(key)}; should be string`);
      found = entryOf(found, key) ?? null;
    } else throw new GoCallError(`can't index item of type ${typeName(found)}`);
  }
  return found;
}

function slice(item: Maybe, cuts: readonly Maybe[]): Maybe {
  if (item === undefined || item === null) throw new GoCallError("slice of untyped nil");
  if (cuts.length > 3) throw new GoCallError(`too many slice indexes: ${cuts.length}`);
  const isText = typeof item === "string";
  if (isText && cuts.length === 3) throw new GoCallError("cannot 3-index slice a string");
  if (!isText && !Array.isArray(item)) throw new GoCallError(`can't slice item of type ${typeName(item)}`);
  const size = length(item);
  const [from = 0, to = size, cap = size] = cuts.map((cut) => position(cut, size));
  if (from > to) throw new GoCallError(`invalid slice index: ${from} > ${to}`);
  if (to > cap) throw new GoCallError(`invalid slice index: ${to} > ${cap}`);
  return isText ? byteSlice(item, from, to) : item.slice(from, to);
}

function length(item: Maybe): number {
  if (item === null) throw new GoCallError("len of nil pointer");
  if (item === undefined) throw new GoCallError("reflect: call of reflect.Value.Type on zero Value");
  if (typeof item === "string") return byteLength(item);
  if (Array.isArray(item)) return item.length;
  if (isMap(item)) return sortedKeys(item).length;
  throw new GoCallError(`len of type ${typeName(item)}`);
}

type Basic = "bool" | "float" | "int" | "string" | "uint" | undefined;

function basicKind(value: Maybe): Basic {
  if (typeof value === "boolean") return "bool";
  if (typeof value === "number") return "float";
  if (typeof value === "string") return "string";
  if (value instanceof GoInt) return value.type.startsWith("uint") ? "uint" : "int";
  return undefined;
}

function plainOf(value: Maybe): bigint | boolean | number | string | undefined {
  return value instanceof GoInt ? value.value : (value as boolean | number | string);
}

const isNil = (value: Maybe): boolean => value === undefined || value === null;
const isIntegral = (kind: Basic): boolean => kind === "int" || kind === "uint";

function equal(first: Maybe, others: readonly Maybe[]): boolean {
  if (others.length === 0) throw new GoCallError("missing argument for comparison");
  const kind = basicKind(first);
  for (const other of others) {
    const otherKind = basicKind(other);
    if (kind !== otherKind && !(isIntegral(kind) && isIntegral(otherKind))) {
      if (isNil(first) || isNil(other)) continue;
      throw new GoCallError(`incompatible types for comparison: ${typeName(first)} and ${typeName(other)}`);
    }
    if (kind === undefined) {
      if (isNil(first) || isNil(other)) {
        if (isNil(first) && isNil(other)) return true;
        continue;
      }
      if (typeName(first) !== typeName(other) && !(first instanceof GoStruct && other instanceof GoStruct))
        throw new GoCallError(
          `non-comparable types ${sprintf("%s", [first as GoValue])}: ${typeName(first)}, ${typeName(other)}: ${sprint([other as GoValue])}`,
        );
      if (!(other instanceof GoStruct))
        throw new GoCallError(`non-comparable type ${sprintf("%s", [other as GoValue])}: ${typeName(other)}`);
      if (first === other) return true;
    } else if (plainOf(first) === plainOf(other)) return true;
  }
  return false;
}

function less(first: Maybe, second: Maybe): boolean {
  const kinds = [basicKind(first), basicKind(second)] as const;
  if (kinds.includes(undefined)) throw new GoCallError("invalid type for comparison");
  if (kinds[0] !== kinds[1] && !kinds.every(isIntegral))
    throw new GoCallError(`incompatible types for comparison: ${typeName(first)} and ${typeName(second)}`);
  if (kinds[0] === "bool") throw new GoCallError("invalid type for comparison");
  return (plainOf(first) as number) < (plainOf(second) as number);
}

const htmlEscapes: Readonly<Record<string, string>> = {
  "\0": "\ufffd",
  '"': "&#34;",
  "'": "&#39;",
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
};

/** A text for HTML. */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[\0"'&<>]/g, (char) => htmlEscapes[char] ?? char);
}

function escapeJs(text: string): string {
  return [...text]
    .map((char) => {
      const code = char.codePointAt(0) ?? 0;
      if (/['"\\]/.test(char)) return `\\${char}`;
      if (/[<>&=]/.test(char) || code < 0x20) return `\\u${code.toString(16).toUpperCase().padStart(4, "0")}`;
      if (code < 0x80 || isPrint(char)) return char;
      return `\\u${code.toString(16).toUpperCase().padStart(4, "0")}`;
    })
    .join("");
}

/** A text as part of a URL's query. */
export function queryEscape(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replaceAll("%20", "+")
    .replaceAll(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Arguments as one text. */
function joined(values: readonly Maybe[]): string {
  return sprint(values.map((value) => value ?? "<no value>"));
}

/** By name; `and`, `or` and `call` are the evaluator's own. */
export const builtins: ReadonlyMap<string, GoFunction> = new Map<string, GoFunction>([
  ["and", variadic(["value"], "value", () => null)],
  ["or", variadic(["value"], "value", () => null)],
  ["not", fixed(["value"], (value) => !isTrue(value))],
  [
    "call",
    variadic(["value"], "value", (value) => {
      if (isNil(value)) throw new GoCallError("call of nil");
      throw new GoCallError(`non-function * of type ${typeName(value)}`);
    }),
  ],
  ["html", variadic([], "any", (...values) => escapeHtml(joined(values)))],
  ["js", variadic([], "any", (...values) => escapeJs(joined(values)))],
  ["urlquery", variadic([], "any", (...values) => queryEscape(joined(values)))],
  ["index", variadic(["value"], "value", (item, ...keys) => index(item, keys))],
  ["slice", variadic(["value"], "value", (item, ...cuts) => slice(item, cuts))],
  ["len", fixed(["value"], (item) => goInt(length(item)))],
  ["print", variadic([], "any", (...values) => sprint(values))],
  ["printf", variadic(["string"], "any", (format, ...values) => sprintf(format, values))],
  ["println", variadic([], "any", (...values) => sprintln(values))],
  ["eq", variadic(["value"], "value", (first, ...others) => equal(first, others))],
  ["ne", fixed(["value", "value"], (first, second) => !equal(first, [second]))],
  ["lt", fixed(["value", "value"], (first, second) => less(first, second))],
  ["le", fixed(["value", "value"], (first, second) => less(first, second) || equal(first, [second]))],
  ["gt", fixed(["value", "value"], (first, second) => !(less(first, second) || equal(first, [second])))],
  ["ge", fixed(["value", "value"], (first, second) => !less(first, second))],
]);
