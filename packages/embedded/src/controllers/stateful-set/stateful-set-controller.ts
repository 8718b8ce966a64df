/**
 * The stateful set controller: pods with names and claims of their own, made, updated and stopped in order.
 * @module
 */
import { microsPerSecond, type Pod, type StatefulSet } from "@aiops-gym/cluster";
import { getByKey, objectKey, observeKind } from "../../apiserver/store.ts";
import type { Simulation } from "../../kernel/simulation.ts";
import { claimPods, followPods } from "../follow-pods.ts";
import { controllerOf } from "../owners.ts";
import { isNamespaceGoing } from "../pod-control.ts";
import { isPodReady } from "../pod-facts.ts";
import {
  type Controller,
  defineController,
  enqueue,
  enqueueAfter,
  enqueueLater,
  retry,
  succeeded,
} from "../work-queue.ts";
import { isMember } from "./identity.ts";
import { syncRevisions, truncateHistory } from "./revisions.ts";
import { writeCounts } from "./status.ts";
import { syncPods } from "./sync-pods.ts";

/** What a request of the controller takes. */
const requestMicros = 10_000;

const controller: Controller = defineController("stateful-set", (sim, key) => {
  const set = getByKey<StatefulSet>(sim, "StatefulSet", key);
  if (set === undefined) succeeded(sim, controller, key);
  else if (!isNamespaceGoing(sim, set.metadata.namespace)) sync(sim, set);
});

observeKind<StatefulSet>("StatefulSet", (sim, { type, object }) => {
  if (type !== "DELETED") enqueue(sim, controller, objectKey(object));
});

followPods<StatefulSet>("StatefulSet", controller, ({ spec }) => spec.selector);

// A pod that became ready is available some time later.
observeKind<Pod>("Pod", (sim, { object, previous }) => {
  const owner = controllerOf(object);
  if (owner?.kind !== "StatefulSet" || previous === undefined || isPodReady(previous) || !isPodReady(object)) return;
  const key = `${object.metadata.namespace}/${owner.name}`;
  const seconds = getByKey<StatefulSet>(sim, "StatefulSet", key)?.spec.minReadySeconds ?? 0;
  if (seconds > 0) enqueueLater(sim, controller, key, (seconds + 1) * microsPerSecond);
});

function sync(sim: Simulation, set: StatefulSet): void {
  const key = objectKey(set);
  const pods = claimPods(sim, set, set.spec.selector, { match: (pod) => isMember(set, pod) });
  const revisions = syncRevisions(sim, set);
  const { counts, failure, again } = syncPods(sim, set, revisions, pods);
  if (again === true) {
    enqueueAfter(sim, controller, key, requestMicros);
    return;
  }
  writeCounts(sim, set, counts);
  truncateHistory(sim, set, revisions, pods);
  if (failure !== undefined) {
    retry(sim, controller, key);
    return;
  }
  succeeded(sim, controller, key);
  const seconds = set.spec.minReadySeconds ?? 0;
  if (seconds > 0 && counts.availableReplicas !== set.spec.replicas) {
    enqueueLater(sim, controller, key, seconds * microsPerSecond);
  }
}
