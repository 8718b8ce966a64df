/**
 * The disruption controller: how many pods a disruption budget lets go now.
 * @module
 */
import {
  fromRfc3339,
  type IntOrString,
  type KubeObject,
  kinds,
  type LabelSelector,
  labelMatcher,
  microsPerSecond,
  type Pod,
} from "@aiops-gym/cluster";
import { allowedConditions, budgetsOf, type DisruptionBudget } from "../apiserver/disruption-budget.ts";
import { getByKey, getObject, objectKey, observeKind } from "../apiserver/store.ts";
import { writeStatus } from "../apiserver/write.ts";
import { nextInt } from "../kernel/random.ts";
import type { Simulation } from "../kernel/simulation.ts";
import { recordEvent } from "./events.ts";
import { controllerOf } from "./owners.ts";
import { isPodReady } from "./pod-facts.ts";
import { podsMatching } from "./pod-index.ts";
import { type Controller, defineController, enqueue, enqueueAfter } from "./work-queue.ts";

const component = "controllermanager";
/** An evicted pod that is still there after this long was not evicted. */
const deletionMicros = 120 * microsPerSecond;
/** Owners whose wish for pods is known, and where it stands. */
const scaled: ReadonlySet<string> = new Set(["ReplicaSet", "Deployment", "StatefulSet", "ReplicationController"]);

const controller: Controller = defineController("disruption", (sim, key) => {
  const budget = getByKey<DisruptionBudget>(sim, "PodDisruptionBudget", key);
  if (budget !== undefined) syncBudget(sim, budget);
});

observeKind<DisruptionBudget>("PodDisruptionBudget", (sim, { type, object }) => {
  if (type !== "DELETED") enqueue(sim, controller, objectKey(object));
});

observeKind<Pod>("Pod", (sim, { object }) => {
  const { shards } = sim.state.store;
  if ((shards.get("PodDisruptionBudget")?.objects.size ?? 0) === 0) return;
  const [budget, ...others] = budgetsOf(sim, object);
  if (budget === undefined) return;
  enqueue(sim, controller, objectKey(others.length === 0 ? budget : chosen(sim, object, [budget, ...others])));
});

/** Of several budgets only one hears of a pod: chance decides which. */
function chosen(
  sim: Simulation,
  pod: Pod,
  budgets: readonly [DisruptionBudget, ...DisruptionBudget[]],
): DisruptionBudget {
  const budget = budgets[nextInt(sim.random("controllers/disruption"), budgets.length)] ?? budgets[0];
  const { name, namespace } = pod.metadata;
  const message =
    `Pod "${namespace}"/"${name}" matches multiple PodDisruptionBudgets.  ` +
    `Chose "${budget.metadata.name}" arbitrarily.`;
  recordEvent(sim, { involved: pod, type: "Warning", reason: "MultiplePodDisruptionBudgets", message, component });
  return budget;
}

interface Expectation {
  readonly expected: number;
  readonly desired: number;
  /** Nobody manages some of the pods. */
  readonly unmanaged: boolean;
  readonly failure?: string;
}

function syncBudget(sim: Simulation, budget: DisruptionBudget): void {
  const matches = labelMatcher(budget.spec.selector);
  const pods = podsMatching(sim, budget.metadata.namespace, matches);
  const tell = (type: "Normal" | "Warning", reason: string, message: string) =>
    recordEvent(sim, { involved: budget, type, reason, message, component });
  if (pods.length === 0) tell("Normal", "NoPods", "No matching pods found");
  const { expected, desired, unmanaged, failure } = expectation(sim, budget, pods);
  if (failure !== undefined) {
    tell("Warning", "CalculateExpectedPodCountFailed", `Failed to calculate the number of expected pods: ${failure}`);
    const status = { currentHealthy: 0, desiredHealthy: 0, expectedPods: 0, ...budget.status, disruptionsAllowed: 0 };
    writeStatus<DisruptionBudget>(sim, budget, { ...status, conditions: allowedConditions(sim, status, failure) });
    return;
  }
  if (unmanaged) tell("Warning", "UnmanagedPods", unmanagedText(budget.spec.selector));
  const disrupted = stillThere(sim, budget, pods);
  const healthy = pods.filter(
    (pod) =>
      pod.metadata.deletionTimestamp === undefined && disrupted[pod.metadata.name] === undefined && isPodReady(pod),
  ).length;
  const { generation } = budget.metadata;
  const status = {
    ...(Object.keys(disrupted).length === 0 ? {} : { disruptedPods: disrupted }),
    disruptionsAllowed: expected <= 0 ? 0 : Math.max(0, healthy - desired),
    currentHealthy: healthy,
    desiredHealthy: desired,
    expectedPods: expected,
    ...(generation === undefined ? {} : { observedGeneration: generation }),
    ...(budget.status?.conditions === undefined ? {} : { conditions: budget.status.conditions }),
  };
  writeStatus<DisruptionBudget>(sim, budget, { ...status, conditions: allowedConditions(sim, status) });
}

/** Pods that were evicted and have not been seen to go yet. */
function stillThere(sim: Simulation, budget: DisruptionBudget, pods: readonly Pod[]): Record<string, string> {
  const left: Record<string, string> = {};
  for (const { metadata } of pods) {
    const at = budget.status?.disruptedPods?.[metadata.name];
    if (at === undefined || metadata.deletionTimestamp !== undefined) continue;
    const until = fromRfc3339(at) + deletionMicros;
    if (until < sim.now) continue;
    left[metadata.name] = at;
    enqueueAfter(sim, controller, objectKey(budget), until - sim.now + 1);
  }
  return left;
}

function expectation(sim: Simulation, { spec }: DisruptionBudget, pods: readonly Pod[]): Expectation {
  const { minAvailable = 0, maxUnavailable } = spec;
  if (maxUnavailable === undefined && typeof minAvailable === "number") {
    return { expected: pods.length, desired: minAvailable, unmanaged: false };
  }
  const wanted = new Map<string, number>();
  let unmanaged = false;
  for (const pod of pods) {
    const owner = ownerOf(sim, pod);
    if (owner === undefined) unmanaged = true;
    else if (owner.failure !== undefined) return { expected: 0, desired: 0, unmanaged, failure: owner.failure };
    else wanted.set(owner.uid, owner.replicas);
  }
  const expected = [...wanted.values()].reduce((sum, replicas) => sum + replicas, 0);
  const desired =
    maxUnavailable === undefined
      ? shareOf(minAvailable, expected)
      : Math.max(0, expected - shareOf(maxUnavailable, expected));
  return { expected, desired, unmanaged };
}

interface Owner {
  readonly uid: string;
  readonly replicas: number;
  readonly failure?: string;
}

/** Who wants how many pods like this one; a deployment speaks for its sets. */
function ownerOf(sim: Simulation, pod: Pod): Owner | undefined {
  const reference = controllerOf(pod);
  if (reference === undefined) return undefined;
  const { namespace } = pod.metadata;
  const stored = getObject<KubeObject>(sim, reference.kind, namespace, reference.name);
  const above = stored?.kind === "ReplicaSet" ? controllerOf(stored) : undefined;
  const deployment =
    above?.kind === "Deployment" ? getObject<KubeObject>(sim, "Deployment", namespace, above.name) : undefined;
  const owner = deployment ?? stored;
  if (owner !== undefined && scaled.has(owner.kind)) {
    return { uid: owner.metadata.uid, replicas: (owner.spec as { replicas?: number }).replicas ?? 1 };
  }
  const info = kinds.find(reference.apiVersion, reference.kind);
  const resource = info === undefined ? reference.kind : `${info.plural}.${info.group}`;
  const failure =
    owner === undefined
      ? `found no controllers for pod "${pod.metadata.name}"`
      : `${resource} does not implement the scale subresource`;
  return { uid: reference.uid, replicas: 0, failure };
}

function shareOf(value: IntOrString, total: number): number {
  return typeof value === "number" ? value : Math.ceil((Number.parseInt(value, 10) * total) / 100);
}

/** As Go prints the selector. */
function unmanagedText(selector: LabelSelector | undefined): string {
  const labels = Object.entries(selector?.matchLabels ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}: ${value},`);
  const expressions = (selector?.matchExpressions ?? []).map(
    ({ key, operator, values = [] }) =>
      `LabelSelectorRequirement{Key:${key},Operator:${operator},Values:[${values.join(" ")}],},`,
  );
  const printed =
    `&LabelSelector{MatchLabels:map[string]string{${labels.join("")}},` +
    `MatchExpressions:[]LabelSelectorRequirement{${expressions.join("")}},}`;
  return (
    `Pods selected by this PodDisruptionBudget (selector: ${printed}) were found to be unmanaged. As a result, the status of ` +
    "the PDB cannot be calculated correctly, which may result in undefined behavior. To account for these pods please set " +
    '".spec.minAvailable" field of the PDB to an integer value.'
  );
}
