/**
 * The scheduler: places pods on nodes, says why it cannot, and tries again when something changed that may help.
 * @module
 */
import {
  type Condition,
  type KubeObject,
  microsPerSecond,
  type Node,
  type PersistentVolumeClaim,
  type Pod,
  toRfc3339,
} from "@aiops-gym/cluster";
import { getByKey, getObject, objectKey, observeKind, putObject } from "../apiserver/store.ts";
import { writeStatus } from "../apiserver/write.ts";
import { recordSchedulerEvent } from "../controllers/events.ts";
import { controllerLatencies, latencySpread } from "../controllers/latencies.ts";
import { controllerOf } from "../controllers/owners.ts";
import { type Controller, defineController, enqueue, enqueueAfter } from "../controllers/work-queue.ts";
import { nextInt, nextLogNormal } from "../kernel/random.ts";
import type { Simulation } from "../kernel/simulation.ts";
import { objection } from "./filters.ts";
import { type NodeUsage, nodeUsages, podRequests } from "./node-usage.ts";
import {
  claimDeleting,
  claimNotCached,
  claimNotFound,
  fitMessage,
  noNodes,
  preFilterMessage,
  unboundClaims,
} from "./scheduler-texts.ts";

const schedulerName = "default-scheduler";
const errorBackOff = microsPerSecond;
const maxErrorBackOff = 10 * microsPerSecond;

const controller: Controller = defineController("scheduler", (sim, key) => {
  const pod = getByKey<Pod>(sim, "Pod", key);
  if (pod === undefined || !isWaiting(pod)) sim.state.controlPlane.unschedulable.delete(key);
  else schedule(sim, pod);
});

function isWaiting({ metadata, spec }: Pod): boolean {
  const mine = (spec.schedulerName ?? schedulerName) === schedulerName;
  return mine && spec.nodeName === undefined && metadata.deletionTimestamp === undefined;
}

observeKind<Pod>("Pod", (sim, { type, object, previous }) => {
  if (type === "DELETED") {
    sim.state.controlPlane.unschedulable.delete(objectKey(object));
    if (object.spec.nodeName !== undefined) retry(sim, ["NodeResourcesFit", "NodePorts", "InterPodAffinity"]);
  } else if (isWaiting(object)) {
    if (previous === undefined || previous.spec !== object.spec) enqueue(sim, controller, objectKey(object));
  } else if (previous?.spec.nodeName === undefined) retry(sim, ["InterPodAffinity"]);
});

observeKind<Node>("Node", (sim, { object, previous }) => {
  const same =
    previous !== undefined &&
    previous.spec === object.spec &&
    previous.metadata.labels === object.metadata.labels &&
    previous.status.allocatable === object.status.allocatable;
  if (!same) retry(sim, undefined);
});

observeKind<PersistentVolumeClaim>("PersistentVolumeClaim", (sim, { type, object }) => {
  const key = objectKey(object);
  const { claimSeenAt } = sim.state.controlPlane;
  if (type === "DELETED") claimSeenAt.delete(key);
  else if (type === "ADDED") {
    const lag = nextLogNormal(sim.random("scheduler/claim-view"), controllerLatencies.claimView, latencySpread);
    claimSeenAt.set(key, sim.now + Math.round(lag));
  }
  if (type !== "DELETED") retry(sim, ["VolumeBinding"], (pod) => usesClaim(pod, object));
});

for (const kind of ["PersistentVolume", "StorageClass"]) observeKind(kind, (sim) => retry(sim, ["VolumeBinding"]));

function usesClaim(pod: Pod, claim: KubeObject): boolean {
  if (pod.metadata.namespace !== claim.metadata.namespace) return false;
  return (pod.spec.volumes ?? []).some(
    ({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName === claim.metadata.name,
  );
}

/** Tries waiting pods again that one of the plug-ins kept back. */
function retry(sim: Simulation, plugins: readonly string[] | undefined, concerns?: (pod: Pod) => boolean): void {
  for (const [key, waiting] of sim.state.controlPlane.unschedulable) {
    if (plugins !== undefined && !waiting.plugins.some((plugin) => plugins.includes(plugin))) continue;
    const pod = getByKey<Pod>(sim, "Pod", key);
    if (pod !== undefined && (concerns === undefined || concerns(pod))) enqueue(sim, controller, key);
  }
}

function schedule(sim: Simulation, pod: Pod): void {
  const usages = nodeUsages(sim);
  if (usages.length === 0) {
    keepWaiting(sim, pod, noNodes, []);
    return;
  }
  const problem = claimProblem(sim, pod);
  if (problem?.error === true) {
    failByError(sim, pod, problem.message);
    return;
  }
  if (problem !== undefined) {
    keepWaiting(sim, pod, preFilterMessage(usages.length, problem.message), ["VolumeBinding"]);
    return;
  }
  const fitting: NodeUsage[] = [];
  const reasons: string[] = [];
  const plugins = new Set<string>();
  let hopeless = 0;
  for (const usage of usages) {
    const against = objection(sim, pod, usage, usages);
    if (against === undefined) fitting.push(usage);
    else {
      reasons.push(...against.reasons);
      plugins.add(against.plugin);
      if (against.hopeless) hopeless += 1;
    }
  }
  if (fitting.length === 0) keepWaiting(sim, pod, fitMessage(usages.length, reasons, hopeless), [...plugins]);
  else bindTo(sim, pod, choose(sim, pod, fitting).node.metadata.name);
}

interface ClaimProblem {
  readonly message: string;
  readonly error: boolean;
}

function claimProblem(sim: Simulation, pod: Pod): ClaimProblem | undefined {
  const { namespace } = pod.metadata;
  let unbound = false;
  for (const { persistentVolumeClaim } of pod.spec.volumes ?? []) {
    if (persistentVolumeClaim === undefined) continue;
    const name = persistentVolumeClaim.claimName;
    const claim = getObject<PersistentVolumeClaim>(sim, "PersistentVolumeClaim", namespace, name);
    if (claim === undefined) return { message: claimNotFound(name), error: false };
    if (claim.metadata.deletionTimestamp !== undefined) return { message: claimDeleting(name), error: false };
    const key = objectKey(claim);
    if ((sim.state.controlPlane.claimSeenAt.get(key) ?? 0) > sim.now)
      return { message: claimNotCached(key), error: true };
    const waits = getObject(sim, "StorageClass", undefined, claim.spec.storageClassName ?? "");
    const later = waits?.["volumeBindingMode"] === "WaitForFirstConsumer";
    if (claim.status.phase !== "Bound" && !later) unbound = true;
  }
  return unbound ? { message: unboundClaims, error: false } : undefined;
}

function keepWaiting(sim: Simulation, pod: Pod, message: string, plugins: readonly string[]): void {
  sim.state.controlPlane.unschedulable.set(objectKey(pod), { plugins, errors: 0 });
  refuse(sim, pod, "Unschedulable", message);
}

function failByError(sim: Simulation, pod: Pod, message: string): void {
  const { unschedulable } = sim.state.controlPlane;
  const key = objectKey(pod);
  const errors = (unschedulable.get(key)?.errors ?? 0) + 1;
  // no change of the cluster helps: only time does, in whole seconds
  unschedulable.set(key, { plugins: [], errors });
  refuse(sim, pod, "SchedulerError", message);
  const backOff = Math.min(maxErrorBackOff, errorBackOff * 2 ** (errors - 1));
  const at = Math.ceil((sim.now + backOff) / microsPerSecond) * microsPerSecond;
  enqueueAfter(sim, controller, key, at - sim.now);
}

function refuse(sim: Simulation, pod: Pod, reason: string, message: string): void {
  recordSchedulerEvent(sim, {
    involved: pod,
    type: "Warning",
    reason: "FailedScheduling",
    message,
    action: "Scheduling",
  });
  setScheduled(sim, pod, { status: "False", reason, message });
}

function setScheduled(sim: Simulation, pod: Pod, condition: Pick<Condition, "status" | "reason" | "message">): void {
  const before = pod.status.conditions?.find(({ type }) => type === "PodScheduled");
  const now = toRfc3339(sim.now);
  const generation = pod.metadata.generation;
  const next = {
    type: "PodScheduled",
    ...(generation === undefined ? {} : { observedGeneration: generation }),
    lastProbeTime: null,
    lastTransitionTime: before?.status === condition.status ? (before.lastTransitionTime ?? now) : now,
    ...condition,
  } as Condition;
  const others = (pod.status.conditions ?? []).filter(({ type }) => type !== "PodScheduled");
  writeStatus(sim, pod, { ...pod.status, conditions: [...others, next] });
}

function bindTo(sim: Simulation, pod: Pod, nodeName: string): void {
  const key = objectKey(pod);
  sim.state.controlPlane.unschedulable.delete(key);
  const bound: Condition = {
    type: "PodScheduled",
    ...(pod.metadata.generation === undefined ? {} : { observedGeneration: pod.metadata.generation }),
    status: "True",
    lastProbeTime: null,
    lastTransitionTime: toRfc3339(sim.now),
  };
  const others = (pod.status.conditions ?? []).filter(({ type }) => type !== "PodScheduled");
  // binding is not a change of what is wanted: the generation stays
  putObject<Pod>(sim, {
    ...pod,
    spec: { ...pod.spec, nodeName },
    status: { ...pod.status, conditions: [...others, bound] },
  });
  const message = `Successfully assigned ${key} to ${nodeName}`;
  recordSchedulerEvent(sim, { involved: pod, type: "Normal", reason: "Scheduled", message, action: "Binding" });
}

/** The node with the most left that runs the fewest pods of the same owner; among equals, chance. */
function choose(sim: Simulation, pod: Pod, fitting: readonly NodeUsage[]): NodeUsage {
  const [first] = fitting;
  if (first === undefined || fitting.length === 1) return first as NodeUsage;
  const owner = controllerOf(pod)?.uid;
  let best: NodeUsage[] = [];
  let bestScore = Number.NEGATIVE_INFINITY;
  for (const usage of fitting) {
    const siblings = usage.pods.filter((other) => owner !== undefined && controllerOf(other)?.uid === owner).length;
    const score = Math.round(100 * leftShare(pod, usage)) - 200 * siblings;
    if (score > bestScore) {
      best = [usage];
      bestScore = score;
    } else if (score === bestScore) best.push(usage);
  }
  return best[nextInt(sim.random("scheduler/ties"), best.length)] ?? first;
}

function leftShare(pod: Pod, { requested, allocatable }: NodeUsage): number {
  let share = 0;
  for (const name of ["cpu", "memory"]) {
    const has = allocatable.get(name) ?? 0;
    const used = (requested.get(name) ?? 0) + (podRequests(pod).get(name) ?? 0);
    if (has > 0) share += (has - used) / has / 2;
  }
  return share;
}
