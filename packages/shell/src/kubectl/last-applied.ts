/**
 * The annotation in which `kubectl apply` remembers what was applied.
 * @module
 */
import type { KubeObject, Manifest } from "@aiops-gym/cluster";
import { writeJson } from "./json-writer.ts";
import { isTree, type Tree, treeAt, withField } from "./tree.ts";

export const lastAppliedKey = "kubectl.kubernetes.io/last-applied-configuration";

/**
 * The manifest with what was applied noted in it.
 *
 * @param order - Of the note's keys, see {@link writeJson}.
 */
export function withLastApplied(manifest: Manifest, order: "sorted" | "given" = "sorted"): Manifest {
  const annotations = { ...treeAt(manifest, "metadata.annotations") };
  delete annotations[lastAppliedKey];
  // what is read from a file keeps an empty map, what kubectl made itself has none
  const plain =
    order === "given" && Object.keys(annotations).length === 0
      ? withField(manifest, "metadata.annotations", undefined)
      : withField(manifest, "metadata.annotations", annotations);
  const note = `${writeJson(plain, 0, order)}\n`;
  return withField(plain, "metadata.annotations", { ...annotations, [lastAppliedKey]: note });
}

/** What was applied last; `undefined` when the object does not say, or not in JSON. */
export function readLastApplied(object: KubeObject): Tree | undefined {
  const text = object.metadata.annotations?.[lastAppliedKey];
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isTree(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
