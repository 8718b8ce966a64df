/**
 * The daemon set controller: one pod on every node that it is meant for.
 * @module
 */
import { type DaemonSet, microsPerSecond, type Node, type Pod } from "@aiops-gym/cluster";
import { sameJson } from "../../apiserver/draft.ts";
import { dependentsOf, getByKey, listObjects, objectKey, observeKind } from "../../apiserver/store.ts";
import type { Simulation } from "../../kernel/simulation.ts";
import { claimPods, followPods } from "../follow-pods.ts";
import { controllerOf } from "../owners.ts";
import { isNamespaceGoing, makePods, stopPod } from "../pod-control.ts";
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
import { daemonPod, nodesOf, verdictOn } from "./daemon-nodes.ts";
import { byNode } from "./daemon-pods.ts";
import { cleanUpHistory, syncHistory } from "./history.ts";
import { component, type Placement, placePods } from "./placement.ts";
import { rollForward } from "./rolling-update.ts";
import { syncStatus } from "./status.ts";

/** From a node's change to what a daemon set makes of it: nodes have a queue of their own before the sets'. */
const nodeChangeMicros = 22_000;
/** Pods that are made or deleted at once. */
const burst = 250;

const controller: Controller = defineController("daemon-set", (sim, key) => {
  const set = getByKey<DaemonSet>(sim, "DaemonSet", key);
  if (set === undefined) succeeded(sim, controller, key);
  else if (set.metadata.deletionTimestamp === undefined && !isNamespaceGoing(sim, set.metadata.namespace))
    sync(sim, set);
});

observeKind<DaemonSet>("DaemonSet", (sim, { type, object }) => {
  if (type !== "DELETED") enqueue(sim, controller, objectKey(object));
});

followPods<DaemonSet>("DaemonSet", controller, ({ spec }) => spec.selector);

// A pod that became ready is available some time later.
observeKind<Pod>("Pod", (sim, { object, previous }) => {
  const owner = controllerOf(object);
  if (owner?.kind !== "DaemonSet" || previous === undefined || isPodReady(previous) || !isPodReady(object)) return;
  const key = `${object.metadata.namespace}/${owner.name}`;
  const seconds = getByKey<DaemonSet>(sim, "DaemonSet", key)?.spec.minReadySeconds ?? 0;
  if (seconds > 0) enqueueLater(sim, controller, key, (seconds + 1) * microsPerSecond);
});

observeKind<Node>("Node", (sim, { type, object, previous }) => {
  const same =
    previous !== undefined &&
    sameJson(previous.metadata.labels, object.metadata.labels) &&
    sameJson(previous.spec.taints ?? [], object.spec.taints ?? []);
  if (type === "DELETED" || same) return;
  for (const set of listObjects<DaemonSet>(sim, "DaemonSet")) {
    const { shouldRun, mayStay } = verdictOn(set, object);
    const scheduled = dependentsOf(sim, set.metadata.uid).some(
      (pod) => pod.kind === "Pod" && (pod as Pod).spec.nodeName === object.metadata.name,
    );
    const misplaced = scheduled && set.status.numberMisscheduled > 0;
    const concerned = misplaced || (shouldRun ? !scheduled : scheduled && !mayStay);
    if (concerned) enqueueAfter(sim, controller, objectKey(set), nodeChangeMicros);
  }
});

function sync(sim: Simulation, set: DaemonSet): void {
  const key = objectKey(set);
  const nodes = nodesOf(sim);
  const claimed = () => claimPods(sim, set, set.spec.selector);
  const { hash, old } = syncHistory(sim, set);
  const pods = byNode(claimed());
  const placement = placePods(sim, set, nodes, pods, hash);
  let failure = carryOut(sim, set, placement, hash);
  const quiet = placement.nodes.length === 0 && placement.surplus.length === 0;
  if (failure === undefined && quiet && set.spec.updateStrategy.type === "RollingUpdate") {
    failure = carryOut(sim, set, rollForward(sim, set, nodes, pods, hash), hash);
  }
  if (failure === undefined) cleanUpHistory(sim, set, old, claimed());
  const settling = syncStatus(sim, set, nodes, byNode(claimed()), hash);
  if (failure === undefined) succeeded(sim, controller, key);
  else retry(sim, controller, key);
  if (placement.retryMicros !== undefined) enqueueLater(sim, controller, key, placement.retryMicros);
  const seconds = set.spec.minReadySeconds ?? 0;
  if (seconds > 0 && settling) enqueueLater(sim, controller, key, seconds * microsPerSecond);
}

/** Makes and stops pods; answers why it could not make one. */
function carryOut(sim: Simulation, set: DaemonSet, { nodes, surplus }: Placement, hash: string): string | undefined {
  const maker = { owner: set, component };
  const manifests = nodes.slice(0, burst).map((node) => daemonPod(set, hash, node));
  const failure = makePods(sim, maker, manifests);
  for (const pod of surplus.slice(0, burst)) stopPod(sim, maker, pod);
  return failure;
}
