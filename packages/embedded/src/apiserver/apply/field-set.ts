/**
 * Sets of fields of an object, and `FieldsV1`, the form in which `managedFields` carries them.
 * @module
 */

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

/** Writes a set. */
export function toFieldsV1(fields: FieldSet): FieldsV1 {
  interface Node {
    [element: string]: Node;
  }
  const root: Node = {};
  const sorted = [...fields].sort(comparePaths);
  const members = new Set<Node>();
  for (const path of sorted) {
    let node = root;
    for (const element of elementsOf(path)) {
      // a member gets its mark when something turns up below it
      if (members.has(node)) node["."] ??= {};
      const next: Node = node[element] ?? {};
      node[element] = next;
      node = next;
    }
    members.add(node);
  }
  return root;
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

/** Those of the first that are not in the second. */
export function difference(a: FieldSet, b: FieldSet): FieldSet {
  return new Set([...a].filter((path) => !b.has(path)));
}

/** Those in both. */
export function intersection(a: FieldSet, b: FieldSet): FieldSet {
  return new Set([...a].filter((path) => b.has(path)));
}

/** Whether both hold the same. */
export function sameFields(a: FieldSet, b: FieldSet): boolean {
  return a.size === b.size && [...a].every((path) => b.has(path));
}
