/**
 * What `kubectl apply` sends: changes from what is stored to what the file wants, and deletions of what an earlier file wanted.
 * @module
 */
import { type FieldStrategy, type KindInfo, patchStrategy, type TypeStrategy } from "@aiops-gym/cluster";
import { compareText, isSame, isTree, type Tree } from "./tree.ts";

/** Three states of the same thing. */
interface States<T> {
  /** As an earlier file wanted it. */
  readonly original: T;
  /** As the file wants it now. */
  readonly modified: T;
  /** As it is stored. */
  readonly current: T;
}

/** How a field is patched; absent for custom resources, whose lists are replaced. */
type Strategy = FieldStrategy | undefined;

/**
 * The patch; empty when nothing is to be done.
 *
 * @param original - The file that was applied before.
 * @param modified - The file now.
 * @param current - What is stored.
 * @param info - The object's kind: lists of custom resources are replaced, others merged by key.
 */
export function threeWayPatch(original: Tree, modified: Tree, current: Tree, info: KindInfo): Tree {
  const { metadata } = modified;
  // Nothing of it is to be done then, and to read who owns which fields costs more than the rest.
  const isSame = metadata !== undefined && original["metadata"] === metadata && current["metadata"] === metadata;
  const states = isSame
    ? { original: withoutMetadata(original), modified: withoutMetadata(modified), current }
    : { original, modified, current };
  return diffObjects(states, info.custom ? undefined : { type: patchStrategy(info.kind) });
}

function withoutMetadata({ metadata: _, ...rest }: Tree): Tree {
  return rest;
}

function treeOf(value: unknown): Tree {
  return isTree(value) ? value : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function diffObjects({ original, modified, current }: States<Tree>, strategy: Strategy): Tree {
  const patch: Record<string, unknown> = {};
  for (const key of Object.keys(original)) if (modified[key] === undefined) patch[key] = null;
  const type: TypeStrategy = strategy?.type ?? {};
  for (const [key, wanted] of Object.entries(modified)) {
    if (wanted === undefined) continue;
    const field = strategy === undefined ? undefined : (type[key] ?? plainField);
    diffField(patch, key, { original: original[key], modified: wanted, current: current[key] }, field);
  }
  if (strategy?.retainKeys === true) {
    const added = [...Object.keys(current), ...Object.keys(original)].some((key) => modified[key] === undefined);
    const kept = Object.keys(modified).filter((key) => modified[key] !== null);
    if (kept.length > 0 && (added || Object.keys(patch).length > 0)) patch["$retainKeys"] = kept.sort(compareText);
  }
  return patch;
}

/** Of fields that Kubernetes says nothing of. */
const plainField: FieldStrategy = {};

/** Parts that give no patch where they are the same in all three states, and how they were patched. */
const quiet = new WeakMap<object, FieldStrategy | "replaced">();

function diffField(patch: Record<string, unknown>, key: string, states: States<unknown>, strategy: Strategy): void {
  const { original, modified, current } = states;
  const isUntouched = original === modified && current === modified && typeof modified === "object";
  if (!isUntouched || modified === null || !Object.isFrozen(modified)) {
    diffParts(patch, key, states, strategy);
    return;
  }
  // most of an object stays the same, and goes on being so
  if (quiet.get(modified) === (strategy ?? "replaced")) return;
  const own: Record<string, unknown> = {};
  diffParts(own, key, states, strategy);
  if (Object.keys(own).length === 0) quiet.set(modified, strategy ?? "replaced");
  else Object.assign(patch, own);
}

function diffParts(patch: Record<string, unknown>, key: string, states: States<unknown>, strategy: Strategy): void {
  const { original, modified, current } = states;
  if (modified === null) {
    // a merge patch of custom resources removes only what is there
    if (strategy !== undefined || current !== undefined) patch[key] = null;
  } else if (isTree(modified) && isTree(current)) {
    if (strategy?.strategy === "replace") {
      patch[key] = modified;
      return;
    }
    const inner = diffObjects({ original: treeOf(original), modified, current }, strategy);
    if (Object.keys(inner).length > 0) patch[key] = inner;
  } else if (
    strategy?.strategy === "merge" &&
    Array.isArray(modified) &&
    (Array.isArray(current) || current === undefined)
  ) {
    const lists = { original: listOf(original), modified, current: listOf(current) };
    if (strategy.mergeKey === undefined) diffSets(patch, key, lists);
    else diffLists(patch, key, lists, strategy, strategy.mergeKey);
  } else if (!isSame(modified, current)) patch[key] = modified;
}

/** Lists of texts that are sets. */
function diffSets(
  patch: Record<string, unknown>,
  key: string,
  { original, modified, current }: States<readonly unknown[]>,
): void {
  const has = (list: readonly unknown[], item: unknown): boolean => list.some((one) => isSame(one, item));
  const added = modified.filter((item) => !has(current, item));
  const removed = original.filter((item) => !has(modified, item));
  if (added.length > 0) patch[key] = added;
  if (removed.length > 0) patch[`$deleteFromPrimitiveList/${key}`] = removed;
  if (removed.length > 0 || (current.length > 0 && !isSame(current, modified)))
    patch[`$setElementOrder/${key}`] = modified;
}

/** Lists whose elements are told apart by a key. */
function diffLists(
  patch: Record<string, unknown>,
  key: string,
  lists: States<readonly unknown[]>,
  strategy: FieldStrategy,
  mergeKey: string,
): void {
  const original = lists.original.filter(isTree);
  const modified = lists.modified.filter(isTree);
  const current = lists.current.filter(isTree);
  const find = (items: readonly Tree[], id: unknown): Tree | undefined => items.find((item) => item[mergeKey] === id);
  const changes = modified.flatMap((wanted): Tree[] => {
    const id = wanted[mergeKey];
    const stored = find(current, id);
    if (stored === undefined) return [wanted];
    const inner = diffObjects({ original: find(original, id) ?? {}, modified: wanted, current: stored }, strategy);
    return Object.keys(inner).length === 0 ? [] : [{ ...inner, [mergeKey]: id }];
  });
  const removals = original
    .map((item) => item[mergeKey])
    .filter((id) => find(modified, id) === undefined)
    .map((id) => ({ $patch: "delete", [mergeKey]: id }));
  const items = [...changes, ...removals];
  const inOrder =
    current.length === modified.length &&
    current.every((item, index) => item[mergeKey] === modified[index]?.[mergeKey]);
  const ordered = current.length > 0 && (changes.length > 0 || !inOrder);
  if (items.length > 0) patch[key] = items;
  if (ordered || removals.length > 0)
    patch[`$setElementOrder/${key}`] = modified.map((item) => ({ [mergeKey]: item[mergeKey] }));
}
