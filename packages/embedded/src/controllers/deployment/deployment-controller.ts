/**
 * The deployment controller: rollouts (rolling and recreating), scaling, pausing, history.
 * @module
 */
import { type Deployment, labelMatcher, type Pod, type ReplicaSet } from "@aiops-gym/cluster";
import { deleteObject } from "../../apiserver/api-server.ts";
import { dependentsOf, getByKey, listObjects, objectKey, observeKind } from "../../apiserver/store.ts";
import { writeStatus } from "../../apiserver/write.ts";
import type { Simulation } from "../../kernel/simulation.ts";
import { findCondition, setCondition } from "../conditions.ts";
import { controllerOf } from "../owners.ts";
import { type Controller, defineController, enqueue, enqueueAfter } from "../work-queue.ts";
import { activeSets, countedReplicas, maxUnavailable, newSetReplicas, wantedReplicas } from "./deployment-math.ts";
import { byCreation, byRevision, type Sets, scaleSet, setsOf, syncRevision } from "./replica-sets.ts";
import { isComplete, syncCounts, syncRollout } from "./rollout-status.ts";
import { scaleDeployment } from "./scaling.ts";
import { sizedFor, sizedForOther } from "./set-annotations.ts";

const controller: Controller = defineController("deployment", (sim, key) => {
  const deployment = getByKey<Deployment>(sim, "Deployment", key);
  if (deployment !== undefined) syncDeployment(sim, deployment);
});

/** From a replica set's change to its correction: long enough for the set to have made pods that have found their nodes. */
const correctionMicros = 35_000;

observeKind<Deployment>("Deployment", (sim, { type, object }) => {
  if (type !== "DELETED") enqueue(sim, controller, objectKey(object));
});

observeKind<ReplicaSet>("ReplicaSet", (sim, { object, previous }) => {
  // the replica set's own controller sees a size set by hand before it is corrected
  const byHand = object.spec.replicas > sizedFor(object);
  for (const set of previous === undefined ? [object] : [object, previous]) {
    const owner = controllerOf(set);
    if (owner?.kind !== "Deployment") continue;
    if (byHand) enqueueAfter(sim, controller, `${set.metadata.namespace}/${owner.name}`, correctionMicros);
    else enqueue(sim, controller, `${set.metadata.namespace}/${owner.name}`);
  }
  const { labels, namespace, deletionTimestamp } = object.metadata;
  if (controllerOf(object) !== undefined || deletionTimestamp !== undefined) return;
  if (previous !== undefined && previous.metadata === object.metadata) return;
  // an orphan: somebody may want it
  for (const deployment of listObjects<Deployment>(sim, "Deployment", namespace)) {
    if (labelMatcher(deployment.spec.selector)(labels)) enqueue(sim, controller, objectKey(deployment));
  }
});

// A recreating deployment waits for its old pods to be gone.
observeKind<Pod>("Pod", (sim, { type, object }) => {
  if (type !== "DELETED") return;
  const owner = controllerOf(object);
  if (owner?.kind !== "ReplicaSet") return;
  const set = getByKey<ReplicaSet>(sim, "ReplicaSet", `${object.metadata.namespace}/${owner.name}`);
  const top = set === undefined ? undefined : controllerOf(set);
  if (top?.kind === "Deployment") enqueue(sim, controller, `${object.metadata.namespace}/${top.name}`);
});

function syncDeployment(sim: Simulation, stored: Deployment): void {
  if (stored.metadata.deletionTimestamp !== undefined) {
    syncCounts(sim, stored, setsOf(sim, stored));
    return;
  }
  const checked = checkPaused(sim, stored);
  const begun = syncRevision(sim, checked, setsOf(sim, checked), false);
  if (begun === undefined) return;
  const { deployment, sets } = begun;
  const scaling = activeSets(sets.all).some((set) => sizedForOther(set, deployment.spec.replicas));
  if (deployment.spec.paused === true || scaling) {
    const scaled = scaleDeployment(sim, deployment, sets);
    if (deployment.spec.paused === true) cleanUp(sim, deployment, scaled.old);
    syncCounts(sim, deployment, scaled);
    return;
  }
  const again =
    deployment.spec.strategy.type === "Recreate" ? recreate(sim, deployment, sets) : rollOver(sim, deployment, sets);
  if (again !== undefined) enqueueAfter(sim, controller, objectKey(deployment), again);
}

function checkPaused(sim: Simulation, deployment: Deployment): Deployment {
  const current = findCondition(deployment.status.conditions, "Progressing");
  if (current?.reason === "ProgressDeadlineExceeded") return deployment;
  const wasPaused = current?.reason === "DeploymentPaused";
  const paused = deployment.spec.paused === true;
  if (paused === wasPaused) return deployment;
  const conditions = setCondition(sim, deployment.status.conditions ?? [], {
    type: "Progressing",
    status: "Unknown",
    reason: paused ? "DeploymentPaused" : "DeploymentResumed",
    message: paused ? "Deployment is paused" : "Deployment is resumed",
  });
  return writeStatus(sim, deployment, { ...deployment.status, conditions });
}

function withSet(sets: Sets, before: ReplicaSet, after: ReplicaSet): Sets {
  const now = (set: ReplicaSet) => (set === before ? after : set);
  return {
    current: sets.current === undefined ? undefined : now(sets.current),
    old: sets.old.map(now),
    all: sets.all.map(now),
  };
}

function rollOver(sim: Simulation, stored: Deployment, known: Sets): number | undefined {
  const begun = syncRevision(sim, stored, known, true);
  if (begun?.sets.current === undefined) return undefined;
  const { deployment, sets } = begun;
  const current = begun.sets.current;
  const wanted = deployment.spec.replicas;
  if (current.spec.replicas !== wanted) {
    const size = current.spec.replicas > wanted ? wanted : newSetReplicas(deployment, sets.all, current.spec.replicas);
    if (size !== current.spec.replicas) {
      return syncRollout(sim, deployment, withSet(sets, current, scaleSet(sim, deployment, current, size)));
    }
  }
  const shrunk = shrinkOld(sim, deployment, sets, current);
  if (shrunk === sets && isComplete(deployment, deployment.status)) cleanUp(sim, deployment, sets.old);
  return syncRollout(sim, deployment, shrunk);
}

/** Takes pods from old replica sets as far as availability lets it: unhealthy ones first. */
function shrinkOld(sim: Simulation, deployment: Deployment, sets: Sets, current: ReplicaSet): Sets {
  const active = [...activeSets(sets.old)].sort(byCreation);
  if (active.length === 0) return sets;
  const minAvailable = deployment.spec.replicas - maxUnavailable(deployment);
  const unavailableOfNew = current.spec.replicas - (current.status.availableReplicas ?? 0);
  let mayGo = wantedReplicas(sets.all) - minAvailable - unavailableOfNew;
  if (mayGo <= 0) return sets;
  let result = sets;
  const shrink = (set: ReplicaSet, by: number): ReplicaSet => {
    const smaller = scaleSet(sim, deployment, set, set.spec.replicas - by);
    result = withSet(result, set, smaller);
    return smaller;
  };
  const healthy: ReplicaSet[] = [];
  for (const set of active) {
    const unhealthy = set.spec.replicas - (set.status.availableReplicas ?? 0);
    // it was made smaller, and its status does not know it yet: nothing is decided on such counts
    if (mayGo > 0 && unhealthy < 0) return result;
    const by = Math.min(mayGo, unhealthy);
    mayGo -= Math.max(0, by);
    healthy.push(by > 0 ? shrink(set, by) : set);
  }
  let spare = countedReplicas(result.all, "availableReplicas") - minAvailable;
  for (const set of healthy) {
    const by = Math.min(set.spec.replicas, spare);
    if (by <= 0) continue;
    spare -= by;
    shrink(set, by);
  }
  return result;
}

function recreate(sim: Simulation, stored: Deployment, known: Sets): number | undefined {
  const toStop = activeSets(known.old);
  if (toStop.length > 0) {
    let sets = known;
    for (const set of toStop) sets = withSet(sets, set, scaleSet(sim, stored, set, 0));
    return syncRollout(sim, stored, sets);
  }
  if (oldPodsRun(sim, known)) return syncRollout(sim, stored, known);
  const begun = syncRevision(sim, stored, known, true);
  if (begun?.sets.current === undefined) return undefined;
  const { deployment } = begun;
  let { sets } = begun;
  const { current } = sets;
  if (current !== undefined && current.spec.replicas !== deployment.spec.replicas) {
    sets = withSet(sets, current, scaleSet(sim, deployment, current, deployment.spec.replicas));
  }
  if (isComplete(deployment, deployment.status)) cleanUp(sim, deployment, sets.old);
  return syncRollout(sim, deployment, sets);
}

function oldPodsRun(sim: Simulation, { old }: Sets): boolean {
  if (countedReplicas(old, "replicas") > 0) return true;
  return old.some((set) =>
    dependentsOf(sim, set.metadata.uid).some((object) => {
      const phase = (object as Pod).status.phase;
      return object.kind === "Pod" && phase !== "Failed" && phase !== "Succeeded";
    }),
  );
}

/** Old replica sets beyond the history limit go, the oldest revisions first. */
function cleanUp(sim: Simulation, deployment: Deployment, old: readonly ReplicaSet[]): void {
  const removable = old.filter(({ metadata }) => metadata.deletionTimestamp === undefined).sort(byRevision);
  const surplus = removable.length - deployment.spec.revisionHistoryLimit;
  for (const set of removable.slice(0, Math.max(0, surplus))) {
    const observed = (set.status.observedGeneration ?? 0) >= (set.metadata.generation ?? 0);
    if (set.status.replicas !== 0 || set.spec.replicas !== 0 || !observed) continue;
    const { name, namespace = "" } = set.metadata;
    deleteObject(sim, { apiVersion: "apps/v1", kind: "ReplicaSet", namespace, name });
  }
}
