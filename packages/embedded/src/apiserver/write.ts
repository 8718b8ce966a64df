/**
 * Writes of objects that are complete: generations, no-ops, the end of objects whose last finalizer went.
 * Controllers and kubelets write through this; requests of users come through `api-server.ts`, which ends here.
 * @module
 */
import { type KubeObject, kinds } from "@aiops-gym/cluster";
import type { Simulation } from "../kernel/simulation.ts";
import { countsGenerations } from "./defaults/index.ts";
import { type Draft, sameJson, withPartsOf } from "./draft.ts";
import { dropObject, getByKey, objectKey, putAt, shardOf } from "./store.ts";

/** Whether writes of the kind's `spec` count in `metadata.generation`. */
export function hasGeneration(object: Pick<KubeObject, "apiVersion" | "kind">): boolean {
  return countsGenerations(object.kind) || (kinds.find(object.apiVersion, object.kind)?.custom ?? true);
}

// Parts of an object that do not count as its desired state.
const notDesired = new Set(["metadata", "status"]);

function desiredChanged(next: KubeObject, previous: KubeObject): boolean {
  for (const field in next) if (!notDesired.has(field) && !sameJson(next[field], previous[field])) return true;
  for (const field in previous) if (!notDesired.has(field) && next[field] === undefined) return true;
  return false;
}

/**
 * Replaces a stored object of the same name; what says the same is not written, what nothing holds any more is removed.
 * `uid`, `creationTimestamp` and the marks of deletion stay the stored ones.
 *
 * @returns what is stored now, or was last.
 */
export function updateObject<T extends KubeObject>(sim: Simulation, next: T): T {
  const shard = shardOf(next);
  const key = objectKey(next);
  const previous = getByKey<T>(sim, shard, key);
  if (previous === undefined) return next;
  // What is the same object is not compared again, here or when it is stored.
  let object = withPartsOf(next, previous);
  if (hasGeneration(next) && next.metadata.generation !== undefined && desiredChanged(object, previous)) {
    const generation = (previous.metadata.generation ?? 0) + 1;
    object = { ...object, metadata: { ...object.metadata, generation } };
  }
  if (sameObject(object, previous)) return previous;
  const stored = putAt(sim, object, shard, key, true);
  if (isOver(stored)) dropObject(sim, stored);
  return stored;
}

/** Writes an object's `status`, when it says something new. */
export function writeStatus<T extends KubeObject>(sim: Simulation, object: T, status: NonNullable<T["status"]>): T {
  const { metadata } = object;
  const shard = shardOf(object);
  const key = objectKey(object);
  const current = getByKey<T>(sim, shard, key);
  if (current === undefined || current.metadata.uid !== metadata.uid) return current ?? object;
  return replaceStatus(sim, current, status, shard, key);
}

/**
 * As {@link writeStatus}, for who has the stored object at hand.
 *
 * @param shard - Its kind's.
 * @param key - Its {@link objectKey}.
 */
export function replaceStatus<T extends KubeObject>(
  sim: Simulation,
  current: T,
  status: NonNullable<T["status"]>,
  shard: string,
  key: string,
): T {
  const parts = withPartsOf(status, current.status);
  return sameJson(current.status, parts) ? current : putAt(sim, { ...current, status: parts }, shard, key, true);
}

function sameObject(a: KubeObject, b: KubeObject): boolean {
  if (a === b) return true;
  return sameBeside("metadata", a, b) && sameBeside("resourceVersion", a.metadata, b.metadata);
}

/** As {@link sameJson}, but for one field. */
function sameBeside(field: string, a: object, b: object): boolean {
  const [one, other] = [a, b] as readonly [Draft, Draft];
  for (const key in one) if (key !== field && one[key] !== other[key] && !sameJson(one[key], other[key])) return false;
  for (const key in other) if (key !== field && other[key] !== undefined && one[key] === undefined) return false;
  return true;
}

/** Whether an object is to go and nothing holds it: no finalizer, no grace period that runs. */
function isOver({ kind, metadata, spec }: KubeObject): boolean {
  if (metadata.deletionTimestamp === undefined || (metadata.finalizers?.length ?? 0) > 0) return false;
  if (kind === "Namespace") return ((spec as { finalizers?: readonly string[] })?.finalizers?.length ?? 0) === 0;
  return (metadata.deletionGracePeriodSeconds ?? 0) === 0;
}
