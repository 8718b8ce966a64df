/**
 * The phase and the conditions of a pod, from the statuses of its containers.
 * @module
 */
import { type Condition, type ContainerStatus, type Pod, type PodStatus, toRfc3339 } from "@aiops-gym/cluster";
import type { Simulation } from "../kernel/simulation.ts";
import type { PodWorker } from "./kubelet-state.ts";

type Phase = NonNullable<PodStatus["phase"]>;

const kubeletOwned: ReadonlySet<string> = new Set([
  "PodReadyToStartContainers",
  "Initialized",
  "Ready",
  "ContainersReady",
  "PodScheduled",
]);

/** The phase of a pod; `over`: none of its containers will be started again. */
export function phaseOf(
  { spec }: Pod,
  statuses: readonly ContainerStatus[],
  initStatuses: readonly ContainerStatus[],
  over: boolean,
): Phase {
  let pendingInit = 0;
  let failedInit = 0;
  for (const { state, lastState } of initStatuses) {
    const ended = state.terminated ?? (state.waiting === undefined ? undefined : lastState.terminated);
    if (ended === undefined) pendingInit += 1;
    else if (ended.exitCode !== 0) failedInit += 1;
  }
  let running = 0;
  let waiting = 0;
  let stopped = 0;
  let succeeded = 0;
  for (const { state, lastState } of statuses) {
    if (state.running !== undefined) running += 1;
    else if (state.terminated !== undefined) {
      stopped += 1;
      if (state.terminated.exitCode === 0) succeeded += 1;
    } else if (lastState.terminated !== undefined) stopped += 1;
    else waiting += 1;
  }
  if (failedInit > 0 && spec.restartPolicy === "Never") return "Failed";
  const begun = running + stopped > 0;
  if ((pendingInit > 0 && !begun) || waiting > 0) return "Pending";
  if (running > 0) return "Running";
  if (stopped === 0) return "Pending";
  if (over) return stopped === succeeded ? "Succeeded" : "Failed";
  if (spec.restartPolicy === "Always") return "Running";
  if (stopped === succeeded) return "Succeeded";
  return spec.restartPolicy === "Never" ? "Failed" : "Running";
}

/** All conditions of a pod; those of others stay in front. */
export function conditionsOf(
  sim: Simulation,
  worker: PodWorker,
  pod: Pod,
  statuses: readonly ContainerStatus[],
  initStatuses: readonly ContainerStatus[],
  phase: Phase,
): readonly Condition[] {
  const before = pod.status.conditions ?? [];
  const unready = statuses.filter(({ ready }) => !ready).map(({ name }) => name);
  const containersReady = readyCondition(phase, unready);
  const wanted: readonly Pick<Condition, "type" | "status" | "reason" | "message">[] = [
    { type: "PodReadyToStartContainers", status: worker.seenSandbox === "ready" ? "True" : "False" },
    { type: "Initialized", ...initialized(phase, statuses, initStatuses) },
    { type: "Ready", ...containersReady },
    { type: "ContainersReady", ...containersReady },
    { type: "PodScheduled", status: "True" },
  ];
  const others = before.filter(({ type }) => !kubeletOwned.has(type));
  const now = toRfc3339(sim.now);
  const generation = pod.metadata.generation;
  const own = wanted.map((condition): Condition => {
    const old = before.find(({ type }) => type === condition.type);
    const since = old?.status === condition.status ? (old.lastTransitionTime ?? now) : now;
    return {
      ...(generation === undefined ? {} : { observedGeneration: generation }),
      lastProbeTime: null,
      lastTransitionTime: since,
      ...condition,
    };
  });
  return [...others, ...own];
}

function readyCondition(phase: Phase, unready: readonly string[]): Pick<Condition, "status" | "reason" | "message"> {
  if (phase === "Succeeded") return { status: "False", reason: "PodCompleted" };
  if (phase === "Failed") return { status: "False", reason: "PodFailed" };
  if (unready.length === 0) return { status: "True" };
  const message = `containers with unready status: [${unready.join(" ")}]`;
  return { status: "False", reason: "ContainersNotReady", message };
}

function initialized(
  phase: Phase,
  statuses: readonly ContainerStatus[],
  initStatuses: readonly ContainerStatus[],
): Pick<Condition, "status" | "reason" | "message"> {
  if (phase === "Succeeded") return { status: "True", reason: "PodCompleted" };
  const begun = statuses.some(
    ({ state, lastState }) => (state.running ?? state.terminated ?? lastState.terminated) !== undefined,
  );
  const incomplete = initStatuses.filter(({ ready }) => !ready).map(({ name }) => name);
  if (begun || incomplete.length === 0) return { status: "True" };
  const message = `containers with incomplete status: [${incomplete.join(" ")}]`;
  return { status: "False", reason: "ContainersNotInitialized", message };
}
