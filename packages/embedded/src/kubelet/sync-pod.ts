/**
 * One sync of a pod: volumes, sandbox, containers that are to go and to come, in the kubelet's order.
 * A sync that takes time goes on by events that name the pod and the number of what goes on.
 * @module
 */
import { type Pod, quantityMillis } from "@aiops-gym/cluster";
import { getByKey, getObject } from "../apiserver/store.ts";
import { dropContainerLog } from "../capture/capture.ts";
import { defineEvent, type EventType, type Simulation } from "../kernel/simulation.ts";
import { allocatePodIP, openSandbox } from "../network/pod-network.ts";
import { removeContainer, runningContainer } from "../runtime/containers.ts";
import { checkDeadline, deadlineCheckAt } from "./active-deadline.ts";
import { findContainer } from "./container-roles.ts";
import { decideContainers } from "./decide-containers.ts";
import type { ContainerWorker, PodWorker, SyncProgress } from "./kubelet-state.ts";
import { backOffs, sandboxCpuMicros } from "./kubelet-table.ts";
import { texts } from "./kubelet-texts.ts";
import { drawLatency, nextRelist, retryAt, throttledMicros } from "./kubelet-timing.ts";
import { tryVolumes } from "./mount-volumes.ts";
import { isOver } from "./pod-phase.ts";
import { observe, reportStatus } from "./pod-status.ts";
import { addProbes, updateProbes } from "./probes.ts";
import { recordContainerEvent, recordPodEvent, waitingFor } from "./record.ts";
import { followResize, resizeInPlace } from "./resize-pod.ts";
import { type HookReply, runHook } from "./run-hook.ts";
import { ensureImage, imagePulled, isBackingOff, launchContainer, makeContainer } from "./start-container.ts";
import { stopContainer } from "./stop-container.ts";
import { defineSync, requestSync } from "./sync-request.ts";
import { beginTermination, dropSandbox, finishPod, hostAddress } from "./terminate-pod.ts";

interface Step {
  readonly uid: string;
  readonly token: number;
}
type Continuation = (sim: Simulation, worker: PodWorker, sync: SyncProgress) => void;

function defineStep<P extends Step>(
  name: string,
  step: (sim: Simulation, worker: PodWorker, sync: SyncProgress, payload: P) => void,
): EventType<P> {
  return defineEvent(`kubelet/${name}`, (sim: Simulation, payload: P) => {
    const worker = sim.state.kubelet.pods.get(payload.uid);
    if (worker?.sync && worker.token === payload.token) step(sim, worker, worker.sync, payload);
  });
}

function stepOf(worker: PodWorker): Step {
  return { uid: worker.uid, token: worker.token };
}

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
    recordPodEvent(sim, worker, "Warning", "FailedMount", texts.mountTimedOut([...worker.mountRetries.keys()]));
    sync.failed = true;
    endSync(sim, worker, sync);
  } else sim.scheduleAt(Math.min(next, worker.mountDeadline), mountStep, stepOf(worker));
});

function afterMount(sim: Simulation, worker: PodWorker, sync: SyncProgress): void {
  tellMissingPullSecrets(sim, worker);
  addProbes(sim, worker);
  if (worker.sandbox === "ready") decide(sim, worker, sync);
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
  decide(sim, worker, sync);
});

/** Containers changed: the kubelet sees it when it next lists them. */
export function changeSeenLater(sim: Simulation, worker: PodWorker): void {
  const relist = nextRelist(sim, worker.nodeName, sim.now);
  // what one listing finds is one change
  if (worker.changeSeenAt === relist) return;
  worker.changeSeenAt = relist;
  const at = Math.round(relist + drawLatency(sim, "relist"));
  if (worker.sync === null) requestSync(sim, worker, at);
  else sim.scheduleAt(at, changeSeen, { uid: worker.uid });
}

const changeSeen = defineEvent("kubelet/change-seen", (sim: Simulation, { uid }: { readonly uid: string }) => {
  const worker = sim.state.kubelet.pods.get(uid);
  // a sync since then has seen it
  if (worker?.phase === "syncing") requestSync(sim, worker, sim.now);
});

// --- what is to go and to come

function decide(sim: Simulation, worker: PodWorker, sync: SyncProgress): void {
  decideContainers(sim, worker, sync);
  if (sync.killing.length > 0 || sync.killPod) {
    sync.stage = "kill";
    // they may have ended already
    killedInSync(sim, worker);
  } else startNext(sim, worker, sync);
}

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

/** A container ended: a sync that waited for it goes on. */
export function killedInSync(sim: Simulation, worker: PodWorker): void {
  const { sync } = worker;
  if (sync?.stage !== "kill") return;
  if (sync.killing.some((id) => runningContainer(sim, id) !== undefined)) return;
  sim.schedule(drawLatency(sim, "stopped"), killedStep, stepOf(worker));
}

const killedStep = defineStep<Step>("killed", (sim, worker, sync) => {
  if (sync.stage !== "kill") return;
  sync.killing = [];
  if (sync.killPod) {
    dropSandbox(sim, worker);
    changeSeenLater(sim, worker);
    endSync(sim, worker, sync);
  } else startNext(sim, worker, sync);
});

// --- starting, one container after another

const startNext: Continuation = (sim, worker, sync) => {
  sync.stage = "start";
  if (resizeInPlace(sim, worker)) changeSeenLater(sim, worker);
  for (;;) {
    const [name] = sync.starting;
    const container = worker.containers.find((candidate) => candidate.name === name);
    const spec = name === undefined ? undefined : findContainer(worker.pod, name);
    if (container === undefined || spec === undefined) {
      endSync(sim, worker, sync);
      return;
    }
    if (!isBackingOff(sim, worker, container, spec.image)) {
      const image = ensureImage(sim, worker, container, spec);
      if (image.ok) {
        const { micros, sizeBytes = -1 } = image;
        const delay = sizeBytes < 0 ? drawLatency(sim, "create") : micros;
        sim.schedule(delay, createStep, { ...stepOf(worker), name: container.name, micros, sizeBytes });
        return;
      }
    }
    skipFailed(sync, container);
  }
};

/** What follows an init container waits for it. */
function skipFailed(sync: SyncProgress, { role }: ContainerWorker): void {
  sync.failed = true;
  if (role === "init") sync.starting = [];
  else sync.starting.shift();
}

interface CreateStep extends Step {
  readonly name: string;
  readonly micros: number;
  /** -1 when nothing was pulled. */
  readonly sizeBytes: number;
}

const createStep: EventType<CreateStep> = defineStep<CreateStep>(
  "create",
  (sim, worker, sync, { name, micros, sizeBytes }) => {
    const container = worker.containers.find((candidate) => candidate.name === name);
    const spec = findContainer(worker.pod, name);
    if (container === undefined || spec === undefined) return;
    if (sizeBytes >= 0) {
      imagePulled(sim, worker, container, spec.image, micros, sizeBytes);
      sim.schedule(drawLatency(sim, "create"), createStep, { ...stepOf(worker), name, micros: 0, sizeBytes: -1 });
      return;
    }
    const made = makeContainer(sim, worker, container, spec);
    if (made.ok) sim.schedule(made.micros, launchStep, { ...stepOf(worker), name });
    else {
      skipFailed(sync, container);
      startNext(sim, worker, sync);
    }
  },
);

const launchStep = defineStep<Step & { readonly name: string }>("launch", (sim, worker, sync, { name }) => {
  const container = worker.containers.find((candidate) => candidate.name === name);
  if (container === undefined) return;
  const ok = launchContainer(sim, worker, container);
  changeSeenLater(sim, worker);
  const postStart = findContainer(worker.pod, name)?.lifecycle?.postStart;
  if (!ok) skipFailed(sync, container);
  else if (postStart === undefined) sync.starting.shift();
  else {
    sync.stage = "hook";
    runHook(sim, worker, container, postStart, hookDone, { ...stepOf(worker), name });
    return;
  }
  startNext(sim, worker, sync);
});

const hookDone: EventType<Step & { readonly name: string } & HookReply> = defineStep<
  Step & { readonly name: string } & HookReply
>("post-start-done", (sim, worker, sync, { name, ok, message }) => {
  const container = worker.containers.find((candidate) => candidate.name === name);
  if (container === undefined || sync.stage !== "hook") return;
  if (ok) {
    sync.starting.shift();
    startNext(sim, worker, sync);
    return;
  }
  recordContainerEvent(sim, worker, container, "Warning", "FailedPostStartHook", texts.postStartFailed);
  container.waiting = waitingFor("PostStartHookError", message);
  skipFailed(sync, container);
  sync.stage = "kill";
  const grace = worker.pod.spec.terminationGracePeriodSeconds ?? 30;
  if (stopContainer(sim, worker, container, grace, "FailedPostStartHook"))
    sync.killing.push(container.current?.id ?? "");
  killedInSync(sim, worker);
});

function endSync(sim: Simulation, worker: PodWorker, { failed }: SyncProgress): void {
  const { pending } = worker;
  worker.sync = null;
  worker.pending = false;
  worker.token += 1;
  worker.lastSyncEnd = sim.now;
  if (failed) requestSync(sim, worker, retryAt(sim, worker.nodeName));
  if (pending) requestSync(sim, worker, sim.now + drawLatency(sim, "relist"));
}
