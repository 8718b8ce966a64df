/**
 * Sets of fields of an object, and `FieldsV1`, the form in which `managedFields` carries them.
 * @module
 */
import { deepFreeze } from "../../kernel/plain.ts";

/** Paths; a path is its elements (`f:spec`, `k:{"name":"main"}`, `v:"a"`) joined by {@link separator}. */
export type FieldSet = ReadonlySet<string>;

/** `{"f:spec":{"f:replicas":{}}}`; `"."` marks a field with fields below it that is itself a member. */
export interface FieldsV1 {
  readonly [element: string]: FieldsV1;
}

const separator = "\n";

/** The path of an element below a path. */
export function below(path: string, element: string): string {
  return path === "" ? element : path + separator + element;
}

/** The path above; empty for the root. */
export function above(path: string): string {
  const at = path.lastIndexOf(separator);
  return at < 0 ? "" : path.slice(0, at);
}

/** The elements of a path. */
export function elementsOf(path: string): readonly string[] {
  return path.split(separator);
}

/** `.spec.containers[name="main"].image`, as conflicts name fields. */
export function pathText(path: string): string {
  return elementsOf(path).map(elementText).join("");
}

function elementText(element: string): string {
  const rest = element.slice(2);
  if (element.startsWith("f:")) return `.${rest}`;
  if (element.startsWith("v:")) return `[=${rest}]`;
  const keys = JSON.parse(rest) as Readonly<Record<string, unknown>>;
  const texts = Object.keys(keys).map((key) => `${key}=${JSON.stringify(keys[key])}`);
  return `[${texts.join(",")}]`;
}

/** Orders paths as the API server does: fields, then keys, then values, each by name. */
export function comparePaths(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

interface Node {
  [element: string]: Node;
}

// Sets do not change once they are written.
const written = new WeakMap<FieldSet, FieldsV1>();

/** Writes a set, which is not to be changed any more; the answer, which is frozen, is the same for the same set. */
export function toFieldsV1(fields: FieldSet): FieldsV1 {
  let form = written.get(fields);
  if (form === undefined) {
    form = deepFreeze(treeOf(fields));
    written.set(fields, form);
  }
  return form;
}

function treeOf(fields: FieldSet): Node {
  const root: Node = {};
  const members = new Set<Node>();
  // The nodes of the path before, by depth, and where their elements end in it: paths that follow one another begin alike.
  const nodes: Node[] = [root];
  const ends: number[] = [-1];
  let before = "";
  for (const path of [...fields].sort(comparePaths)) {
    let common = 0;
    while (common < path.length && path.charCodeAt(common) === before.charCodeAt(common)) common++;
    let depth = nodes.length - 1;
    while (depth > 0 && !endsWithin(path, ends[depth] as number, common)) depth--;
    nodes.length = depth + 1;
    ends.length = depth + 1;
    let node = nodes[depth] as Node;
    let from = (ends[depth] as number) + 1;
    while (from <= path.length) {
      // a member gets its mark when something turns up below it
      if (members.has(node)) node["."] ??= {};
      const cut = path.indexOf(separator, from);
      const end = cut < 0 ? path.length : cut;
      const element = path.slice(from, end);
      const next: Node = node[element] ?? {};
      node[element] = next;
      node = next;
      nodes.push(node);
      ends.push(end);
      from = end + 1;
    }
    members.add(node);
    before = path;
  }
  return root;
}

/** Whether an element of the path before, which ended there, is one of this path as well. */
function endsWithin(path: string, end: number, common: number): boolean {
  return end <= common && (end === path.length || path.startsWith(separator, end));
}

/** Reads a set. */
export function fromFieldsV1(fields: FieldsV1, path = "", into = new Set<string>()): Set<string> {
  for (const element in fields) {
    const inner = fields[element] ?? {};
    if (element === ".") {
      into.add(path);
      continue;
    }
    const here = below(path, element);
    if (Object.keys(inner).length === 0) into.add(here);
    else fromFieldsV1(inner, here, into);
  }
  return into;
}

/** Both. */
export function union(a: FieldSet, b: FieldSet): FieldSet {
  return new Set([...a, ...b]);
}

/** Those of the first that are not in the second; the first itself where that is all of them. */
export function difference(a: FieldSet, b: FieldSet): FieldSet {
  let left: Set<string> | undefined;
  for (const path of b) {
    if (!a.has(path)) continue;
    left ??= new Set(a);
    left.delete(path);
  }
  return left ?? a;
}

/** Those in both. */
export function intersection(a: FieldSet, b: FieldSet): FieldSet {
  return new Set([...a].filter((path) => b.has(path)));
}

/** Whether both hold the same. */
export function sameFields(a: FieldSet, b: FieldSet): boolean {
  return a.size === b.size && [...a].every((path) => b.has(path));
}
