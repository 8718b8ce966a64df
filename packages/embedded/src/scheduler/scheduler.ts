/**
 * The scheduler: places pods on nodes, says why it cannot, and tries again when something changed that may help.
 * @module
 */
import {
  type Condition,
  microsPerSecond,
  type Node,
  type PersistentVolumeClaim,
  type Pod,
  toRfc3339,
} from "@aiops-gym/cluster";
import { getByKey, getObject, listObjects, objectKey, observeKind, putObject } from "../apiserver/store.ts";
import { writeStatus } from "../apiserver/write.ts";
import { recordSchedulerEvent } from "../controllers/events.ts";
import { controllerLatencies, latencySpread } from "../controllers/latencies.ts";
import { isPodOver } from "../controllers/pod-facts.ts";
import { defineController, enqueueAfter } from "../controllers/work-queue.ts";
import { nextLogNormal } from "../kernel/random.ts";
import { defineEvent, type Simulation } from "../kernel/simulation.ts";
import { claimProblem } from "./claim-problem.ts";
import { reachesVolume } from "./filters.ts";
import { anyNode, place } from "./placement.ts";
import { preemptLater } from "./preempt-pods.ts";
import { admit, admitLeftover, forget, isWaiting, schedulerQueue } from "./scheduler-queue.ts";
import { noNodes, preFilterMessage } from "./scheduler-texts.ts";
import { reserveVolumes, unboundClaimsOf, volumesFor } from "./volume-binding.ts";
import { type ClusterChange, pleasedBy } from "./waking.ts";

const errorBackOff = microsPerSecond;
const maxErrorBackOff = 10 * microsPerSecond;
defineController("scheduler", (sim, key) => {
  const pod = getByKey<Pod>(sim, "Pod", key);
  if (pod === undefined || !isWaiting(pod)) forget(sim, key);
  else schedule(sim, pod);
});

function changed(sim: Simulation, change: ClusterChange): void {
  for (const key of pleasedBy(sim, change)) admit(sim, key);
}

observeKind<Pod>("Pod", (sim, { type, object, previous }) => {
  if (type === "DELETED") {
    forget(sim, objectKey(object));
    if (object.spec.nodeName !== undefined && !isPodOver(object)) changed(sim, { what: "pod-gone", pod: object });
    else if (sim.state.controlPlane.scheduler.nominated.size > 0) changed(sim, { what: "pod-gone", pod: object });
  } else if (object.spec.nodeName === undefined) {
    if (isWaiting(object) && (previous === undefined || previous.spec !== object.spec)) admit(sim, objectKey(object));
  } else if (previous?.spec.nodeName === undefined) changed(sim, { what: "pod-here", pod: object });
  else if (isPodOver(object) && !isPodOver(previous)) changed(sim, { what: "pod-gone", pod: object });
  else if (previous.metadata.labels !== object.metadata.labels) {
    changed(sim, { what: "pod-gone", pod: previous });
    changed(sim, { what: "pod-here", pod: object });
  }
});

observeKind<Node>("Node", (sim, { type, object, previous }) => {
  if (type === "DELETED") return;
  const same =
    previous !== undefined &&
    previous.spec === object.spec &&
    previous.metadata.labels === object.metadata.labels &&
    previous.status === object.status;
  if (!same) changed(sim, { what: "node", node: object, previous });
});

observeKind<PersistentVolumeClaim>("PersistentVolumeClaim", (sim, { type, object }) => {
  const key = objectKey(object);
  const { claimSeenAt } = sim.state.controlPlane;
  if (type === "DELETED") claimSeenAt.delete(key);
  else if (type === "ADDED") {
    const lag = nextLogNormal(sim.random("scheduler/claim-view"), controllerLatencies.claimView, latencySpread);
    claimSeenAt.set(key, sim.now + Math.round(lag));
  }
  if (type !== "DELETED") changed(sim, { what: "claim", claim: object });
});

for (const kind of ["PersistentVolume", "StorageClass"]) {
  observeKind(kind, (sim) => changed(sim, { what: "volume" }));
}

function schedule(sim: Simulation, pod: Pod): void {
  if (!anyNode(sim)) {
    failByError(sim, pod, "Unschedulable", noNodes);
    return;
  }
  const problem = claimProblem(sim, pod);
  if (problem?.error === true) {
    failByError(sim, pod, "SchedulerError", problem.message);
    return;
  }
  if (problem !== undefined) {
    const nodes = listObjects<Node>(sim, "Node").length;
    keepWaiting(sim, pod, preFilterMessage(nodes, problem.message), ["VolumeBinding"]);
    return;
  }
  const found = place(sim, pod);
  if (found.kind === "node") {
    if (!bindVolumes(sim, pod, found.nodeName)) bindTo(sim, pod, found.nodeName);
    return;
  }
  const { candidate } = found;
  const nominated = candidate?.nodeName ?? (found.lost ? "" : undefined);
  keepWaiting(sim, pod, found.message, found.plugins, nominated);
  if (candidate !== undefined) {
    preemptLater(sim, pod, candidate);
  }
}

function keepWaiting(sim: Simulation, pod: Pod, message: string, plugins: readonly string[], nominated?: string): void {
  const { scheduler } = sim.state.controlPlane;
  const key = objectKey(pod);
  scheduler.unschedulable.set(key, { plugins, errors: 0, since: sim.now });
  if (nominated === "") scheduler.nominated.delete(key);
  else if (nominated !== undefined) scheduler.nominated.set(key, nominated);
  admitLeftover(sim, key);
  refuse(sim, pod, "Unschedulable", message, nominated);
}

function failByError(sim: Simulation, pod: Pod, reason: string, message: string): void {
  const { unschedulable } = sim.state.controlPlane.scheduler;
  const key = objectKey(pod);
  const errors = (unschedulable.get(key)?.errors ?? 0) + 1;
  // no change of the cluster helps: only time does, in whole seconds
  unschedulable.set(key, { plugins: [], errors, since: sim.now });
  refuse(sim, pod, reason, message);
  const backOff = Math.min(maxErrorBackOff, errorBackOff * 2 ** (errors - 1));
  const at = (Math.floor((sim.now + backOff) / microsPerSecond) + 1) * microsPerSecond;
  enqueueAfter(sim, schedulerQueue, key, at - sim.now);
}

function refuse(sim: Simulation, pod: Pod, reason: string, message: string, nominated?: string): void {
  recordSchedulerEvent(sim, {
    involved: pod,
    type: "Warning",
    reason: "FailedScheduling",
    message,
    action: "Scheduling",
  });
  const { nominatedNodeName: before, ...status } = pod.status;
  const node = nominated ?? before ?? "";
  writeStatus(sim, pod, {
    ...status,
    ...(node === "" ? {} : { nominatedNodeName: node }),
    conditions: withScheduled(sim, pod, { status: "False", reason, message }),
  });
}

function withScheduled(
  sim: Simulation,
  pod: Pod,
  condition: Pick<Condition, "status"> & Partial<Pick<Condition, "reason" | "message">>,
): readonly Condition[] {
  const conditions = pod.status.conditions ?? [];
  const before = conditions.find(({ type }) => type === "PodScheduled");
  const now = toRfc3339(sim.now);
  const { generation } = pod.metadata;
  // a binding does not say which version of the pod it saw
  const observed = generation === undefined || condition.status === "True" ? {} : { observedGeneration: generation };
  const next = {
    type: "PodScheduled",
    ...observed,
    lastProbeTime: null,
    lastTransitionTime: before?.status === condition.status ? (before.lastTransitionTime ?? now) : now,
    ...condition,
  } as Condition;
  return [...conditions.filter(({ type }) => type !== "PodScheduled"), next];
}

/** How often the scheduler looks whether the volumes that it reserved are bound. */
const volumePollMicros = microsPerSecond;

interface VolumeWait {
  readonly key: string;
  readonly uid: string;
  readonly nodeName: string;
}

/** Reserves volumes for claims that wait for the pod; whether there are such claims. */
function bindVolumes(sim: Simulation, pod: Pod, nodeName: string): boolean {
  const claims = unboundClaimsOf(sim, pod);
  const node = claims.length === 0 ? undefined : getObject<Node>(sim, "Node", undefined, nodeName);
  const chosen = node === undefined ? undefined : volumesFor(sim, claims, node, reachesVolume);
  if (chosen === undefined) return false;
  reserveVolumes(sim, chosen);
  const key = objectKey(pod);
  forget(sim, key);
  sim.schedule(volumePollMicros, volumesBound, { key, uid: pod.metadata.uid, nodeName });
  return true;
}

const volumesBound = defineEvent("scheduler/volumes-bound", (sim: Simulation, wait: VolumeWait) => {
  const pod = getByKey<Pod>(sim, "Pod", wait.key);
  if (pod?.metadata.uid !== wait.uid || pod.spec.nodeName !== undefined) return;
  if (pod.metadata.deletionTimestamp !== undefined) return;
  if (unboundClaimsOf(sim, pod).length === 0) bindTo(sim, pod, wait.nodeName);
  else sim.schedule(volumePollMicros, volumesBound, wait);
});

/** Puts a pod on a node, whoever decided that. */
export function assignPod(sim: Simulation, pod: Pod, nodeName: string): void {
  forget(sim, objectKey(pod));
  // binding is not a change of what is wanted: the generation stays
  putObject<Pod>(sim, {
    ...pod,
    spec: { ...pod.spec, nodeName },
    status: { ...pod.status, conditions: withScheduled(sim, pod, { status: "True" }) },
  });
}

function bindTo(sim: Simulation, pod: Pod, nodeName: string): void {
  assignPod(sim, pod, nodeName);
  const message = `Successfully assigned ${objectKey(pod)} to ${nodeName}`;
  recordSchedulerEvent(sim, { involved: pod, type: "Normal", reason: "Scheduled", message, action: "Binding" });
}
