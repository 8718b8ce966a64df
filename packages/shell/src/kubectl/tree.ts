/**
 * Reading fields of objects of any kind. A field that is missing, or of another type, reads as empty.
 * @module
 */

/** A JSON object. */
export type Tree = Readonly<Record<string, unknown>>;

/** Whether a value is a JSON object. */
export function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

// Most paths are written in the source, and looked up again and again.
const partsOfPaths = new Map<string, readonly string[]>();
const mostPaths = 2_000;

function partsOf(path: string): readonly string[] {
  const known = partsOfPaths.get(path);
  if (known !== undefined) return known;
  const parts = path.split(".");
  if (partsOfPaths.size < mostPaths) partsOfPaths.set(path, parts);
  return parts;
}

/** The value at a dotted path: `spec.template.spec`. */
export function fieldAt(value: unknown, path: string): unknown {
  let here = value;
  for (const part of partsOf(path)) {
    if (!isTree(here) || !Object.hasOwn(here, part)) return undefined;
    here = here[part];
  }
  return here;
}

/** A text; numbers and booleans as text too. */
export function textAt(value: unknown, path: string): string {
  const found = fieldAt(value, path);
  return typeof found === "string"
    ? found
    : typeof found === "number" || typeof found === "boolean"
      ? String(found)
      : "";
}

/** A number, 0 when it is missing. */
export function numberAt(value: unknown, path: string): number {
  const found = fieldAt(value, path);
  return typeof found === "number" ? found : 0;
}

/** Objects of a list. */
export function listAt(value: unknown, path: string): readonly Tree[] {
  const found = fieldAt(value, path);
  return Array.isArray(found) ? found.filter(isTree) : [];
}

/** Texts of a list. */
export function textsAt(value: unknown, path: string): readonly string[] {
  const found = fieldAt(value, path);
  return Array.isArray(found) ? found.map(String) : [];
}

/** A map of texts: labels, annotations, selectors, quantities. */
export function mapAt(value: unknown, path: string): Readonly<Record<string, string>> {
  const found = fieldAt(value, path);
  return isTree(found) ? Object.fromEntries(Object.entries(found).map(([key, text]) => [key, String(text)])) : {};
}

/** An object; empty when it is missing. */
export function treeAt(value: unknown, path: string): Tree {
  const found = fieldAt(value, path);
  return isTree(found) ? found : {};
}

/** A copy with the value at a dotted path replaced; `undefined` removes the field. */
export function withField<T>(value: T, path: string, replacement: unknown): T {
  const [first = "", ...rest] = path.split(".");
  const copy: Record<string, unknown> = isTree(value) ? { ...value } : {};
  const next = rest.length === 0 ? replacement : withField(copy[first], rest.join("."), replacement);
  if (next === undefined) delete copy[first];
  else copy[first] = next;
  return copy as T;
}

/** Whether JSON values are written alike; fields that are undefined are not written. */
export function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (Array.isArray(one))
    return (
      Array.isArray(other) && one.length === other.length && one.every((item, index) => isSame(item, other[index]))
    );
  if (isTree(one)) return isTree(other) && isSameBut(one, other, []);
  return (one ?? null) === null && (other ?? null) === null;
}

/** As {@link isSame}, of objects, whatever these fields of theirs are. */
export function isSameBut(one: Tree, other: Tree, except: readonly string[]): boolean {
  if (one === other) return true;
  for (const key in one)
    if (!except.includes(key) && (one[key] === undefined) !== (other[key] === undefined)) return false;
  for (const key in other)
    if (!except.includes(key) && other[key] !== undefined && !isSame(one[key], other[key])) return false;
  return true;
}

/** Keys in byte order, as Go sorts texts. */
export function sortedKeys(value: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.keys(value).sort(compareText);
}

/** Go's order of texts. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
