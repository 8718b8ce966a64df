/**
 * The kubelets: each takes the pods that are assigned to its node, and follows changes of them.
 * @module
 */
import type { Pod } from "@aiops-gym/cluster";
import { getObject, objectKey, observeKind } from "../apiserver/store.ts";
import { isPodOver } from "../controllers/pod-facts.ts";
import type { Simulation } from "../kernel/simulation.ts";
import type { ContainerWorker, PodWorker } from "./kubelet-state.ts";
import { drawLatency } from "./kubelet-timing.ts";
import { requestSync } from "./sync-request.ts";
import { beginTermination, forgetPod, removeIfDeleted } from "./terminate-pod.ts";
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
      previous.metadata.deletionTimestamp === object.metadata.deletionTimestamp;
    worker.pod = object;
    if (!statusOnly) podChanged(sim, worker, object, previous);
  }
});

function adoptPod(sim: Simulation, pod: Pod): void {
  const nodeName = pod.spec.nodeName ?? "";
  if (getObject(sim, "Node", undefined, nodeName) === undefined) return;
  const worker: PodWorker = {
    key: objectKey(pod),
    uid: pod.metadata.uid,
    nodeName,
    pod,
    phase: "syncing",
    mounted: (pod.spec.volumes?.length ?? 0) === 0,
    mountRetries: new Map(),
    mountDeadline: 0,
    sandbox: "none",
    seenSandbox: "none",
    podIP: "",
    seenIP: "",
    startTime: "",
    containers: [
      ...(pod.spec.initContainers ?? []).map(({ name }) => containerWorker(name, true)),
      ...pod.spec.containers.map(({ name }) => containerWorker(name, false)),
    ],
    sync: null,
    token: 0,
    wakeAt: 0,
    pending: false,
    lastSyncEnd: 0,
  };
  sim.state.kubelet.pods.set(worker.uid, worker);
  requestSync(sim, worker, sim.now + drawLatency(sim, "noticePod"));
}

function containerWorker(name: string, init: boolean): ContainerWorker {
  return {
    name,
    init,
    current: null,
    previous: null,
    seen: null,
    seenPrevious: null,
    waiting: null,
    pullBackOff: null,
    pullError: "",
    restartBackOff: null,
    probes: { liveness: null, readiness: null, startup: null },
  };
}

function podChanged(sim: Simulation, worker: PodWorker, pod: Pod, previous: Pod | undefined): void {
  const deleting = pod.metadata.deletionTimestamp !== undefined;
  const began = deleting && previous?.metadata.deletionTimestamp === undefined;
  if (began && worker.phase === "terminated") {
    removeIfDeleted(sim, worker);
    return;
  }
  if (worker.phase !== "syncing") return;
  const at = sim.now + drawLatency(sim, "notice");
  // a sync that waits for volumes or containers is broken off; one that starts something ends first
  const breakable = worker.sync?.stage === "mount" || worker.sync?.stage === "kill";
  if (began && breakable) beginTermination(sim, worker);
  else if (began && worker.sync === null) {
    worker.wakeAt = 0;
    worker.lastSyncEnd = 0;
    requestSync(sim, worker, at);
  } else requestSync(sim, worker, at);
}

function podRemoved(sim: Simulation, worker: PodWorker, pod: Pod): void {
  worker.pod = pod;
  if (worker.phase === "terminated") forgetPod(sim, worker);
  else beginTermination(sim, worker);
}
