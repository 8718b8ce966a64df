/**
 * Whether a job is to end: by what was decided before, by its policies, its limits, its deadline.
 * @module
 */
import { fromRfc3339, microsPerSecond, type Pod } from "@aiops-gym/cluster";
import type { Simulation } from "../../kernel/simulation.ts";
import { findCondition } from "../conditions.ts";
import { countIndexes, hasIndex, parseIndexes, withIndexes } from "./indexes.ts";
import {
  countIn,
  failureCountKey,
  finishedAt,
  hasValidIndex,
  ignoredCountKey,
  indexOf,
  isIndexed,
  isPodFailed,
  isTracked,
} from "./job-facts.ts";
import { type JobSync, jobCondition } from "./job-sync.ts";
import { judgeFailure } from "./pod-failure-policy.ts";
import { metSuccessRule } from "./success-policy.ts";

const texts = {
  BackoffLimitExceeded: "Job has reached the specified backoff limit",
  DeadlineExceeded: "Job was active longer than specified deadline",
  MaxFailedIndexesExceeded: "Job has exceeded the specified maximal number of failed indexes",
  FailedIndexes: "Job has failed indexes",
} as const;

/** Sets `finished` when the job is to end, and the sets of indexes; asks to be called again at the deadline. */
export function judgeEnd(sim: Simulation, sync: JobSync, lookAgain: (micros: number) => void): void {
  judgePrevious(sim, sync);
  judgeLimits(sim, sync, lookAgain);
  if (!isIndexed(sync.job)) return;
  judgeIndexes(sim, sync);
  const met = sync.finished === undefined ? metSuccessRule(sync.job, sync.succeededIndexes) : undefined;
  if (met !== undefined) sync.finished = jobCondition(sim, "SuccessCriteriaMet", "True", "SuccessPolicy", met);
}

function fail(sim: Simulation, sync: JobSync, reason: keyof typeof texts): void {
  sync.finished = jobCondition(sim, "FailureTarget", "True", reason, texts[reason]);
}

function judgePrevious(sim: Simulation, sync: JobSync): void {
  const { job, status, pods } = sync;
  const met = findCondition(status.conditions, "SuccessCriteriaMet");
  const target = findCondition(status.conditions, "FailureTarget");
  if (met?.status === "True") sync.finished = met;
  else if (target?.status === "True") {
    sync.finished = jobCondition(sim, "Failed", "True", target.reason ?? "", target.message ?? "");
  } else if (job.spec.podFailurePolicy !== undefined) {
    const failed = pods.filter((pod) => isPodFailed(pod, job));
    const message = failed.map((pod) => judgeFailure(job, pod).message).find((text) => text !== undefined);
    if (message !== undefined) {
      sync.finished = jobCondition(sim, "FailureTarget", "True", "PodFailurePolicy", message);
    }
  }
}

function judgeLimits(sim: Simulation, sync: JobSync, lookAgain: (micros: number) => void): void {
  if (sync.finished !== undefined) return;
  const { spec } = sync.job;
  if (sync.failed > spec.backoffLimit || hasRestartedTooOften(sync)) {
    fail(sim, sync, "BackoffLimitExceeded");
    return;
  }
  const { startTime } = sync.status;
  if (spec.activeDeadlineSeconds === undefined || spec.suspend || startTime === undefined) return;
  // the time that was just set is not rounded yet
  const since = sync.job.status?.startTime === undefined ? sim.now : fromRfc3339(startTime);
  const left = since + spec.activeDeadlineSeconds * microsPerSecond - sim.now;
  if (left <= 0) fail(sim, sync, "DeadlineExceeded");
  else lookAgain(left);
}

/** With the restart policy `OnFailure`, restarts of containers count as failures. */
function hasRestartedTooOften({ job, pods }: JobSync): boolean {
  const { template, backoffLimit } = job.spec;
  if (template.spec.restartPolicy !== "OnFailure") return false;
  let restarts = 0;
  for (const { status } of pods) {
    if (status.phase !== "Running" && status.phase !== "Pending") continue;
    for (const { restartCount } of [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])]) {
      restarts += restartCount;
    }
  }
  return backoffLimit === 0 ? restarts > 0 : restarts >= backoffLimit;
}

function judgeIndexes(sim: Simulation, sync: JobSync): void {
  const { job, status, pods } = sync;
  const { completions = 0, backoffLimitPerIndex, maxFailedIndexes } = job.spec;
  const tracked = pods.filter((pod) => isTracked(pod) && hasValidIndex(job, pod));
  const indexesOf = (some: readonly Pod[]) => some.map(indexOf).filter((index) => index !== undefined);
  sync.previousIndexes = parseIndexes(status.completedIndexes, completions);
  const succeeded = tracked.filter((pod) => pod.status.phase === "Succeeded");
  sync.succeededIndexes = withIndexes(sync.previousIndexes, indexesOf(succeeded));
  sync.succeeded = countIndexes(sync.succeededIndexes);
  if (backoffLimitPerIndex === undefined) return;
  const failed = tracked.filter((pod) => hasIndexFailed(sync, pod, backoffLimitPerIndex));
  sync.failedIndexes = withIndexes(parseIndexes(status.failedIndexes, completions), indexesOf(failed));
  const failures = countIndexes(sync.failedIndexes);
  if (sync.finished === undefined) {
    if (maxFailedIndexes !== undefined && failures > maxFailedIndexes) fail(sim, sync, "MaxFailedIndexesExceeded");
    else if (failures > 0 && failures + sync.succeeded >= completions) fail(sim, sync, "FailedIndexes");
  }
  delayPods(sync, tracked);
}

function hasIndexFailed({ job }: JobSync, pod: Pod, limit: number): boolean {
  if (!isPodFailed(pod, job)) return false;
  const { action, counts } = judgeFailure(job, pod);
  return action === "FailIndex" || (counts && countIn(pod, failureCountKey) >= limit);
}

/** The last failed pod of each index that is to have another one stays until then. */
function delayPods(
  { job, activePods, delayed, succeededIndexes, failedIndexes = [] }: JobSync,
  tracked: readonly Pod[],
): void {
  const active = new Set(activePods.map(indexOf));
  const count = (pod: Pod) => countIn(pod, failureCountKey) + countIn(pod, ignoredCountKey);
  for (const pod of tracked) {
    const index = indexOf(pod);
    if (index === undefined || !isPodFailed(pod, job) || active.has(index)) continue;
    if (hasIndex(succeededIndexes, index) || hasIndex(failedIndexes, index)) continue;
    const other = delayed.get(index);
    if (other === undefined || (count(other) <= count(pod) && finishedAt(pod) >= finishedAt(other))) {
      delayed.set(index, pod);
    }
  }
}
