/**
 * Lists of a kind's objects, in the order of their keys.
 * @module
 */
import type { KubeObject } from "@aiops-gym/cluster";
import type { KindShard } from "./store-state.ts";

interface SortedView {
  version: number;
  readonly byNamespace: Map<string | undefined, readonly KubeObject[]>;
  /** Keys in order. */
  readonly keys: Map<string | undefined, string[]>;
}
// A pure function of a shard's contents, which its version names.
const sortedViews = new WeakMap<KindShard, SortedView>();

/** All objects, or those of one namespace; the same list until one of the kind is written. */
export function sortedList(shard: KindShard, namespace: string | undefined): readonly KubeObject[] {
  let view = sortedViews.get(shard);
  if (view === undefined) {
    view = { version: shard.version, byNamespace: new Map(), keys: new Map() };
    sortedViews.set(shard, view);
  } else if (view.version !== shard.version) {
    view.version = shard.version;
    view.byNamespace.clear();
  }
  let list = view.byNamespace.get(namespace);
  if (list === undefined) {
    list = listed(shard, view, namespace);
    view.byNamespace.set(namespace, list);
  }
  return list;
}

/** Says that an object came or went. */
export function changeOrder(shard: KindShard, key: string, came: boolean): void {
  const view = sortedViews.get(shard);
  if (view === undefined) return;
  for (const [namespace, keys] of view.keys) {
    if (namespace !== undefined && !key.startsWith(`${namespace}/`)) continue;
    const place = placeIn(keys, key);
    if (came) keys.splice(place, 0, key);
    else keys.splice(place, 1);
  }
}

/** Where a key is, or belongs, among ordered ones. */
function placeIn(keys: readonly string[], key: string): number {
  let [from, to] = [0, keys.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((keys[middle] as string) < key) from = middle + 1;
    else to = middle;
  }
  return from;
}

function listed({ objects }: KindShard, { keys }: SortedView, namespace: string | undefined): readonly KubeObject[] {
  let own = keys.get(namespace);
  if (own === undefined) {
    own = sortedKeys(objects, namespace);
    keys.set(namespace, own);
  }
  const list: KubeObject[] = [];
  for (const key of own) list.push(objects.get(key) as KubeObject);
  return list;
}

function sortedKeys(objects: Map<string, KubeObject>, namespace: string | undefined): string[] {
  const keys: string[] = [];
  const prefix = namespace === undefined ? "" : `${namespace}/`;
  for (const key of objects.keys()) if (key.startsWith(prefix)) keys.push(key);
  return keys.sort();
}
