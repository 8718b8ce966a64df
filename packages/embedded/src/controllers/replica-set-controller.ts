/**
 * Replica sets and replication controllers: as many pods as wanted, made from the template. One control loop for both kinds.
 * @module
 */
import {
  type Condition,
  type LabelSelector,
  microsPerSecond,
  type Pod,
  type ReplicaSet,
  type ReplicationController,
  toRfc3339,
} from "@aiops-gym/cluster";
import { dependentsOf, getByKey, objectKey, observeKind } from "../apiserver/store.ts";
import { writeStatus } from "../apiserver/write.ts";
import type { Simulation } from "../kernel/simulation.ts";
import { findCondition, removeCondition } from "./conditions.ts";
import { adoptionMicros, claimPods, followPods } from "./follow-pods.ts";
import { controllerOf } from "./owners.ts";
import { makePods, type PodMaker, podOfTemplate, stopPod } from "./pod-control.ts";
import { byDeletionOrder } from "./pod-deletion-order.ts";
import { isPodActive, isPodReady, readySince } from "./pod-facts.ts";
import { type Controller, defineController, enqueue, enqueueAfter, hasFailed, retry, succeeded } from "./work-queue.ts";

type Replicated = ReplicaSet | ReplicationController;

/** What tells the kinds apart. */
interface ReplicaKind {
  readonly kind: Replicated["kind"];
  /** The component that events come from. */
  readonly component: string;
  readonly controller: Controller;
}

/** Pods that are made or deleted at once. */
const burst = 500;

function defineKind(kind: Replicated["kind"], name: "replica-set" | "replication-controller", component: string): void {
  const controller = defineController(name, (sim, key) => {
    const set = getByKey<Replicated>(sim, kind, key);
    if (set === undefined) succeeded(sim, controller, key);
    else sync(sim, { kind, component, controller }, set);
  });
  observeKind<Replicated>(kind, (sim, { object, previous }) => {
    const statusOnly = previous !== undefined && previous.spec === object.spec && previous.metadata === object.metadata;
    // a set that could not make its pods tries again whenever anything is written of it
    if (!statusOnly || hasFailed(sim, controller, objectKey(object))) enqueue(sim, controller, objectKey(object));
  });
  followPods<Replicated>(kind, controller, selectorOf);
}

defineKind("ReplicaSet", "replica-set", "replicaset-controller");
defineKind("ReplicationController", "replication-controller", "replication-controller");

function selectorOf(set: Replicated): LabelSelector {
  return set.kind === "ReplicaSet" ? set.spec.selector : { matchLabels: set.spec.selector };
}

function sync(sim: Simulation, { component, controller }: ReplicaKind, set: Replicated): void {
  let adopted = false;
  const onAdopt = () => {
    adopted = true;
  };
  const active = claimPods(sim, set, selectorOf(set), { among: isPodActive, onAdopt });
  if (adopted) {
    enqueueAfter(sim, controller, objectKey(set), adoptionMicros);
    return;
  }
  const goes = set.metadata.deletionTimestamp !== undefined;
  const failure = goes ? undefined : manage(sim, { owner: set, component }, set, active);
  const key = objectKey(set);
  if (failure === undefined) succeeded(sim, controller, key);
  else retry(sim, controller, key);
  syncStatus(sim, controller, set, active, failure);
}

/** Makes or removes pods; answers why it could not. */
function manage(sim: Simulation, maker: PodMaker, set: Replicated, active: readonly Pod[]): string | undefined {
  const missing = set.spec.replicas - active.length;
  if (missing > 0) {
    const manifest = podOfTemplate(set, set.spec.template);
    return makePods(sim, maker, new Array(Math.min(missing, burst)).fill(manifest));
  }
  if (missing === 0) return undefined;
  const related = relatedCounts(sim, set, active);
  const surplus = [...active].sort(byDeletionOrder(sim.now, related)).slice(0, Math.min(-missing, burst));
  for (const pod of surplus) stopPod(sim, maker, pod);
  return undefined;
}

/** How many active pods of the same deployment each node runs: crowded nodes give up pods first. */
function relatedCounts(sim: Simulation, set: Replicated, active: readonly Pod[]): ReadonlyMap<string, number> {
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

function syncStatus(
  sim: Simulation,
  controller: Controller,
  set: Replicated,
  active: readonly Pod[],
  failure: string | undefined,
): void {
  const wanted = set.spec.template.metadata?.labels;
  const minReady = (set.spec.minReadySeconds ?? 0) * microsPerSecond;
  const ready = active.filter(isPodReady);
  const available = minReady === 0 ? ready : ready.filter((pod) => readySince(pod) + minReady <= sim.now);
  const labeled = active.filter((pod) => hasLabels(pod, wanted));
  const conditions = failureConditions(sim, set, failure);
  const { generation } = set.metadata;
  const status: { -readonly [field in keyof Replicated["status"]]: Replicated["status"][field] } = {
    replicas: active.length,
  };
  if (labeled.length > 0) status.fullyLabeledReplicas = labeled.length;
  if (ready.length > 0) status.readyReplicas = ready.length;
  if (available.length > 0) status.availableReplicas = available.length;
  if (generation !== undefined) status.observedGeneration = generation;
  if (conditions.length > 0) status.conditions = conditions;
  writeStatus<Replicated>(sim, set, status);
  if (minReady > 0 && available.length < ready.length) {
    const waiting = ready.filter((pod) => !available.includes(pod));
    const next = Math.min(...waiting.map((pod) => readySince(pod) + minReady));
    enqueueAfter(sim, controller, objectKey(set), next - sim.now);
  }
}

function hasLabels({ metadata }: Pod, wanted: Readonly<Record<string, string>> | undefined): boolean {
  for (const key in wanted) if (metadata.labels?.[key] !== wanted[key]) return false;
  return true;
}

function failureConditions(sim: Simulation, set: Replicated, failure: string | undefined): readonly Condition[] {
  const type = "ReplicaFailure";
  const conditions = set.status.conditions ?? [];
  if (failure === undefined) return removeCondition(conditions, type);
  if (findCondition(conditions, type) !== undefined) return conditions;
  const lastTransitionTime = toRfc3339(sim.now);
  return [...conditions, { type, status: "True", lastTransitionTime, reason: "FailedCreate", message: failure }];
}
