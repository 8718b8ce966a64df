/**
 * The replica set controller: as many pods as wanted, made from the template.
 * @module
 */
import {
  type Condition,
  type KubeObject,
  labelMatcher,
  microsPerSecond,
  type Pod,
  type ReplicaSet,
  StatusError,
  toRfc3339,
} from "@aiops-gym/cluster";
import { createObject, deleteObject } from "../apiserver/api-server.ts";
import { dependentsOf, getByKey, listObjects, objectKey, observeKind } from "../apiserver/store.ts";
import { updateObject, writeStatus } from "../apiserver/write.ts";
import type { Simulation } from "../kernel/simulation.ts";
import { findCondition, removeCondition } from "./conditions.ts";
import { recordEvent } from "./events.ts";
import { controllerOf, controllerReference, isControlledBy, withoutOwner } from "./owners.ts";
import { byDeletionOrder } from "./pod-deletion-order.ts";
import { isPodActive, isPodReady, readySince } from "./pod-facts.ts";
import { type Controller, defineController, enqueue, enqueueAfter } from "./work-queue.ts";

const component = "replicaset-controller";
const retryBase = 5_000;
const retryMax = 1000 * microsPerSecond;

const controller: Controller = defineController("replica-set", (sim, key) => {
  const set = getByKey<ReplicaSet>(sim, "ReplicaSet", key);
  if (set === undefined) sim.state.controlPlane.failures.delete(key);
  else syncReplicaSet(sim, set);
});

observeKind<ReplicaSet>("ReplicaSet", (sim, { object, previous }) => {
  const statusOnly = previous !== undefined && previous.spec === object.spec && previous.metadata === object.metadata;
  if (!statusOnly) enqueue(sim, controller, objectKey(object));
});

observeKind<Pod>("Pod", (sim, { object, previous }) => {
  for (const pod of previous === undefined ? [object] : [object, previous]) {
    const owner = controllerOf(pod);
    if (owner?.kind === "ReplicaSet") enqueue(sim, controller, `${pod.metadata.namespace}/${owner.name}`);
  }
  if (controllerOf(object) !== undefined || object.metadata.deletionTimestamp !== undefined) return;
  // an orphan: somebody may want it
  for (const set of listObjects<ReplicaSet>(sim, "ReplicaSet", object.metadata.namespace)) {
    if (labelMatcher(set.spec.selector)(object.metadata.labels)) enqueue(sim, controller, objectKey(set));
  }
});

function syncReplicaSet(sim: Simulation, set: ReplicaSet): void {
  const pods = claimPods(sim, set);
  const active = pods.filter(isPodActive);
  let failure: string | undefined;
  if (set.metadata.deletionTimestamp === undefined) failure = manage(sim, set, active);
  const key = objectKey(set);
  const { failures } = sim.state.controlPlane;
  if (failure === undefined) failures.delete(key);
  else {
    const tries = failures.get(key) ?? 0;
    failures.set(key, tries + 1);
    enqueueAfter(sim, controller, key, Math.min(retryMax, retryBase * 2 ** tries));
  }
  syncStatus(sim, set, active, failure);
}

/** Pods of the set; ones that match are adopted, ones that no longer do are let go. */
function claimPods(sim: Simulation, set: ReplicaSet): readonly Pod[] {
  const matches = labelMatcher(set.spec.selector);
  if (set.metadata.deletionTimestamp === undefined) {
    for (const pod of listObjects<Pod>(sim, "Pod", set.metadata.namespace)) {
      if (controllerOf(pod) !== undefined || !matches(pod.metadata.labels) || !isPodActive(pod)) continue;
      const ownerReferences = [...(pod.metadata.ownerReferences ?? []), controllerReference(set)];
      updateObject(sim, { ...pod, metadata: { ...pod.metadata, ownerReferences } });
    }
  }
  const owned = dependentsOf(sim, set.metadata.uid).filter(
    (object): object is Pod => object.kind === "Pod" && isControlledBy(object, set),
  );
  return owned.filter((pod) => {
    if (matches(pod.metadata.labels)) return true;
    if (pod.metadata.deletionTimestamp === undefined) updateObject(sim, withoutOwner(pod, set.metadata.uid));
    return false;
  });
}

/** Makes or removes pods; answers why it could not. */
function manage(sim: Simulation, set: ReplicaSet, active: readonly Pod[]): string | undefined {
  const missing = set.spec.replicas - active.length;
  for (let made = 0; made < missing; made++) {
    const failure = createPod(sim, set);
    if (failure !== undefined) return failure;
  }
  if (missing >= 0) return undefined;
  const related = relatedCounts(sim, set, active);
  for (const pod of [...active].sort(byDeletionOrder(sim.now, related)).slice(0, -missing)) {
    const { name, namespace = "" } = pod.metadata;
    deleteObject(sim, { apiVersion: "v1", kind: "Pod", namespace, name });
    const message = `Deleted pod: ${name}`;
    recordEvent(sim, { involved: set, type: "Normal", reason: "SuccessfulDelete", message, component });
  }
  return undefined;
}

/** How many active pods of the same deployment each node runs: crowded nodes give up pods first. */
function relatedCounts(sim: Simulation, set: ReplicaSet, active: readonly Pod[]): ReadonlyMap<string, number> {
  const owner = controllerOf(set);
  const siblings = owner === undefined ? [set] : dependentsOf(sim, owner.uid);
  const counts = new Map<string, number>();
  const pods = siblings.flatMap((sibling) => (sibling === set ? active : dependentsOf(sim, sibling.metadata.uid)));
  for (const pod of pods as readonly Pod[]) {
    if (pod.kind !== "Pod" || !isPodActive(pod)) continue;
    const node = pod.spec.nodeName ?? "";
    counts.set(node, (counts.get(node) ?? 0) + 1);
  }
  return counts;
}

function createPod(sim: Simulation, set: ReplicaSet): string | undefined {
  const { template } = set.spec;
  const { namespace, name } = set.metadata;
  const { labels, annotations, finalizers } = template.metadata ?? {};
  try {
    const pod = createObject<Pod>(sim, {
      apiVersion: "v1",
      kind: "Pod",
      metadata: {
        generateName: `${name}-`,
        ...(namespace === undefined ? {} : { namespace }),
        ...(labels === undefined ? {} : { labels }),
        ...(annotations === undefined ? {} : { annotations }),
        ...(finalizers === undefined ? {} : { finalizers }),
        ownerReferences: [controllerReference(set)],
      },
      spec: template.spec,
    });
    const message = `Created pod: ${pod.metadata.name}`;
    recordEvent(sim, { involved: set, type: "Normal", reason: "SuccessfulCreate", message, component });
    return undefined;
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    if (isTerminating(sim, namespace)) return undefined;
    const message = `Error creating: ${error.message}`;
    recordEvent(sim, { involved: set, type: "Warning", reason: "FailedCreate", message, component });
    return error.message;
  }
}

function isTerminating(sim: Simulation, namespace: string | undefined): boolean {
  const stored = getByKey<KubeObject>(sim, "Namespace", `/${namespace ?? ""}`);
  return stored === undefined || stored.metadata.deletionTimestamp !== undefined;
}

function syncStatus(sim: Simulation, set: ReplicaSet, active: readonly Pod[], failure: string | undefined): void {
  const wanted = Object.entries(set.spec.template.metadata?.labels ?? {});
  const minReady = (set.spec.minReadySeconds ?? 0) * microsPerSecond;
  const ready = active.filter(isPodReady);
  const available = ready.filter((pod) => readySince(pod) + minReady <= sim.now || minReady === 0);
  const labeled = active.filter((pod) => wanted.every(([key, value]) => pod.metadata.labels?.[key] === value));
  const conditions = failureConditions(sim, set, failure);
  writeStatus(sim, set, {
    replicas: active.length,
    ...(labeled.length === 0 ? {} : { fullyLabeledReplicas: labeled.length }),
    ...(ready.length === 0 ? {} : { readyReplicas: ready.length }),
    ...(available.length === 0 ? {} : { availableReplicas: available.length }),
    ...(set.metadata.generation === undefined ? {} : { observedGeneration: set.metadata.generation }),
    ...(conditions.length === 0 ? {} : { conditions }),
  });
  if (minReady > 0 && available.length < ready.length) {
    const waiting = ready.filter((pod) => !available.includes(pod));
    const next = Math.min(...waiting.map((pod) => readySince(pod) + minReady));
    enqueueAfter(sim, controller, objectKey(set), next - sim.now);
  }
}

function failureConditions(sim: Simulation, set: ReplicaSet, failure: string | undefined): readonly Condition[] {
  const type = "ReplicaFailure";
  const conditions = set.status.conditions ?? [];
  if (failure === undefined) return removeCondition(conditions, type);
  if (findCondition(conditions, type) !== undefined) return conditions;
  const lastTransitionTime = toRfc3339(sim.now);
  return [...conditions, { type, status: "True", lastTransitionTime, reason: "FailedCreate", message: failure }];
}
