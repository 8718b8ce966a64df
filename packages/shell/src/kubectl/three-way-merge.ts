/**
 * What `kubectl apply` sends: changes from what is stored to what the file wants, and deletions of what an earlier file wanted.
 * @module
 */
import type { KindInfo } from "@aiops-gym/cluster";
import { writeJson } from "./json-writer.ts";
import { isTree, type Tree } from "./tree.ts";

/** Lists that are merged element by element, and the field that tells elements apart. */
const mergeKeys: Readonly<Record<string, string>> = {
  containers: "name",
  initContainers: "name",
  ephemeralContainers: "name",
  env: "name",
  volumes: "name",
  volumeMounts: "mountPath",
  volumeDevices: "devicePath",
  imagePullSecrets: "name",
  hostAliases: "ip",
  topologySpreadConstraints: "topologyKey",
  ownerReferences: "uid",
  secrets: "name",
};

/** Ports are told apart by another field in services than in containers. */
function mergeKeyOf(field: string, parent: string): string | undefined {
  if (field === "ports")
    return parent === "containers" || parent === "initContainers"
      ? "containerPort"
      : parent === "spec"
        ? "port"
        : undefined;
  return mergeKeys[field];
}

/**
 * The patch; empty when nothing is to be done.
 *
 * @param original - The file that was applied before.
 * @param modified - The file now.
 * @param current - What is stored.
 * @param info - The object's kind: lists of custom resources are replaced, others merged by key.
 */
export function threeWayPatch(original: Tree, modified: Tree, current: Tree, info: KindInfo): Tree {
  return diff(original, modified, current, !info.custom, "");
}

function diff(original: Tree, modified: Tree, current: Tree, strategic: boolean, parent: string): Tree {
  const patch: Record<string, unknown> = {};
  for (const key of Object.keys(original)) {
    if (modified[key] === undefined && current[key] !== undefined) patch[key] = null;
  }
  for (const [key, wanted] of Object.entries(modified)) {
    const stored = current[key];
    if (wanted === undefined || writeJson(wanted) === writeJson(stored)) continue;
    if (wanted === null) {
      if (stored !== undefined) patch[key] = null;
    } else if (isTree(wanted) && isTree(stored)) {
      const before = original[key];
      const inner = diff(isTree(before) ? before : {}, wanted, stored, strategic, key);
      if (Object.keys(inner).length > 0) patch[key] = inner;
    } else {
      const mergeKey = strategic ? mergeKeyOf(key, parent) : undefined;
      if (mergeKey !== undefined && Array.isArray(wanted) && Array.isArray(stored)) {
        const items = diffLists(treesOf(original[key]), treesOf(wanted), treesOf(stored), mergeKey, key);
        if (items.length === 0) continue;
        patch[key] = items;
        patch[`$setElementOrder/${key}`] = treesOf(wanted).map((item) => ({ [mergeKey]: item[mergeKey] }));
      } else patch[key] = wanted;
    }
  }
  return patch;
}

function treesOf(value: unknown): readonly Tree[] {
  return Array.isArray(value) ? value.filter(isTree) : [];
}

function diffLists(
  original: readonly Tree[],
  modified: readonly Tree[],
  current: readonly Tree[],
  mergeKey: string,
  parent: string,
): readonly Tree[] {
  const find = (items: readonly Tree[], key: unknown): Tree | undefined => items.find((item) => item[mergeKey] === key);
  const changes = modified.flatMap((wanted): Tree[] => {
    const key = wanted[mergeKey];
    const stored = find(current, key);
    if (stored === undefined) return [wanted];
    const inner = diff(find(original, key) ?? {}, wanted, stored, true, parent);
    return Object.keys(inner).length === 0 ? [] : [{ ...inner, [mergeKey]: key }];
  });
  const removals = original
    .map((item) => item[mergeKey])
    .filter((key) => find(modified, key) === undefined && find(current, key) !== undefined)
    .map((key) => ({ $patch: "delete", [mergeKey]: key }));
  return [...changes, ...removals];
}
