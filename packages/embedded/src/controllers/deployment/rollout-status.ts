/**
 * The status of a deployment: counts, availability, progress and its deadline.
 * @module
 */
import {
  type Condition,
  type Deployment,
  type DeploymentStatus,
  fromRfc3339,
  microsPerSecond,
  type ReplicaSet,
  toRfc3339,
} from "@aiops-gym/cluster";
import { writeStatus } from "../../apiserver/write.ts";
import type { Simulation } from "../../kernel/simulation.ts";
import { findCondition, removeCondition, setCondition } from "../conditions.ts";
import { countedReplicas, maxUnavailable, wantedReplicas } from "./deployment-math.ts";
import type { Sets } from "./replica-sets.ts";

const progressing = "Progressing";
const noDeadline = 2_147_483_647;
const messages = {
  available: "Deployment has minimum availability.",
  unavailable: "Deployment does not have minimum availability.",
};

function hasDeadline({ spec }: Deployment): boolean {
  return spec.progressDeadlineSeconds !== noDeadline;
}

/** Writes the counts and the availability; says nothing of progress (scalings, paused deployments). */
export function syncCounts(sim: Simulation, deployment: Deployment, sets: Sets): void {
  writeStatus(sim, deployment, statusOf(sim, deployment, sets));
}

/** Whether all pods are of the new template and available. */
export function isComplete(deployment: Deployment, status: DeploymentStatus): boolean {
  const { replicas } = deployment.spec;
  return (
    (status.updatedReplicas ?? 0) === replicas &&
    (status.replicas ?? 0) === replicas &&
    (status.availableReplicas ?? 0) === replicas &&
    (status.observedGeneration ?? 0) >= (deployment.metadata.generation ?? 0)
  );
}

function statusOf(sim: Simulation, deployment: Deployment, sets: Sets): DeploymentStatus {
  const { current, all } = sets;
  const available = countedReplicas(all, "availableReplicas");
  const enough = available >= deployment.spec.replicas - maxUnavailable(deployment);
  const conditions = setCondition(sim, deployment.status.conditions ?? [], {
    type: "Available",
    status: enough ? "True" : "False",
    reason: enough ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
    message: enough ? messages.available : messages.unavailable,
  });
  const { collisionCount } = deployment.status;
  const { generation } = deployment.metadata;
  const status: Mutable<DeploymentStatus> = {};
  if (generation !== undefined) status.observedGeneration = generation;
  // counts of nothing are left out, as Go omits them
  const count = (field: CountField, number: number) => {
    if (number > 0) status[field] = number;
  };
  count("replicas", countedReplicas(all, "replicas"));
  count("updatedReplicas", current === undefined ? 0 : current.status.replicas);
  count("readyReplicas", countedReplicas(all, "readyReplicas"));
  count("availableReplicas", available);
  count("unavailableReplicas", Math.max(0, wantedReplicas(all) - available));
  if (collisionCount !== undefined) status.collisionCount = collisionCount;
  status.conditions = conditions;
  return status;
}

type Mutable<T> = { -readonly [field in keyof T]: T[field] };
type CountField = "replicas" | "updatedReplicas" | "readyReplicas" | "availableReplicas" | "unavailableReplicas";

/** Writes counts, availability and progress. Answers when to look again for the deadline (in microseconds from now). */
export function syncRollout(sim: Simulation, deployment: Deployment, sets: Sets): number | undefined {
  const counted = statusOf(sim, deployment, sets);
  const current = findCondition(deployment.status.conditions, progressing);
  const done =
    (counted.replicas ?? 0) === (counted.updatedReplicas ?? 0) && current?.reason === "NewReplicaSetAvailable";
  let conditions = counted.conditions ?? [];
  if (!hasDeadline(deployment)) conditions = removeCondition(conditions, progressing);
  else if (!done) conditions = progressOf(sim, deployment, counted, sets.current, current);
  conditions = failuresOf(sim, conditions, sets);
  const status = conditions === counted.conditions ? counted : { ...counted, conditions };
  const before = deployment.metadata.resourceVersion;
  const written = writeStatus(sim, deployment, status);
  if (written.metadata.resourceVersion !== before) return undefined;
  return untilDeadline(sim, deployment, status, current);
}

function progressOf(
  sim: Simulation,
  deployment: Deployment,
  status: DeploymentStatus,
  set: ReplicaSet | undefined,
  current: Condition | undefined,
): readonly Condition[] {
  const conditions = status.conditions ?? [];
  const subject = set === undefined ? `Deployment "${deployment.metadata.name}"` : `ReplicaSet "${set.metadata.name}"`;
  if (isComplete(deployment, status)) {
    const message = `${subject} has successfully progressed.`;
    return setCondition(sim, conditions, {
      type: progressing,
      status: "True",
      reason: "NewReplicaSetAvailable",
      message,
    });
  }
  if (hasProgressed(deployment.status, status)) {
    const now = toRfc3339(sim.now);
    const since = current?.status === "True" ? (current.lastTransitionTime ?? now) : now;
    const next: Condition = {
      type: progressing,
      status: "True",
      lastUpdateTime: now,
      lastTransitionTime: since,
      reason: "ReplicaSetUpdated",
      message: `${subject} is progressing.`,
    };
    return [...removeCondition(conditions, progressing), next];
  }
  if (isTimedOut(sim, deployment, current)) {
    const message = `${subject} has timed out progressing.`;
    const reason = "ProgressDeadlineExceeded";
    return setCondition(sim, conditions, { type: progressing, status: "False", reason, message });
  }
  return conditions;
}

function hasProgressed(before: DeploymentStatus, after: DeploymentStatus): boolean {
  const old = (status: DeploymentStatus) => (status.replicas ?? 0) - (status.updatedReplicas ?? 0);
  return (
    (after.updatedReplicas ?? 0) > (before.updatedReplicas ?? 0) ||
    old(after) < old(before) ||
    (after.readyReplicas ?? 0) > (before.readyReplicas ?? 0) ||
    (after.availableReplicas ?? 0) > (before.availableReplicas ?? 0)
  );
}

function deadlineOf(deployment: Deployment, current: Condition): number {
  return fromRfc3339(current.lastUpdateTime ?? "") + deployment.spec.progressDeadlineSeconds * microsPerSecond;
}

function isTimedOut(sim: Simulation, deployment: Deployment, current: Condition | undefined): boolean {
  if (current === undefined || current.reason === "NewReplicaSetAvailable") return false;
  return current.reason === "ProgressDeadlineExceeded" || deadlineOf(deployment, current) < sim.now;
}

function untilDeadline(
  sim: Simulation,
  deployment: Deployment,
  status: DeploymentStatus,
  current: Condition | undefined,
): number | undefined {
  if (!hasDeadline(deployment) || current === undefined || isComplete(deployment, status)) return undefined;
  // Once it was available it never times out; what changes then has it looked at anyway.
  if (current.reason === "ProgressDeadlineExceeded" || current.reason === "NewReplicaSetAvailable") return undefined;
  return Math.max(0, deadlineOf(deployment, current) - sim.now) + microsPerSecond;
}

/** A replica set that cannot make its pods says why; the deployment repeats it, the new set's reason first. */
function failuresOf(sim: Simulation, conditions: readonly Condition[], { current, all }: Sets): readonly Condition[] {
  const type = "ReplicaFailure";
  const sets = current === undefined ? all : [current, ...all];
  for (const { status } of sets) {
    const failure = findCondition(status.conditions, type);
    if (failure !== undefined) return setCondition(sim, conditions, failure);
  }
  return removeCondition(conditions, type);
}
