/**
 * The conditions of a pod, from its phase and the statuses of its containers.
 * @module
 */
import { type Condition, type ContainerStatus, type Pod, type PodStatus, toRfc3339 } from "@aiops-gym/cluster";
import { findCondition } from "../controllers/conditions.ts";
import type { Simulation } from "../kernel/simulation.ts";
import { initRole } from "./container-roles.ts";
import type { PodWorker } from "./kubelet-state.ts";

type Phase = NonNullable<PodStatus["phase"]>;
type Said = Pick<Condition, "status" | "reason" | "message">;

const kubeletOwned: ReadonlySet<string> = new Set([
  "PodReadyToStartContainers",
  "Initialized",
  "Ready",
  "ContainersReady",
  "PodScheduled",
  "PodResizePending",
  "PodResizeInProgress",
]);

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
  const others = before.filter(({ type }) => !kubeletOwned.has(type));
  const containersReady = readyCondition(pod, phase, statuses, initStatuses);
  const ready = withGates(pod, containersReady, others);
  const now = toRfc3339(sim.now);
  const { generation } = pod.metadata;
  const conditions = [...others];
  const tell = (type: string, { status, reason, message }: Said, isProbed = false): void => {
    const old = findCondition(before, type);
    const condition: Record<string, unknown> = generation === undefined ? {} : { observedGeneration: generation };
    condition["lastProbeTime"] = isProbed ? (old?.["lastProbeTime"] ?? now) : null;
    condition["lastTransitionTime"] = old?.status === status ? (old.lastTransitionTime ?? now) : now;
    condition["type"] = type;
    condition["status"] = status;
    if (reason !== undefined) condition["reason"] = reason;
    if (message !== undefined) condition["message"] = message;
    conditions.push(condition as unknown as Condition);
  };
  const { pending, inProgress } = worker.resize;
  if (pending !== null) tell("PodResizePending", { status: "True", ...pending }, true);
  if (inProgress !== 0) tell("PodResizeInProgress", { status: "True" }, true);
  tell("PodReadyToStartContainers", { status: worker.seenSandbox === "ready" ? "True" : "False" });
  tell("Initialized", initialized(pod, phase, statuses, initStatuses));
  tell("Ready", ready);
  tell("ContainersReady", containersReady);
  tell("PodScheduled", { status: "True" });
  return conditions;
}

function isSidecar({ spec }: Pod, name: string): boolean {
  const container = spec.initContainers?.find((candidate) => candidate.name === name);
  return container !== undefined && initRole(container) === "sidecar";
}

function readyCondition(
  pod: Pod,
  phase: Phase,
  statuses: readonly ContainerStatus[],
  initStatuses: readonly ContainerStatus[],
): Said {
  if (phase === "Succeeded") return { status: "False", reason: "PodCompleted" };
  if (phase === "Failed") return { status: "False", reason: "PodFailed" };
  const sidecars = initStatuses.filter(({ name }) => isSidecar(pod, name));
  const order = pod.spec.containers.map(({ name }) => name);
  const mains = [...statuses].sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
  const unready = [...sidecars, ...mains].filter(({ ready }) => !ready).map(({ name }) => name);
  if (unready.length === 0) return { status: "True" };
  const message = `containers with unready status: [${unready.join(" ")}]`;
  return { status: "False", reason: "ContainersNotReady", message };
}

/** Readiness gates: conditions that others write. */
function withGates({ spec }: Pod, containersReady: Said, conditions: readonly Condition[]): Said {
  if (containersReady.status !== "True" || spec.readinessGates === undefined) return containersReady;
  const missing: string[] = [];
  for (const { conditionType } of spec.readinessGates) {
    const status = conditions.find(({ type }) => type === conditionType)?.status;
    const gate = `pod readiness gate "${conditionType}"`;
    if (status === undefined) missing.push(`corresponding condition of ${gate} does not exist.`);
    else if (status !== "True") missing.push(`the status of ${gate} is not "True", but ${status}`);
  }
  if (missing.length === 0) return containersReady;
  return { status: "False", reason: "ReadinessGatesNotReady", message: missing.join(", ") };
}

function initialized(
  pod: Pod,
  phase: Phase,
  statuses: readonly ContainerStatus[],
  initStatuses: readonly ContainerStatus[],
): Said {
  if (phase === "Succeeded") return { status: "True", reason: "PodCompleted" };
  const begun = statuses.some(
    ({ state, lastState }) => (state.running ?? state.terminated ?? lastState.terminated) !== undefined,
  );
  const incomplete = initStatuses
    .filter(({ name, ready, started }) => (isSidecar(pod, name) ? started !== true : !ready))
    .map(({ name }) => name);
  if (begun || incomplete.length === 0) return { status: "True" };
  const message = `containers with incomplete status: [${incomplete.join(" ")}]`;
  return { status: "False", reason: "ContainersNotInitialized", message };
}
