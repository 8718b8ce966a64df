/**
 * What the job controller asks about jobs and their pods.
 * @module
 */
import { type Condition, fromRfc3339, type Job, microsPerSecond, type Pod, type UnixMicros } from "@aiops-gym/cluster";
import { findCondition } from "../conditions.ts";
import { isPodOver, isPodReady, readySince } from "../pod-facts.ts";

/** Keeps a pod until it has been counted. */
export const trackingFinalizer = "batch.kubernetes.io/job-tracking";
/** Annotation and label of an indexed job's pods. */
export const indexKey = "batch.kubernetes.io/job-completion-index";
/** How often an index has failed before, as its pods carry it. */
export const failureCountKey = "batch.kubernetes.io/job-index-failure-count";
/** Failures of an index that its policy ignored. */
export const ignoredCountKey = "batch.kubernetes.io/job-index-ignored-failure-count";

/** Whether the pod has still to be counted. */
export function isTracked({ metadata }: Pod): boolean {
  return metadata.finalizers?.includes(trackingFinalizer) === true;
}

/** The index of a pod; undefined when it has none. */
export function indexOf({ metadata }: Pod): number | undefined {
  const text = metadata.annotations?.[indexKey] ?? "";
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

/** The number in a pod's annotation; 0 without one. */
export function countIn({ metadata }: Pod, annotation: string): number {
  const text = metadata.annotations?.[annotation] ?? "";
  return /^\d+$/.test(text) ? Number(text) : 0;
}

/** Whether a pod has an index below the number of completions, or the job has no indexes. */
export function hasValidIndex(job: Job, pod: Pod): boolean {
  if (!isIndexed(job)) return true;
  const index = indexOf(pod);
  return index !== undefined && index < (job.spec.completions ?? 0);
}

export function isIndexed({ spec }: Job): boolean {
  return spec.completionMode === "Indexed";
}

/** The condition that says that a job is over. */
export function finishedCondition({ status }: Job): Condition | undefined {
  const conditions = status?.conditions;
  return [findCondition(conditions, "Complete"), findCondition(conditions, "Failed")].find(
    (condition) => condition?.status === "True",
  );
}

/** Whether another controller looks after the job. */
export function isManagedElsewhere({ spec }: Job): boolean {
  return spec.managedBy !== undefined && spec.managedBy !== "kubernetes.io/job-controller";
}

/** Whether pods that are being stopped are replaced only when they are over. */
export function replacesFailedOnly({ spec }: Job): boolean {
  return spec.podReplacementPolicy === "Failed" || spec.podFailurePolicy !== undefined;
}

/** Whether a pod counts as failed: one that is being stopped does too, unless only failed ones are replaced. */
export function isPodFailed(pod: Pod, job: Job): boolean {
  if (pod.status.phase === "Failed") return true;
  if (replacesFailedOnly(job)) return false;
  return pod.metadata.deletionTimestamp !== undefined && pod.status.phase !== "Succeeded";
}

/** Whether a pod is being stopped and not over. */
export function isPodTerminating(pod: Pod): boolean {
  return pod.metadata.deletionTimestamp !== undefined && !isPodOver(pod);
}

/** When a pod ended, by its containers, or else by its conditions, or else by its deletion. */
export function finishedAt({ metadata, status }: Pod): UnixMicros {
  const ends = (status.containerStatuses ?? []).map(({ state }) => state.terminated?.finishedAt);
  if (ends.length > 0 && ends.every((end) => end !== undefined)) {
    return Math.max(...ends.map((end) => fromRfc3339(end ?? "")));
  }
  const ready = findCondition(status.conditions, "Ready");
  if (ready?.status === "False" && ready.lastTransitionTime) return fromRfc3339(ready.lastTransitionTime);
  const { deletionTimestamp, deletionGracePeriodSeconds: grace = 0, creationTimestamp } = metadata;
  if (deletionTimestamp !== undefined) return fromRfc3339(deletionTimestamp) - grace * microsPerSecond;
  return fromRfc3339(creationTimestamp);
}

const phaseRanks: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 };

/** Orders active pods, the first to go first: unscheduled, pending, not ready, those that have restarted, young ones. */
export function byRemovalOrder(a: Pod, b: Pod): number {
  const ranks = [a, b].map((pod) => [
    pod.spec.nodeName === undefined ? 0 : 1,
    phaseRanks[pod.status.phase ?? "Pending"] ?? 1,
    isPodReady(pod) ? 1 : 0,
    isPodReady(pod) ? -readySince(pod) : 0,
    -(pod.status.containerStatuses ?? []).reduce((most, { restartCount }) => Math.max(most, restartCount), 0),
    -fromRfc3339(pod.metadata.creationTimestamp),
  ]);
  const [one = [], other = []] = ranks;
  for (const [index, rank] of one.entries()) {
    const difference = rank - (other[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
