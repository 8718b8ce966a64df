/**
 * The status of a daemon set.
 * @module
 */
import type { DaemonSet, DaemonSetStatus, Node } from "@aiops-gym/cluster";
import { getByKey, objectKey } from "../../apiserver/store.ts";
import { writeStatus } from "../../apiserver/write.ts";
import type { Simulation } from "../../kernel/simulation.ts";
import { isPodReady } from "../pod-facts.ts";
import { isUpdated, verdictOn } from "./daemon-nodes.ts";
import { isAvailable, type PodsByNode } from "./daemon-pods.ts";

/** Counts nodes and their pods, and writes what came of it; answers whether ready pods are to become available. */
export function syncStatus(
  sim: Simulation,
  set: DaemonSet,
  nodes: readonly Node[],
  pods: PodsByNode,
  hash: string,
): boolean {
  const counts = { desired: 0, current: 0, misscheduled: 0, ready: 0, updated: 0, available: 0 };
  for (const node of nodes) {
    const [pod] = pods.get(node.metadata.name) ?? [];
    if (!verdictOn(set, node).shouldRun) {
      if (pod !== undefined) counts.misscheduled += 1;
      continue;
    }
    counts.desired += 1;
    if (pod === undefined) continue;
    counts.current += 1;
    if (isPodReady(pod)) counts.ready += 1;
    if (isAvailable(sim, set, pod)) counts.available += 1;
    if (isUpdated(set, pod, hash)) counts.updated += 1;
  }
  const { collisionCount } = set.status;
  const unavailable = counts.desired - counts.available;
  const status: DaemonSetStatus = {
    currentNumberScheduled: counts.current,
    numberMisscheduled: counts.misscheduled,
    desiredNumberScheduled: counts.desired,
    numberReady: counts.ready,
    ...(set.metadata.generation === undefined ? {} : { observedGeneration: set.metadata.generation }),
    ...(counts.updated === 0 ? {} : { updatedNumberScheduled: counts.updated }),
    ...(counts.available === 0 ? {} : { numberAvailable: counts.available }),
    ...(unavailable === 0 ? {} : { numberUnavailable: unavailable }),
    ...(collisionCount === undefined ? {} : { collisionCount }),
  };
  const stored = getByKey<DaemonSet>(sim, "DaemonSet", objectKey(set));
  if (stored !== undefined) writeStatus<DaemonSet>(sim, stored, status);
  return counts.ready !== counts.available;
}
