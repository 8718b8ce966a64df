/**
 * The status of a stateful set.
 * @module
 */
import { microsPerSecond, type Pod, type StatefulSet, type StatefulSetStatus } from "@aiops-gym/cluster";
import { writeStatus } from "../../apiserver/write.ts";
import type { Simulation } from "../../kernel/simulation.ts";
import { isPodReady, readySince } from "../pod-facts.ts";
import { revisionOfPod } from "./identity.ts";

/** The names of the revisions that a set's pods come from. */
export interface RevisionNames {
  readonly current: string;
  readonly update: string;
  readonly collisions: number;
}

/** Whether a pod has been ready for as long as the set asks. */
export function isAvailable(sim: Simulation, { spec }: StatefulSet, pod: Pod): boolean {
  const least = (spec.minReadySeconds ?? 0) * microsPerSecond;
  return isPodReady(pod) && (least === 0 || readySince(pod) + least <= sim.now);
}

/** Counts what there is; pods that are made or asked to stop meanwhile do not count as that yet. */
export function countPods(
  sim: Simulation,
  set: StatefulSet,
  { current, update, collisions }: RevisionNames,
  pods: readonly Pod[],
): StatefulSetStatus {
  const ready = pods.filter((pod) => pod.status.phase === "Running" && isPodReady(pod));
  const staying = pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  const from = (revision: string) => staying.filter((pod) => revisionOfPod(pod) === revision).length;
  return {
    ...(set.metadata.generation === undefined ? {} : { observedGeneration: set.metadata.generation }),
    replicas: pods.length,
    readyReplicas: ready.length,
    currentReplicas: from(current),
    updatedReplicas: from(update),
    availableReplicas: ready.filter((pod) => isAvailable(sim, set, pod)).length,
    currentRevision: current,
    updateRevision: update,
    collisionCount: collisions,
  };
}

/** Writes the status; when all pods are updated and ready the update is complete, and its revision the current one. */
export function writeCounts(sim: Simulation, set: StatefulSet, counts: StatefulSetStatus): void {
  const { replicas, updateStrategy } = set.spec;
  const complete =
    updateStrategy.type === "RollingUpdate" &&
    counts.updatedReplicas === replicas &&
    counts.readyReplicas === replicas &&
    counts.replicas === replicas;
  const { updatedReplicas, updateRevision } = counts;
  const status = complete
    ? { ...counts, currentReplicas: updatedReplicas, currentRevision: updateRevision }
    : { ...counts };
  const shown = Object.entries(status).filter(
    ([field, value]) =>
      value !== 0 || field === "replicas" || field === "availableReplicas" || field === "collisionCount",
  );
  writeStatus<StatefulSet>(sim, set, Object.fromEntries(shown) as unknown as StatefulSetStatus);
}
