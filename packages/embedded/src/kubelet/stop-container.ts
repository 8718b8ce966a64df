/**
 * Stopping a container: its `preStop` hook, its turn among others, SIGTERM, and SIGKILL when its grace is over.
 * @module
 */
import { microsPerSecond } from "@aiops-gym/cluster";
import { defineEvent, type EventType, type Simulation } from "../kernel/simulation.ts";
import { runningContainer, signalContainer } from "../runtime/containers.ts";
import { findContainer } from "./container-roles.ts";
import type { ContainerWorker, PodWorker, Stopping } from "./kubelet-state.ts";
import { minimumGraceSeconds } from "./kubelet-table.ts";
import { texts } from "./kubelet-texts.ts";
import { recordContainerEvent } from "./record.ts";
import { type HookReply, runHook } from "./run-hook.ts";

interface StopStep {
  readonly uid: string;
  readonly name: string;
  readonly token: number;
}

function find(
  sim: Simulation,
  { uid, name, token }: StopStep,
): { worker: PodWorker; container: ContainerWorker; stopping: Stopping } | undefined {
  const worker = sim.state.kubelet.pods.get(uid);
  const container = worker?.containers.find((candidate) => candidate.name === name);
  const stopping = container?.stopping;
  if (worker === undefined || container === undefined || !stopping || stopping.token !== token) return undefined;
  return { worker, container, stopping };
}

function stepOf(worker: PodWorker, { name }: ContainerWorker, { token }: Stopping): StopStep {
  return { uid: worker.uid, name, token };
}

/**
 * Begins to stop a container, or to stop it sooner, and says so.
 *
 * @param graceSeconds - How long hooks, turns and the process may take together.
 * @param ordered - Whether sidecars wait until the others have ended.
 * @returns false when it does not run.
 */
export function stopContainer(
  sim: Simulation,
  worker: PodWorker,
  container: ContainerWorker,
  graceSeconds: number,
  message: string,
  ordered = false,
): boolean {
  const id = container.current?.id ?? "";
  if (runningContainer(sim, id) === undefined) return false;
  recordContainerEvent(sim, worker, container, "Normal", "Killing", message);
  const before = container.stopping?.id === id ? container.stopping : null;
  const stopping: Stopping = {
    id,
    token: (before?.token ?? 0) + 1,
    stage: "hook",
    hookOut: false,
    ordered,
    grace: graceSeconds,
    since: sim.now,
  };
  container.stopping = stopping;
  const preStop = findContainer(worker.pod, container.name)?.lifecycle?.preStop;
  if (preStop === undefined || graceSeconds <= 0 || before !== null) waitForTurn(sim, worker, container, stopping);
  else {
    stopping.hookOut = true;
    const step = stepOf(worker, container, stopping);
    sim.schedule(graceSeconds * microsPerSecond, hookOver, step);
    runHook(sim, worker, container, preStop, hookDone, step);
  }
  return true;
}

const hookDone: EventType<StopStep & HookReply> = defineEvent("kubelet/pre-stop-done", (sim: Simulation, reply) => {
  const found = find(sim, reply);
  if (found?.stopping.hookOut !== true) return;
  const { worker, container, stopping } = found;
  stopping.hookOut = false;
  if (!reply.ok) recordContainerEvent(sim, worker, container, "Warning", "FailedPreStopHook", texts.preStopFailed);
  if (stopping.stage === "hook") waitForTurn(sim, worker, container, stopping);
});

const hookOver = defineEvent("kubelet/pre-stop-over", (sim: Simulation, step: StopStep) => {
  const found = find(sim, step);
  if (found?.stopping.stage === "hook") waitForTurn(sim, found.worker, found.container, found.stopping);
});

/** Whole seconds that passed in a stage are taken from the grace. */
function passed(sim: Simulation, stopping: Stopping): void {
  stopping.grace -= Math.floor((sim.now - stopping.since) / microsPerSecond);
  stopping.since = sim.now;
}

function waitForTurn(sim: Simulation, worker: PodWorker, container: ContainerWorker, stopping: Stopping): void {
  passed(sim, stopping);
  if (!stopping.ordered || stopping.grace <= 0 || isTurn(sim, worker, container)) {
    signal(sim, worker, container, stopping);
    return;
  }
  stopping.stage = "turn";
  sim.schedule(stopping.grace * microsPerSecond, turnOver, stepOf(worker, container, stopping));
}

/** Sidecars end after all others, and the last of them first. */
function isTurn(sim: Simulation, { containers }: PodWorker, { name, role }: ContainerWorker): boolean {
  if (role !== "sidecar") return true;
  const own = containers.findIndex((container) => container.name === name);
  return !containers.some(
    ({ role: other, current }, index) =>
      (other === "main" || (other === "sidecar" && index > own)) &&
      runningContainer(sim, current?.id ?? "") !== undefined,
  );
}

const turnOver = defineEvent("kubelet/turn-over", (sim: Simulation, step: StopStep) => {
  const found = find(sim, step);
  if (found?.stopping.stage !== "turn") return;
  passed(sim, found.stopping);
  signal(sim, found.worker, found.container, found.stopping);
});

/** A container of the pod ended: a hook in it has failed, and it may be another's turn. */
export function stoppedContainer(sim: Simulation, worker: PodWorker, ended: ContainerWorker): void {
  if (ended.stopping?.hookOut === true) {
    recordContainerEvent(sim, worker, ended, "Warning", "FailedPreStopHook", texts.preStopFailed);
  }
  ended.stopping = null;
  for (const container of worker.containers) {
    const { stopping } = container;
    if (stopping?.stage !== "turn" || !isTurn(sim, worker, container)) continue;
    passed(sim, stopping);
    signal(sim, worker, container, stopping);
  }
}

function signal(sim: Simulation, worker: PodWorker, container: ContainerWorker, stopping: Stopping): void {
  stopping.stage = "signal";
  const grace = Math.max(minimumGraceSeconds, stopping.grace);
  sim.schedule(grace * microsPerSecond, killDeadline, stepOf(worker, container, stopping));
  signalContainer(sim, stopping.id, "SIGTERM");
}

const killDeadline = defineEvent("kubelet/kill", (sim: Simulation, step: StopStep) => {
  const found = find(sim, step);
  if (found !== undefined) signalContainer(sim, found.stopping.id, "SIGKILL");
});
