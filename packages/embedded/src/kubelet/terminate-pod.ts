/**
 * The end of a pod on its node: its containers are stopped, its network is taken down, its object goes.
 * @module
 */
import { microsPerSecond, type Node, type Pod } from "@aiops-gym/cluster";
import { deleteObject } from "../apiserver/api-server.ts";
import { getByKey, getObject } from "../apiserver/store.ts";
import { dropContainerLog } from "../capture/capture.ts";
import { defineEvent, type Simulation } from "../kernel/simulation.ts";
import { releasePodIP } from "../network/pod-network.ts";
import { removeContainer, runningContainer, signalContainer } from "../runtime/containers.ts";
import { dropPodVolumes } from "../runtime/volumes.ts";
import type { PodWorker } from "./kubelet-state.ts";
import { forcedGraceSeconds } from "./kubelet-table.ts";
import { texts } from "./kubelet-texts.ts";
import { drawLatency, nextTick } from "./kubelet-timing.ts";
import { observe, reportStatus } from "./pod-status.ts";
import { stopKillingProbes } from "./probes.ts";
import { recordContainerEvent } from "./record.ts";

interface PodStep {
  readonly uid: string;
}

/** The node's own address. */
export function hostAddress(sim: Simulation, nodeName: string): string {
  const node = getObject<Node>(sim, "Node", undefined, nodeName);
  return node?.status.addresses.find(({ type }) => type === "InternalIP")?.address ?? "";
}

const killDeadline = defineEvent("kubelet/kill", (sim: Simulation, { id }: { id: string }) => {
  if (runningContainer(sim, id) !== undefined) signalContainer(sim, id, "SIGKILL");
});

/** Asks a container to stop, and makes it after the grace period. False when it does not run. */
export function stopContainer(sim: Simulation, id: string, graceSeconds: number): boolean {
  if (runningContainer(sim, id) === undefined) return false;
  sim.schedule(graceSeconds * microsPerSecond, killDeadline, { id });
  signalContainer(sim, id, "SIGTERM");
  return true;
}

/** Begins to stop a pod that is to go; does nothing when that has begun. */
export function beginTermination(sim: Simulation, worker: PodWorker): void {
  if (worker.phase !== "syncing") return;
  const forced = getByKey<Pod>(sim, "Pod", worker.key)?.metadata.uid !== worker.uid;
  worker.phase = "terminating";
  worker.sync = null;
  worker.token += 1;
  observe(worker);
  reportStatus(sim, worker);
  stopKillingProbes(worker);
  const { deletionGracePeriodSeconds, deletionTimestamp } = worker.pod.metadata;
  const usual = worker.pod.spec.terminationGracePeriodSeconds ?? 30;
  const grace = deletionTimestamp === undefined ? usual : (deletionGracePeriodSeconds ?? usual);
  let waits = false;
  for (const container of worker.containers) {
    const { current } = container;
    if (current?.state !== "running") continue;
    recordContainerEvent(sim, worker, container, "Normal", "Killing", texts.stopping(container.name));
    waits = stopContainer(sim, current.id, forced ? forcedGraceSeconds : grace) || waits;
  }
  if (!waits || !containersRun(sim, worker)) sim.schedule(drawLatency(sim, "teardown"), tearDown, { uid: worker.uid });
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

/** All containers have ended for good by themselves: the sandbox goes, the object stays. */
export function finishPod(sim: Simulation, worker: PodWorker): void {
  worker.phase = "terminating";
  worker.sync = null;
  worker.token += 1;
  stopKillingProbes(worker);
  sim.schedule(drawLatency(sim, "finish"), tearDown, { uid: worker.uid });
}

const tearDown = defineEvent("kubelet/tear-down", (sim: Simulation, { uid }: PodStep) => {
  const worker = sim.state.kubelet.pods.get(uid);
  if (worker === undefined || worker.phase !== "terminating" || containersRun(sim, worker)) return;
  if (worker.podIP !== "" && worker.pod.spec.hostNetwork !== true) releasePodIP(sim, worker.podIP);
  worker.sandbox = worker.sandbox === "none" ? "none" : "gone";
  worker.phase = "terminated";
  const ip = worker.seenIP === "" ? worker.podIP : worker.seenIP;
  observe(worker);
  worker.seenIP = ip;
  reportStatus(sim, worker);
  removeIfDeleted(sim, worker);
});

/** A pod that is to go and whose containers are down is removed from the API server. */
export function removeIfDeleted(sim: Simulation, worker: PodWorker): void {
  const stored = getByKey<Pod>(sim, "Pod", worker.key);
  const gone = stored?.metadata.uid !== worker.uid;
  if (worker.phase !== "terminated" || (!gone && stored.metadata.deletionTimestamp === undefined)) return;
  const at = nextTick(sim, worker.nodeName, sim.now) + Math.round(drawLatency(sim, "cleanUp"));
  sim.scheduleAt(at, cleanUp, { uid: worker.uid });
}

const cleanUp = defineEvent("kubelet/clean-up", (sim: Simulation, { uid }: PodStep) => {
  const worker = sim.state.kubelet.pods.get(uid);
  if (worker === undefined) return;
  const stored = getByKey<Pod>(sim, "Pod", worker.key);
  forgetPod(sim, worker);
  if (stored?.metadata.uid !== uid) return;
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
  if (worker.podIP !== "" && worker.sandbox === "ready" && worker.pod.spec.hostNetwork !== true) {
    releasePodIP(sim, worker.podIP);
  }
  dropPodVolumes(sim, worker.uid);
  sim.state.kubelet.pods.delete(worker.uid);
}
