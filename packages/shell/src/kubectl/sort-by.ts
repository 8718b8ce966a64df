/**
 * `--sort-by`: the order of what is printed.
 * @module
 */
import type { KubeObject } from "@aiops-gym/cluster";
import { findJsonPath, type JsonPath, parseJsonPath, relaxedJsonPath } from "./json-path.ts";
import { KubectlError } from "./kubectl-error.ts";
import { compareText } from "./tree.ts";

/** The path that `--sort-by` means. @throws {@link KubectlError} when it is none. */
export function sortPath(text: string): JsonPath {
  const source = relaxedJsonPath(text);
  try {
    return parseJsonPath(source);
  } catch {
    throw new KubectlError(
      "unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'",
    );
  }
}

/** Go sorts as many as these by insertion. */
const fewItems = 12;

/** What an item is sorted by; `undefined` when it has none. */
function keyOf(path: JsonPath, object: KubeObject): unknown {
  return findJsonPath(path, object)[0];
}

/**
 * Items by the field at a path, those without it first.
 *
 * @returns `undefined` when none has it.
 */
export function sortByPath<T>(
  items: readonly T[],
  path: JsonPath,
  objectOf: (item: T) => KubeObject,
): readonly T[] | undefined {
  const keyed = items.map((item) => ({ item, key: keyOf(path, objectOf(item)) }));
  if (keyed.every(({ key }) => key === undefined)) return undefined;
  if (keyed.length > fewItems) {
    const compare = (a: unknown, b: unknown): number => (isLess(a, b) ? -1 : isLess(b, a) ? 1 : 0);
    const missing = (key: unknown): number => Number(key !== undefined && key !== null);
    return keyed
      .sort((a, b) => missing(a.key) - missing(b.key) || (missing(a.key) === 0 ? 0 : compare(a.key, b.key)))
      .map(({ item }) => item);
  }
  // as kubectl does it: what has no key counts as less than whatever is before it, so such items change places
  for (let at = 1; at < keyed.length; at++) {
    for (let to = at; to > 0; to--) {
      const [before, here] = [keyed[to - 1], keyed[to]];
      if (before === undefined || here === undefined || !isLess(here.key, before.key)) break;
      keyed[to - 1] = here;
      keyed[to] = before;
    }
  }
  return keyed.map(({ item }) => item);
}

/** Whether one key comes before another: numbers by size, texts by nature (`web-2` before `web-10`). */
function isLess(a: unknown, b: unknown): boolean {
  if (a === undefined || a === null) return true;
  if (b === undefined || b === null) return false;
  if (typeof a === "number" && typeof b === "number") return a < b;
  return compareNatural(String(a), String(b)) < 0;
}

function compareNatural(a: string, b: string): number {
  const left = a.match(/\d+|\D+/g) ?? [];
  const right = b.match(/\d+|\D+/g) ?? [];
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const [l = "", r = ""] = [left[at], right[at]];
    const order = /^\d/.test(l) && /^\d/.test(r) ? Number(l) - Number(r) : compareText(l, r);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}
