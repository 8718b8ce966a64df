/**
 * The kubelets: each takes the pods that are assigned to its node, and follows changes of them.
 * @module
 */
import type { Node, Pod } from "@aiops-gym/cluster";
import { getByKey, getObject, objectKey, observeKind } from "../apiserver/store.ts";
import { hasKubelet } from "../controllers/nodes/node-keeper.ts";
import { isPodOver } from "../controllers/pod-facts.ts";
import { defineEvent, type Simulation } from "../kernel/simulation.ts";
import { type Rejection, rejectionOf, rejectPod } from "./admit-pod.ts";
import { type ContainerRole, rolesOf } from "./container-roles.ts";
import type { ContainerWorker, PodWorker } from "./kubelet-state.ts";
import { drawLatency } from "./kubelet-timing.ts";
import { resourcesOfPod } from "./resize-pod.ts";
import { requestSync } from "./sync-request.ts";
import { beginTermination, forgetPod, leaveLater } from "./terminate-pod.ts";
import "./sync-pod.ts";

observeKind<Pod>("Pod", (sim, { type, object, previous }) => {
  const worker = sim.state.kubelet.pods.get(object.metadata.uid);
  if (type === "DELETED") {
    if (worker !== undefined) podRemoved(sim, worker, object);
  } else if (worker === undefined) {
    if (object.spec.nodeName !== undefined && !isPodOver(object)) adoptPod(sim, object);
  } else {
    const statusOnly =
      previous !== undefined &&
      previous.spec === object.spec &&
      previous.metadata.labels === object.metadata.labels &&
      previous.metadata.annotations === object.metadata.annotations &&
      previous.metadata.deletionTimestamp === object.metadata.deletionTimestamp;
    worker.pod = object;
    if (statusOnly) gatesChanged(sim, worker, object, previous);
    else podChanged(sim, worker, object, previous);
  }
});

function adoptPod(sim: Simulation, pod: Pod): void {
  const nodeName = pod.spec.nodeName ?? "";
  const node = getObject<Node>(sim, "Node", undefined, nodeName);
  if (node === undefined || !hasKubelet(sim, nodeName)) return;
  const rejection = rejectionOf(sim, node, pod);
  if (rejection !== undefined) {
    const { uid } = pod.metadata;
    sim.schedule(drawLatency(sim, "noticePod"), rejected, { key: objectKey(pod), uid, nodeName, ...rejection });
    return;
  }
  const worker: PodWorker = {
    key: objectKey(pod),
    uid: pod.metadata.uid,
    nodeName,
    pod,
    phase: "syncing",
    mounted: (pod.spec.volumes?.length ?? 0) === 0,
    mountRetries: null,
    mountDeadline: 0,
    sandbox: "none",
    seenSandbox: "none",
    podIP: "",
    seenIP: "",
    startTime: "",
    startedAt: 0,
    containers: rolesOf(pod).map(({ name, role }) => containerWorker(name, role)),
    sync: null,
    token: 0,
    wakeAt: 0,
    pending: false,
    lastSyncEnd: 0,
    changeSeenAt: 0,
    stopped: null,
    allocated: resourcesOfPod(pod),
    resize: { pending: null, inProgress: 0, seenGeneration: 0 },
  };
  sim.state.kubelet.pods.set(worker.uid, worker);
  requestSync(sim, worker, sim.now + drawLatency(sim, "noticePod"));
}

interface Rejected extends Rejection {
  readonly key: string;
  readonly uid: string;
  readonly nodeName: string;
}

const rejected = defineEvent("kubelet/rejected", (sim: Simulation, { key, uid, nodeName, ...rejection }: Rejected) => {
  const pod = getByKey<Pod>(sim, "Pod", key);
  if (pod?.metadata.uid === uid) rejectPod(sim, nodeName, pod, rejection);
});

function containerWorker(name: string, role: ContainerRole): ContainerWorker {
  return {
    name,
    role,
    current: null,
    previous: null,
    seen: null,
    seenPrevious: null,
    waiting: null,
    pullBackOff: null,
    pullError: "",
    restartBackOff: null,
    stopping: null,
    probes: { liveness: null, readiness: null, startup: null },
  };
}

function podChanged(sim: Simulation, worker: PodWorker, pod: Pod, previous: Pod | undefined): void {
  for (const { name, role } of rolesOf(pod)) {
    if (role !== "ephemeral" || worker.containers.some((container) => container.name === name)) continue;
    worker.containers.push(containerWorker(name, role));
  }
  const deleting = pod.metadata.deletionTimestamp !== undefined;
  const began = deleting && previous?.metadata.deletionTimestamp === undefined;
  if (began && worker.phase === "terminated") leaveLater(sim, worker);
  if (worker.phase !== "syncing") return;
  // a sync that waits for volumes, containers or hooks is broken off; one that starts something ends first
  const { sync } = worker;
  if (began && (sync?.stage === "mount" || sync?.stage === "kill" || sync?.stage === "hook")) {
    worker.sync = null;
    worker.token += 1;
    worker.lastSyncEnd = sim.now;
  }
  if (began && worker.sync === null) worker.wakeAt = 0;
  requestSync(sim, worker, sim.now + drawLatency(sim, "notice"));
}

/** Others changed a condition that the pod's readiness waits for. */
function gatesChanged(sim: Simulation, worker: PodWorker, pod: Pod, previous: Pod | undefined): void {
  const { readinessGates } = pod.spec;
  if (readinessGates === undefined || worker.phase !== "syncing") return;
  const statusOf = (of: Pod | undefined, gate: string) =>
    of?.status.conditions?.find(({ type }) => type === gate)?.status;
  if (readinessGates.some(({ conditionType: gate }) => statusOf(pod, gate) !== statusOf(previous, gate))) {
    requestSync(sim, worker, sim.now + drawLatency(sim, "notice"));
  }
}

function podRemoved(sim: Simulation, worker: PodWorker, pod: Pod): void {
  worker.pod = pod;
  if (worker.phase === "terminated") forgetPod(sim, worker);
  // what is being stopped already gets the time that it was given
  else if (worker.phase !== "terminating") {
    worker.phase = "syncing";
    beginTermination(sim, worker);
  }
}
