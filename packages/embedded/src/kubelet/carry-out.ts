/**
 * Carrying out what a sync has decided: containers that are to go are waited for, those to come are started one after another.
 * @module
 */
import type { EventType, Simulation } from "../kernel/simulation.ts";
import { runningContainer } from "../runtime/containers.ts";
import { findContainer } from "./container-roles.ts";
import { decideContainers } from "./decide-containers.ts";
import type { ContainerWorker, PodWorker, SyncProgress } from "./kubelet-state.ts";
import { hookTexts, texts } from "./kubelet-texts.ts";
import { drawLatency } from "./kubelet-timing.ts";
import { recordContainerEvent, waitingFor } from "./record.ts";
import { resizeInPlace } from "./resize-pod.ts";
import { type HookReply, runHook } from "./run-hook.ts";
import { ensureImage, imagePulled, isBackingOff, launchContainer, makeContainer } from "./start-container.ts";
import { stopContainer } from "./stop-container.ts";
import { changeSeenLater, defineStep, endSync, type Step, stepOf } from "./sync-steps.ts";
import { dropSandbox } from "./terminate-pod.ts";

interface ContainerStep extends Step {
  readonly name: string;
}

/** Decides what of the pod is to go and to come, and begins with it. */
export function carryOut(sim: Simulation, worker: PodWorker, sync: SyncProgress): void {
  decideContainers(sim, worker, sync);
  if (sync.killing.length > 0 || sync.killPod) {
    sync.stage = "kill";
    // they may have ended already
    killedInSync(sim, worker);
  } else startNext(sim, worker, sync);
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

function startNext(sim: Simulation, worker: PodWorker, sync: SyncProgress): void {
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
}

/** What follows an init container waits for it. */
function skipFailed(sync: SyncProgress, { role }: ContainerWorker): void {
  sync.failed = true;
  if (role === "init") sync.starting = [];
  else sync.starting.shift();
}

interface CreateStep extends ContainerStep {
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

const launchStep = defineStep<ContainerStep>("launch", (sim, worker, sync, { name }) => {
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

const hookDone: EventType<ContainerStep & HookReply> = defineStep<ContainerStep & HookReply>(
  "post-start-done",
  (sim, worker, sync, { name, ok, message }) => {
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
  },
);

/** A container ended while its `postStart` hook ran, which has failed by that. */
export function endedInHook(sim: Simulation, worker: PodWorker, { name }: ContainerWorker): void {
  const { sync, pod } = worker;
  if (sync?.stage !== "hook" || sync.starting[0] !== name) return;
  const command = findContainer(pod, name)?.lifecycle?.postStart?.exec?.command ?? [];
  const message = hookTexts.execFailed(command, name, pod, 137, "");
  sim.schedule(0, hookDone, { ...stepOf(worker), name, ok: false, message });
}
