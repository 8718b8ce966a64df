/**
 * The end of a pod on its node: its containers are stopped, its network is taken down, its object goes. The kubelet goes from one
 * of these to the next when it has listed its containers again.
 * @module
 */
import type { Node, Pod } from "@aiops-gym/cluster";
import { deleteObject } from "../apiserver/api-server.ts";
import { getByKey, getObject } from "../apiserver/store.ts";
import { dropContainerLog } from "../capture/capture.ts";
import { defineEvent, type Simulation } from "../kernel/simulation.ts";
import { releasePodIP } from "../network/pod-network.ts";
import { removeContainer, runningContainer } from "../runtime/containers.ts";
import { dropPodVolumes } from "../runtime/volumes.ts";
import { podsOnNode } from "../scheduler/node-records.ts";
import { checkDeadline } from "./active-deadline.ts";
import type { PodWorker } from "./kubelet-state.ts";
import { minimumGraceSeconds } from "./kubelet-table.ts";
import { texts } from "./kubelet-texts.ts";
import { drawLatency, nextRelist } from "./kubelet-timing.ts";
import { observe, reportStatus } from "./pod-status.ts";
import { stopKillingProbes } from "./probes.ts";
import { stopContainer } from "./stop-container.ts";
import { requestSync } from "./sync-request.ts";

interface PodStep {
  readonly uid: string;
}

/** The node's own address. */
export function hostAddress(sim: Simulation, nodeName: string): string {
  const node = getObject<Node>(sim, "Node", undefined, nodeName);
  return node?.status.addresses.find(({ type }) => type === "InternalIP")?.address ?? "";
}

function isForced(sim: Simulation, worker: PodWorker): boolean {
  return getByKey<Pod>(sim, "Pod", worker.key)?.metadata.uid !== worker.uid;
}

/** Begins to stop a pod that is to go; does nothing when that has begun. */
export function beginTermination(sim: Simulation, worker: PodWorker): void {
  if (worker.phase !== "syncing") return;
  worker.phase = "terminating";
  worker.sync = null;
  worker.token += 1;
  for (const container of worker.containers) container.waiting = null;
  observe(worker);
  checkDeadline(sim, worker);
  reportStatus(sim, worker);
  stopKillingProbes(worker);
  stopAll(sim, worker);
}

function stopAll(sim: Simulation, worker: PodWorker): void {
  const { deletionGracePeriodSeconds, deletionTimestamp } = worker.pod.metadata;
  const usual = worker.pod.spec.terminationGracePeriodSeconds ?? 30;
  const grace = deletionTimestamp === undefined ? usual : (deletionGracePeriodSeconds ?? usual);
  killContainers(sim, worker, isForced(sim, worker) ? minimumGraceSeconds : grace);
  if (!containersRun(sim, worker)) sim.schedule(drawLatency(sim, "teardown"), tearDown, { uid: worker.uid });
}

/** Stops all that runs of a pod, sidecars last. */
export function killContainers(sim: Simulation, worker: PodWorker, graceSeconds: number): void {
  const ordered = worker.containers.some(({ role }) => role === "sidecar");
  for (const container of worker.containers) {
    stopContainer(sim, worker, container, graceSeconds, texts.stopping(container.name), ordered);
  }
}

function containersRun(sim: Simulation, worker: PodWorker): boolean {
  return worker.containers.some(({ current }) => current !== null && runningContainer(sim, current.id) !== undefined);
}

/** A container of a pod that is being stopped ended; when it was the last, the rest is taken down. */
export function endedInTermination(sim: Simulation, worker: PodWorker): void {
  if (worker.phase === "terminating" && !containersRun(sim, worker)) {
    sim.schedule(drawLatency(sim, "teardown"), tearDown, { uid: worker.uid });
  }
}

/** The kubelet found that a pod is over by itself, or that its time is: the object stays, all else goes. */
export function finishPod(sim: Simulation, worker: PodWorker): void {
  worker.sync = null;
  worker.token += 1;
  worker.phase = "finishing";
  sim.scheduleAt(nextRelist(sim, worker.nodeName, sim.now), finish, { uid: worker.uid });
}

const finish = defineEvent("kubelet/finish", (sim: Simulation, { uid }: PodStep) => {
  const worker = sim.state.kubelet.pods.get(uid);
  if (worker?.phase !== "finishing") return;
  worker.phase = "syncing";
  const bare = worker.sandbox !== "ready";
  if (containersRun(sim, worker)) beginTermination(sim, worker);
  else {
    worker.phase = "terminating";
    stopKillingProbes(worker);
    // where nothing is left to take down nothing is told before the end
    if (bare) sim.scheduleAt(nextRelist(sim, worker.nodeName, sim.now), tearDown, { uid });
    else sim.schedule(drawLatency(sim, "finish"), tearDown, { uid });
  }
});

const tearDown = defineEvent("kubelet/tear-down", (sim: Simulation, { uid }: PodStep) => {
  const worker = sim.state.kubelet.pods.get(uid);
  if (worker === undefined || worker.phase !== "terminating" || containersRun(sim, worker)) return;
  dropSandbox(sim, worker);
  worker.phase = "terminated";
  const ip = worker.seenIP === "" ? worker.podIP : worker.seenIP;
  observe(worker);
  worker.seenIP = ip;
  checkDeadline(sim, worker);
  reportStatus(sim, worker);
  leaveLater(sim, worker);
});

/** Takes down a pod's network. */
export function dropSandbox(sim: Simulation, worker: PodWorker): void {
  if (worker.sandbox === "ready" && worker.pod.spec.hostNetwork !== true) releasePodIP(sim, worker.podIP);
  worker.sandbox = worker.sandbox === "none" ? "none" : "gone";
}

/** A pod that is down and is deleted only now is removed from the API server. */
export function leaveLater(sim: Simulation, worker: PodWorker): void {
  const at = nextRelist(sim, worker.nodeName, sim.now) + Math.round(drawLatency(sim, "cleanUp"));
  sim.scheduleAt(at, leave, { uid: worker.uid });
}

const leave = defineEvent("kubelet/clean-up", (sim: Simulation, { uid }: PodStep) => {
  const worker = sim.state.kubelet.pods.get(uid);
  if (worker?.phase !== "terminated") return;
  checkDeadline(sim, worker);
  reportStatus(sim, worker, true);
  const stored = getByKey<Pod>(sim, "Pod", worker.key);
  const gone = stored?.metadata.uid !== uid;
  if (!gone && stored.metadata.deletionTimestamp === undefined) return;
  forgetPod(sim, worker);
  if (gone) return;
  const { name, namespace = "" } = stored.metadata;
  const options = { gracePeriodSeconds: 0, preconditions: { uid } };
  deleteObject(sim, { apiVersion: "v1", kind: "Pod", namespace, name }, options);
});

/** Frees everything that the node keeps of a pod. */
export function forgetPod(sim: Simulation, worker: PodWorker): void {
  for (const { current, previous } of worker.containers) {
    for (const instance of [previous, current]) {
      if (instance === null) continue;
      removeContainer(sim, instance.id);
      dropContainerLog(sim, instance.id);
    }
  }
  dropSandbox(sim, worker);
  dropPodVolumes(sim, worker.uid);
  sim.state.kubelet.pods.delete(worker.uid);
  for (const { metadata } of podsOnNode(sim, worker.nodeName)) {
    const other = sim.state.kubelet.pods.get(metadata.uid);
    // there is more room for those that wait for it
    if (other?.resize.pending?.reason === "Deferred") requestSync(sim, other, sim.now + drawLatency(sim, "notice"));
  }
}
