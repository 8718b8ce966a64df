/**
 * One sync of a pod: volumes, sandbox, containers that are to go and to come, in the kubelet's order.
 * A sync that takes time goes on by events that name the pod and the number of what goes on.
 * @module
 */
import { type Pod, quantityMillis } from "@aiops-gym/cluster";
import { getByKey, getObject } from "../apiserver/store.ts";
import { dropContainerLog } from "../capture/capture.ts";
import { defineEvent, type Simulation } from "../kernel/simulation.ts";
import { allocatePodIP, openSandbox } from "../network/pod-network.ts";
import { removeContainer } from "../runtime/containers.ts";
import { checkDeadline, deadlineCheckAt } from "./active-deadline.ts";
import { carryOut } from "./carry-out.ts";
import type { PodWorker, SyncProgress } from "./kubelet-state.ts";
import { backOffs, sandboxCpuMicros } from "./kubelet-table.ts";
import { texts } from "./kubelet-texts.ts";
import { drawLatency, throttledMicros } from "./kubelet-timing.ts";
import { tryVolumes } from "./mount-volumes.ts";
import { isOver } from "./pod-phase.ts";
import { observe, reportStatus } from "./pod-status.ts";
import { addProbes, updateProbes } from "./probes.ts";
import { recordPodEvent } from "./record.ts";
import { followResize } from "./resize-pod.ts";
import { defineSync, requestSync } from "./sync-request.ts";
import { changeSeenLater, defineStep, endSync, type Step, stepOf } from "./sync-steps.ts";
import { beginTermination, finishPod, hostAddress } from "./terminate-pod.ts";

defineSync((sim, worker) => {
  const stored = getByKey<Pod>(sim, "Pod", worker.key);
  if (stored?.metadata.uid === worker.uid) worker.pod = stored;
  if (worker.phase !== "syncing") return;
  if (stored?.metadata.uid !== worker.uid || stored.metadata.deletionTimestamp !== undefined) {
    beginTermination(sim, worker);
    return;
  }
  observe(worker);
  checkDeadline(sim, worker);
  followResize(sim, worker);
  const phase = reportStatus(sim, worker);
  const news = updateProbes(sim, worker);
  dropOlderEnds(sim, worker);
  watchDeadline(sim, worker);
  if (isOver(phase)) {
    finishPod(sim, worker);
    return;
  }
  worker.token += 1;
  worker.sync = { stage: "mount", killing: [], starting: [], failed: false, killPod: false };
  worker.pending = news;
  if (worker.mounted) afterMount(sim, worker, worker.sync);
  else {
    worker.mountDeadline = sim.now + backOffs.mountWait;
    sim.schedule(drawLatency(sim, "mount"), mountStep, stepOf(worker));
    tryVolumes(sim, worker);
  }
});

/** Of the containers that ended the newest is kept; what a status has shown of others is not shown again. */
function dropOlderEnds(sim: Simulation, worker: PodWorker): void {
  for (const container of worker.containers) {
    const { seen, previous } = container;
    if (seen?.state !== "exited" || previous === null) continue;
    removeContainer(sim, previous.id);
    dropContainerLog(sim, previous.id);
    container.previous = null;
  }
}

const deadlineOver = defineEvent("kubelet/deadline", (sim: Simulation, { uid }: { readonly uid: string }) => {
  const worker = sim.state.kubelet.pods.get(uid);
  if (worker?.phase === "syncing") requestSync(sim, worker, sim.now);
});

/** The first sync with a deadline wakes the pod when that is over. */
function watchDeadline(sim: Simulation, worker: PodWorker): void {
  if (worker.lastSyncEnd !== 0) return;
  const at = deadlineCheckAt(sim, worker);
  if (at !== Number.POSITIVE_INFINITY) sim.scheduleAt(at, deadlineOver, { uid: worker.uid });
}

// --- volumes

const mountStep = defineStep<Step>("mount", (sim, worker, sync) => {
  const next = tryVolumes(sim, worker);
  if (next === Number.POSITIVE_INFINITY) {
    worker.mounted = true;
    afterMount(sim, worker, sync);
  } else if (sim.now >= worker.mountDeadline) {
    recordPodEvent(
      sim,
      worker,
      "Warning",
      "FailedMount",
      texts.mountTimedOut([...(worker.mountRetries?.keys() ?? [])]),
    );
    sync.failed = true;
    endSync(sim, worker, sync);
  } else sim.scheduleAt(Math.min(next, worker.mountDeadline), mountStep, stepOf(worker));
});

function afterMount(sim: Simulation, worker: PodWorker, sync: SyncProgress): void {
  tellMissingPullSecrets(sim, worker);
  addProbes(sim, worker);
  if (worker.sandbox === "ready") carryOut(sim, worker, sync);
  else {
    sync.stage = "sandbox";
    sim.schedule(sandboxMicros(sim, worker.pod), sandboxStep, stepOf(worker));
  }
}

function tellMissingPullSecrets(sim: Simulation, worker: PodWorker): void {
  const { spec, metadata } = worker.pod;
  const missing = (spec.imagePullSecrets ?? [])
    .map(({ name = "" }) => name)
    .filter((name) => getObject(sim, "Secret", metadata.namespace, name) === undefined);
  if (missing.length === 0) return;
  recordPodEvent(sim, worker, "Warning", "FailedToRetrieveImagePullSecret", texts.noPullSecrets(missing));
}

// --- sandbox

/** The sandbox is set up inside the pod's CPU limit, which a pod has when all its containers have one. */
function sandboxMicros(sim: Simulation, pod: Pod): number {
  const usual = drawLatency(sim, "sandbox");
  let limit = 0;
  for (const { resources } of pod.spec.containers) {
    const cpu = resources?.limits?.["cpu"];
    if (cpu === undefined) return usual;
    limit += quantityMillis(cpu);
  }
  return usual + throttledMicros(limit, sandboxCpuMicros);
}

const sandboxStep = defineStep<Step>("sandbox", (sim, worker, sync) => {
  const { hostNetwork } = worker.pod.spec;
  if (hostNetwork === true) {
    worker.podIP = hostAddress(sim, worker.nodeName);
    openSandbox(sim, worker.podIP, worker.nodeName, worker.uid);
  } else worker.podIP = allocatePodIP(sim, worker.nodeName, worker.uid);
  worker.sandbox = "ready";
  changeSeenLater(sim, worker);
  carryOut(sim, worker, sync);
});
