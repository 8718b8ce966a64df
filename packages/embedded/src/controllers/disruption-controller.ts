/**
 * The disruption controller: how many pods a disruption budget lets go now.
 * @module
 */
import { type IntOrString, labelMatcher, type Pod, type ReplicaSet } from "@aiops-gym/cluster";
import type { DisruptionBudget } from "../apiserver/deletion.ts";
import { getByKey, getObject, listObjects, objectKey, observeKind } from "../apiserver/store.ts";
import { writeStatus } from "../apiserver/write.ts";
import type { Simulation } from "../kernel/simulation.ts";
import { controllerOf } from "./owners.ts";
import { isPodActive, isPodReady } from "./pod-facts.ts";
import { type Controller, defineController, enqueue } from "./work-queue.ts";

const controller: Controller = defineController("disruption", (sim, key) => {
  const budget = getByKey<DisruptionBudget>(sim, "PodDisruptionBudget", key);
  if (budget !== undefined) syncBudget(sim, budget);
});

observeKind<DisruptionBudget>("PodDisruptionBudget", (sim, { type, object }) => {
  if (type !== "DELETED") enqueue(sim, controller, objectKey(object));
});

observeKind<Pod>("Pod", (sim, { object }) => {
  for (const budget of listObjects<DisruptionBudget>(sim, "PodDisruptionBudget", object.metadata.namespace)) {
    if (labelMatcher(budget.spec.selector)(object.metadata.labels)) enqueue(sim, controller, objectKey(budget));
  }
});

function syncBudget(sim: Simulation, budget: DisruptionBudget): void {
  const { minAvailable, maxUnavailable, selector } = budget.spec;
  const matches = labelMatcher(selector);
  const pods = listObjects<Pod>(sim, "Pod", budget.metadata.namespace).filter(
    (pod) => matches(pod.metadata.labels) && isPodActive(pod),
  );
  const counted = typeof minAvailable === "number";
  const expected = counted ? pods.length : expectedPods(sim, pods);
  const desired =
    maxUnavailable === undefined
      ? shareOf(minAvailable ?? 0, expected)
      : Math.max(0, expected - shareOf(maxUnavailable, expected));
  const healthy = pods.filter(isPodReady).length;
  const allowed = expected === 0 ? 0 : Math.max(0, healthy - desired);
  writeStatus(sim, budget, {
    currentHealthy: healthy,
    desiredHealthy: desired,
    disruptionsAllowed: allowed,
    expectedPods: expected,
    ...(budget.metadata.generation === undefined ? {} : { observedGeneration: budget.metadata.generation }),
  });
}

function shareOf(value: IntOrString, total: number): number {
  return typeof value === "number" ? value : Math.ceil((Number.parseInt(value, 10) * total) / 100);
}

/** Pods that the owners of the pods want in all. */
function expectedPods(sim: Simulation, pods: readonly Pod[]): number {
  const wanted = new Map<string, number>();
  for (const pod of pods) {
    const owner = controllerOf(pod);
    if (owner === undefined) continue;
    const set = getObject<ReplicaSet>(sim, "ReplicaSet", pod.metadata.namespace, owner.name);
    wanted.set(owner.uid, set?.spec.replicas ?? 1);
  }
  let sum = 0;
  for (const count of wanted.values()) sum += count;
  return sum;
}
