/**
 * `kubectl describe` of kinds without a layout of their own.
 * @module
 */
import type { KubeObject } from "@aiops-gym/cluster";
import type { Invocation } from "../invocation.ts";
import { isTree, sortedKeys, type Tree } from "../tree.ts";
import type { DescribeWriter, Events } from "./writer.ts";

const hidden = new Set([
  ".metadata.managedFields",
  ".metadata.name",
  ".metadata.namespace",
  ".metadata.labels",
  ".metadata.annotations",
]);

/** Every field under a title made of its name. */
export async function describeAny(
  _call: Invocation,
  out: DescribeWriter,
  object: KubeObject,
  events: Events,
): Promise<void> {
  out.heading(object);
  out.labelsAndAnnotations(object);
  describeFields(out, object, 0, "");
  out.events(events);
}

function describeFields(out: DescribeWriter, value: Tree, level: number, path: string): void {
  for (const key of sortedKeys(value)) {
    const here = `${path}.${key}`;
    const child = value[key];
    if (hidden.has(here) || child === undefined) continue;
    if (isTree(child)) {
      out.line(level, `${titleOf(key)}:`);
      describeFields(out, child, level + 1, here);
    } else if (Array.isArray(child)) {
      out.line(level, `${titleOf(key)}:`);
      for (const item of child as readonly unknown[]) {
        if (isTree(item)) describeFields(out, item, level + 1, here);
        else out.line(level + 1, String(item));
      }
    } else out.field(level, titleOf(key), child === null ? "<nil>" : String(child));
  }
}

const acronyms = new Set(["API", "URL", "UID", "OSB", "GUID"]);

/** `creationTimestamp` as `Creation Timestamp`. */
function titleOf(field: string): string {
  if (!/^[\p{L}-]*$/u.test(field)) return field;
  const words = field.match(/\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|-/gu) ?? [field];
  return words
    .map((word) =>
      acronyms.has(word.toUpperCase()) ? word.toUpperCase() : word.charAt(0).toUpperCase() + word.slice(1),
    )
    .join(" ");
}
