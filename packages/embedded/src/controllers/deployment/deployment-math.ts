/**
 * The arithmetic of deployments: surge, unavailability, sums over replica sets.
 * @module
 */
import type { Deployment, IntOrString, ReplicaSet } from "@aiops-gym/cluster";

function shareOf(value: IntOrString | undefined, total: number, round: (value: number) => number): number {
  if (value === undefined) return 0;
  if (typeof value === "number") return value;
  return round((Number.parseInt(value, 10) * total) / 100);
}

/** Pods beyond the wanted number that a rollout may run. */
export function maxSurge({ spec }: Deployment): number {
  if (spec.strategy.type !== "RollingUpdate") return 0;
  return shareOf(spec.strategy.rollingUpdate?.maxSurge, spec.replicas, Math.ceil);
}

/** Pods of the wanted number that may be unavailable in a rollout. */
export function maxUnavailable(deployment: Deployment): number {
  const { spec } = deployment;
  if (spec.strategy.type !== "RollingUpdate" || spec.replicas === 0) return 0;
  const share = shareOf(spec.strategy.rollingUpdate?.maxUnavailable, spec.replicas, Math.floor);
  // shares that both round to nothing would never let a rollout begin
  const atLeast = share === 0 && maxSurge(deployment) === 0 ? 1 : share;
  return Math.min(atLeast, spec.replicas);
}

/** Pods that replica sets are to have. */
export function wantedReplicas(sets: readonly ReplicaSet[]): number {
  return sets.reduce((sum, { spec }) => sum + spec.replicas, 0);
}

/** Pods that replica sets have, by one of the counts in their status. */
export function countedReplicas(
  sets: readonly ReplicaSet[],
  field: "replicas" | "readyReplicas" | "availableReplicas",
): number {
  return sets.reduce((sum, { status }) => sum + (status[field] ?? 0), 0);
}

/** Replica sets that are to have pods. */
export function activeSets(sets: readonly ReplicaSet[]): readonly ReplicaSet[] {
  return sets.filter(({ spec }) => spec.replicas > 0);
}

/** How many pods the new replica set is to have now. */
export function newSetReplicas(deployment: Deployment, sets: readonly ReplicaSet[], replicasOfNew: number): number {
  const wanted = deployment.spec.replicas;
  if (deployment.spec.strategy.type === "Recreate") return wanted;
  const room = wanted + maxSurge(deployment) - wantedReplicas(sets);
  return room <= 0 ? replicasOfNew : replicasOfNew + Math.min(room, wanted - replicasOfNew);
}
