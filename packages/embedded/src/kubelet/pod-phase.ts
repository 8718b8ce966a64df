/**
 * The phase of a pod, from the statuses of its containers.
 * @module
 */
import type { ContainerStatus, Pod, PodStatus } from "@aiops-gym/cluster";

type Phase = NonNullable<PodStatus["phase"]>;

interface Counts {
  running: number;
  waiting: number;
  stopped: number;
  succeeded: number;
  pendingInit: number;
  pendingSidecar: number;
  failedInit: number;
}

/** Whether all containers have ended and none will be started again. */
export function isOver(phase: PodStatus["phase"]): boolean {
  return phase === "Succeeded" || phase === "Failed";
}

/** The phase of a pod; `over`: none of its containers will be started again. */
export function phaseOf(
  { spec }: Pod,
  statuses: readonly ContainerStatus[],
  initStatuses: readonly ContainerStatus[],
  over: boolean,
): Phase {
  const counts: Counts = {
    running: 0,
    waiting: 0,
    stopped: 0,
    succeeded: 0,
    pendingInit: 0,
    pendingSidecar: 0,
    failedInit: 0,
  };
  for (const status of initStatuses) {
    const spec_ = spec.initContainers?.find(({ name }) => name === status.name);
    if (spec_?.restartPolicy === "Always") countSidecar(counts, status);
    else countInit(counts, status);
  }
  for (const status of statuses) countMain(counts, status);
  if (counts.failedInit > 0 && spec.restartPolicy === "Never") return "Failed";
  const initialized = statuses.some(({ containerID }) => containerID !== undefined);
  if (counts.pendingInit > 0 || (counts.pendingSidecar > 0 && !initialized) || counts.waiting > 0) return "Pending";
  if (counts.running > 0) return "Running";
  if (counts.stopped === 0) return "Pending";
  if (over) return counts.stopped === counts.succeeded ? "Succeeded" : "Failed";
  if (spec.restartPolicy === "Always") return "Running";
  if (counts.stopped === counts.succeeded) return "Succeeded";
  return spec.restartPolicy === "Never" ? "Failed" : "Running";
}

function countInit(counts: Counts, { state, lastState }: ContainerStatus): void {
  const ended = state.terminated ?? (state.waiting === undefined ? undefined : lastState.terminated);
  if (ended === undefined) counts.pendingInit += 1;
  else if (ended.exitCode !== 0) counts.failedInit += 1;
}

// one that has ended does not count
function countSidecar(counts: Counts, { state, lastState, started }: ContainerStatus): void {
  if (state.running !== undefined) {
    counts.running += 1;
    if (started !== true) counts.pendingSidecar += 1;
  } else if (state.waiting !== undefined && lastState.terminated === undefined) {
    counts.pendingSidecar += 1;
    counts.waiting += 1;
  }
}

function countMain(counts: Counts, { state, lastState }: ContainerStatus): void {
  if (state.running !== undefined) counts.running += 1;
  else if (state.terminated !== undefined) {
    counts.stopped += 1;
    if (state.terminated.exitCode === 0) counts.succeeded += 1;
  } else if (lastState.terminated !== undefined) counts.stopped += 1;
  else counts.waiting += 1;
}
