/**
 * The store: frozen objects by kind, namespace and name. Every write bumps the version, goes to the watch log, and tells observers.
 * @module
 */
import { type KubeObject, kinds, type Pod, splitApiVersion, type UnixMicros } from "@aiops-gym/cluster";
import { deepFreeze } from "../kernel/plain.ts";
import type { Simulation } from "../kernel/simulation.ts";
import { withPartsOf } from "./draft.ts";
import { changeOrder, sortedList } from "./sorted-list.ts";
import { indexObject } from "./store-index.ts";
import type { ChangeType, LoggedChange, StoreState } from "./store-state.ts";

/** How many writes a watch may lag behind at most. */
export const watchLogLimit = 2048;
/** The log is looked through for old writes when so many more have come. */
const watchLogSlack = 128;
/** Writes of this long are kept while there are not too many. */
const watchLogMicros = 75_000_000;

/** What an observer is told. */
export interface ObjectChange<T extends KubeObject = KubeObject> {
  readonly type: ChangeType;
  readonly object: T;
  /** The object before; absent for ADDED. */
  readonly previous?: T;
}

type Observer = (sim: Simulation, change: ObjectChange) => void;
const observers = new Map<string, Observer[]>();
const everyKindObservers: Observer[] = [];

/** Registers, once per process at module level, what follows every write of a kind; called synchronously, in order of registration. */
export function observeKind<T extends KubeObject>(
  kind: T["kind"],
  observer: (sim: Simulation, change: ObjectChange<T>) => void,
): void {
  const list = observers.get(kind);
  if (list === undefined) observers.set(kind, [observer as Observer]);
  else list.push(observer as Observer);
}

const logReaders: ((sim: Simulation, entry: LoggedChange) => void)[] = [];

/** Registers, once per process at module level, who is told of each write in the order of versions: observers write, too. */
export function followLog(reader: (sim: Simulation, entry: LoggedChange) => void): void {
  logReaders.push(reader);
}

/** As {@link observeKind}, for objects of every kind. */
export function observeEveryKind(observer: (sim: Simulation, change: ObjectChange) => void): void {
  everyKindObservers.push(observer);
}

/** `namespace/name`, or `/name` for cluster-scoped objects. */
export function keyOf(namespace: string | undefined, name: string): string {
  return `${namespace ?? ""}/${name}`;
}

/** `namespace/name` of an object. */
export function objectKey(object: KubeObject): string {
  return keyOf(object.metadata.namespace, object.metadata.name);
}

/** Splits what {@link keyOf} made. */
export function splitKey(key: string): { readonly namespace: string | undefined; readonly name: string } {
  const slash = key.indexOf("/");
  return { namespace: slash === 0 ? undefined : key.slice(0, slash), name: key.slice(slash + 1) };
}

const ownVersions: ReadonlySet<string> = new Set(kinds.kinds.map(({ apiVersion }) => apiVersion));

/**
 * Where objects of a kind are kept, which is what every function here takes for a kind: its name, and for kinds that
 * CustomResourceDefinitions define `Kind.group`, as those may be named like others.
 */
export function shardOf({ apiVersion, kind }: Pick<KubeObject, "apiVersion" | "kind">): string {
  return ownVersions.has(apiVersion) ? kind : `${kind}.${splitApiVersion(apiVersion).group}`;
}

/** The object, or `undefined` when there is none. */
export function getObject<T extends KubeObject = KubeObject>(
  sim: Simulation,
  kind: T["kind"],
  namespace: string | undefined,
  name: string,
): T | undefined {
  return sim.state.store.shards.get(kind)?.objects.get(`${namespace ?? ""}/${name}`) as T | undefined;
}

/** The object of a key that {@link keyOf} made. */
export function getByKey<T extends KubeObject = KubeObject>(
  sim: Simulation,
  kind: T["kind"],
  key: string,
): T | undefined {
  return sim.state.store.shards.get(kind)?.objects.get(key) as T | undefined;
}

const nothing: readonly never[] = Object.freeze([]);

/** All objects of a kind, or those of one namespace, by namespace and name. */
export function listObjects<T extends KubeObject = KubeObject>(
  sim: Simulation,
  kind: T["kind"],
  namespace?: string,
): readonly T[] {
  const shard = sim.state.store.shards.get(kind);
  if (shard === undefined) return nothing;
  return sortedList(shard, namespace) as readonly T[];
}

/** Whether there is such an object of a kind, in any namespace. */
export function someObject<T extends KubeObject>(
  sim: Simulation,
  kind: T["kind"],
  is: (object: T) => boolean,
): boolean {
  const shard = sim.state.store.shards.get(kind);
  if (shard !== undefined) for (const object of shard.objects.values()) if (is(object as T)) return true;
  return false;
}

/** Grows with every write of a kind; the same number means the same objects in this store. */
export function kindVersion(sim: Simulation, kind: string): number {
  return sim.state.store.shards.get(kind)?.version ?? 0;
}

/** The pod that has an address. */
export function podByIP(sim: Simulation, ip: string): Pod | undefined {
  const key = sim.state.store.podByIP.get(ip);
  return key === undefined ? undefined : getByKey<Pod>(sim, "Pod", key);
}

/** The pod of a uid. */
export function podByUid(sim: Simulation, uid: string): Pod | undefined {
  const key = sim.state.store.podByUid.get(uid);
  return key === undefined ? undefined : getByKey<Pod>(sim, "Pod", key);
}

/** Objects whose `ownerReferences` name the uid, in the order in which they came to be. */
export function dependentsOf(sim: Simulation, uid: string): readonly KubeObject[] {
  const keys = sim.state.store.dependents.get(uid);
  if (keys === undefined) return nothing;
  const objects: KubeObject[] = [];
  for (const key of keys) {
    const slash = key.indexOf("/");
    const object = getByKey(sim, key.slice(0, slash), key.slice(slash + 1));
    if (object !== undefined) objects.push(object);
  }
  return objects;
}

/** Stores an object that is new or replaces the one of its name, as it is but for its `resourceVersion`; answers what was stored. */
export function putObject<T extends KubeObject>(sim: Simulation, object: T): T {
  return putAt(sim, object, shardOf(object), objectKey(object));
}

/**
 * As {@link putObject}, for who knows the object's place.
 *
 * @param key - Its {@link objectKey}.
 * @param hasParts - It has taken over the parts that are as before (`withPartsOf`).
 */
export function putAt<T extends KubeObject>(
  sim: Simulation,
  object: T,
  shardName: string,
  key: string,
  hasParts = false,
): T {
  const { store } = sim.state;
  let shard = store.shards.get(shardName);
  if (shard === undefined) {
    shard = { objects: new Map(), version: 0 };
    store.shards.set(shardName, shard);
  }
  const previous = shard.objects.get(key);
  store.resourceVersion += 1;
  const metadata = { ...object.metadata, resourceVersion: String(store.resourceVersion) };
  const next = { ...object, metadata };
  const stored = deepFreeze(hasParts ? next : withPartsOf(next, previous));
  shard.objects.set(key, stored);
  shard.version += 1;
  if (previous === undefined) changeOrder(shard, key, true);
  indexObject(store, shardName, key, stored, previous);
  const { resourceVersion } = store;
  const at = sim.now;
  const type = previous === undefined ? "ADDED" : "MODIFIED";
  publish(
    sim,
    shardName,
    previous === undefined
      ? { resourceVersion, at, type, object: stored }
      : { resourceVersion, at, type, object: stored, previous },
  );
  return stored;
}

/** Takes an object out of the store, whatever its finalizers say. */
export function dropObject(sim: Simulation, object: KubeObject): void {
  const { store } = sim.state;
  const shardName = shardOf(object);
  const shard = store.shards.get(shardName);
  const key = objectKey(object);
  const previous = shard?.objects.get(key);
  if (shard === undefined || previous === undefined) return;
  store.resourceVersion += 1;
  shard.objects.delete(key);
  if (store.managed.size > 0) store.managed.delete(`${shardName}/${key}`);
  shard.version += 1;
  changeOrder(shard, key, false);
  indexObject(store, shardName, key, undefined, previous);
  const last = deepFreeze({
    ...previous,
    metadata: { ...previous.metadata, resourceVersion: String(store.resourceVersion) },
  });
  const { resourceVersion } = store;
  publish(sim, shardName, { resourceVersion, at: sim.now, type: "DELETED", object: last, previous });
}

/** Kinds of objects that `Simulation.ways` is about. */
const waysDependOn: ReadonlySet<string> = new Set(["Pod", "Service", "Namespace", "NetworkPolicy"]);

/** Whether a pod is found at the same address, and chosen by the same policies, as before. Versions share their equal parts. */
function leavesWays({ type, object, previous }: ObjectChange): boolean {
  if (type !== "MODIFIED" || previous === undefined || object.kind !== "Pod") return false;
  const now = object as Pod;
  const before = previous as Pod;
  return (
    now.spec === before.spec &&
    now.metadata.labels === before.metadata.labels &&
    now.status.podIP === before.status.podIP &&
    now.status.phase === before.status.phase
  );
}

function publish(sim: Simulation, shardName: string, change: LoggedChange): void {
  const { store } = sim.state;
  Object.freeze(change);
  store.log.push(change);
  if (waysDependOn.has(change.object.kind) && !leavesWays(change)) sim.ways += 1;
  for (const reader of logReaders) reader(sim, change);
  if (store.resourceVersion % watchLogSlack === 0) forgetChanges(store, sim.now - watchLogMicros);
  const list = observers.get(shardName);
  if (list !== undefined) for (const observer of list) observer(sim, change);
  for (const observer of everyKindObservers) observer(sim, change);
}

/** Drops from the watch log what is older than that, or too much. */
function forgetChanges(store: StoreState, before: UnixMicros): void {
  let old = Math.max(0, store.log.length - watchLogLimit);
  while ((store.log[old]?.at ?? before) < before) old++;
  const [last] = store.log.splice(0, old).slice(-1);
  if (last !== undefined) store.compactedVersion = last.resourceVersion;
}
