/**
 * Scaling of deployments while several of their replica sets have pods: in proportion.
 * @module
 */
import type { Deployment, ReplicaSet } from "@aiops-gym/cluster";
import type { Simulation } from "../../kernel/simulation.ts";
import { activeSets, maxSurge, wantedReplicas } from "./deployment-math.ts";
import { byCreation, type Sets, scaleSet } from "./replica-sets.ts";

/** Answers a changed number of replicas, or a paused deployment's. */
export function scaleDeployment(sim: Simulation, deployment: Deployment, sets: Sets): Sets {
  const changed = new Map<ReplicaSet, ReplicaSet>();
  const size = (set: ReplicaSet, replicas: number) => changed.set(set, scaleSet(sim, deployment, set, replicas));
  const only = activeOrLatest(sets);
  if (only !== undefined) {
    if (only.spec.replicas !== deployment.spec.replicas) size(only, deployment.spec.replicas);
  } else if (isSaturated(deployment, sets.current)) {
    for (const set of activeSets(sets.old)) size(set, 0);
  } else if (deployment.spec.strategy.type === "RollingUpdate") {
    for (const [set, replicas] of proportions(deployment, activeSets(sets.all))) size(set, replicas);
  }
  const now = (set: ReplicaSet) => changed.get(set) ?? set;
  return {
    current: sets.current === undefined ? undefined : now(sets.current),
    old: sets.old.map(now),
    all: sets.all.map(now),
  };
}

/** The one replica set that has pods; when none has, the newest. */
function activeOrLatest({ current, old, all }: Sets): ReplicaSet | undefined {
  const active = activeSets(all);
  if (active.length === 0) return current ?? old.at(-1);
  return active.length === 1 ? active[0] : undefined;
}

function isSaturated({ spec }: Deployment, set: ReplicaSet | undefined): boolean {
  if (set === undefined) return false;
  return set.spec.replicas === spec.replicas && (set.status.availableReplicas ?? 0) === spec.replicas;
}

function proportions(deployment: Deployment, active: readonly ReplicaSet[]): ReadonlyMap<ReplicaSet, number> {
  const wanted = deployment.spec.replicas;
  const allowed = wanted > 0 ? wanted + maxSurge(deployment) : 0;
  const total = wantedReplicas(active);
  const toAdd = allowed - total;
  // the largest first; of the same size the newer when growing, the older when shrinking
  const ordered = [...active].sort(
    (a, b) => b.spec.replicas - a.spec.replicas || (toAdd > 0 ? byCreation(b, a) : byCreation(a, b)),
  );
  const sizes = new Map<ReplicaSet, number>();
  let added = 0;
  for (const set of ordered) {
    const share = toAdd === 0 ? 0 : shareOf(set.spec.replicas, total, allowed, toAdd - added);
    sizes.set(set, set.spec.replicas + share);
    added += share;
  }
  const [first] = ordered;
  if (first !== undefined && toAdd !== added) {
    sizes.set(first, Math.max(0, (sizes.get(first) ?? 0) + toAdd - added));
  }
  return sizes;
}

function shareOf(replicas: number, total: number, allowed: number, left: number): number {
  const fraction = Math.round((replicas * allowed) / total) - replicas;
  return left > 0 ? Math.min(fraction, left) : Math.max(fraction, left);
}
