/**
 * Counting the pods of a job that are over: each is named in the status before its finalizer goes, and counted after that.
 * @module
 */
import { type Condition, type Pod, toRfc3339 } from "@aiops-gym/cluster";
import { getByKey, objectKey } from "../../apiserver/store.ts";
import { updateObject } from "../../apiserver/write.ts";
import type { Simulation } from "../../kernel/simulation.ts";
import { recordEvent } from "../events.ts";
import { withoutFinalizer } from "../owners.ts";
import { countIndexes, formatIndexes, hasIndex, withIndexes } from "./indexes.ts";
import { hasValidIndex, indexOf, isIndexed, isPodFailed, isTracked, trackingFinalizer } from "./job-facts.ts";
import { flushStatus, type JobSync, jobCondition, setJobCondition } from "./job-sync.ts";
import { judgeFailure } from "./pod-failure-policy.ts";

/** Pods that are counted in one look, so that statuses stay small. */
const maxUncounted = 500;

/** Counts what is over, and ends the job when nothing is left to be counted. False when the API server refused the status. */
export function trackPods(sim: Simulation, sync: JobSync, changed: boolean): boolean {
  const { job, status } = sync;
  let flush = changed;
  if (isIndexed(job)) {
    sync.pods = [...sync.pods].sort((a, b) => (indexOf(a) ?? -1) - (indexOf(b) ?? -1));
  }
  const tracked = new Set(sync.pods.filter(isTracked).map(({ metadata }) => metadata.uid));
  flush = countReleased(sync, tracked) || flush;
  const { released, indexes, full } = countOver(sync);
  flush = released.some(({ counted }) => counted) || flush;
  if (isIndexed(job)) flush = writeIndexes(sync, indexes) || flush;
  const interim = sync.finished;
  if (interim?.type === "FailureTarget" || interim?.type === "SuccessCriteriaMet") {
    flush = setJobCondition(sync, interim) || flush;
    const type = interim.type === "FailureTarget" ? "Failed" : "Complete";
    sync.finished = jobCondition(sim, type, "True", interim.reason ?? "", interim.message ?? "");
  }
  if (flush) {
    if (isRefused(sync)) return false;
    flushStatus(sim, sync);
    sim.state.controlPlane.jobBackOffs.set(sync.key, Object.freeze(sync.backOff));
  }
  for (const { pod } of released) {
    release(sim, pod);
    tracked.delete(pod.metadata.uid);
  }
  flush = countReleased(sync, tracked);
  const { finished } = sync;
  const over = finished !== undefined && !full && isCountedUp(sync);
  if (over) {
    setJobCondition(sync, finished);
    if (finished.type === "Complete") status.completionTime = toRfc3339(sim.now);
  }
  if (flush || over) flushStatus(sim, sync);
  if (over) tellEnd(sim, sync, finished);
  return true;
}

/**
 * The server takes no more ready pods than active ones. A job that waits before it replaces a pod calls none active, though others
 * may run: then nothing can be written until the wait is over.
 */
function isRefused({ job, status }: JobSync): boolean {
  const { active = 0, ready = 0 } = status;
  const changed = active !== (job.status?.active ?? 0) || ready !== job.status?.ready;
  return changed && ready > active;
}

/** Takes a pod's finalizer away. */
export function release(sim: Simulation, pod: Pod): void {
  const stored = getByKey<Pod>(sim, "Pod", objectKey(pod));
  if (stored?.metadata.uid === pod.metadata.uid && isTracked(stored)) {
    updateObject(sim, withoutFinalizer(stored, trackingFinalizer));
  }
}

/** Moves pods whose finalizer has gone from the uncounted into the numbers. */
function countReleased({ status, uncounted }: JobSync, tracked: ReadonlySet<string>): boolean {
  const succeeded = uncounted.succeeded.filter((uid) => tracked.has(uid));
  const failed = uncounted.failed.filter((uid) => tracked.has(uid));
  const newlySucceeded = uncounted.succeeded.length - succeeded.length;
  const newlyFailed = uncounted.failed.length - failed.length;
  status.succeeded = (status.succeeded ?? 0) + newlySucceeded;
  status.failed = (status.failed ?? 0) + newlyFailed;
  uncounted.succeeded = succeeded;
  uncounted.failed = failed;
  return newlySucceeded + newlyFailed > 0;
}

interface Over {
  readonly released: readonly { readonly pod: Pod; readonly counted: boolean }[];
  /** Indexes that have succeeded now. */
  readonly indexes: readonly number[];
  readonly full: boolean;
}

function countOver(sync: JobSync): Over {
  const { job, uncounted, finished } = sync;
  const released: { pod: Pod; counted: boolean }[] = [];
  const indexes: number[] = [];
  let full = false;
  for (const pod of sync.pods) {
    const { uid } = pod.metadata;
    const failed = isPodFailed(pod, job);
    if (!isTracked(pod) || !mayGo(sync, pod, failed)) continue;
    const index = indexOf(pod);
    let counted = false;
    if (pod.status.phase === "Succeeded" && !uncounted.failed.includes(uid)) {
      if (isIndexed(job)) {
        counted = index !== undefined && hasValidIndex(job, pod) && !hasIndex(sync.previousIndexes, index);
        if (counted && index !== undefined) indexes.push(index);
      } else if (!uncounted.succeeded.includes(uid)) {
        uncounted.succeeded = [...uncounted.succeeded, uid];
        counted = true;
      }
    } else if (failed || (finished !== undefined && finished.type !== "SuccessCriteriaMet")) {
      counted = !uncounted.failed.includes(uid) && hasValidIndex(job, pod) && judgeFailure(job, pod).counts;
      if (counted) uncounted.failed = [...uncounted.failed, uid];
    }
    released.push({ pod, counted });
    full = indexes.length + uncounted.succeeded.length + uncounted.failed.length >= maxUncounted;
    if (full) break;
  }
  return { released, indexes, full };
}

/** Whether a pod's finalizer may go. */
function mayGo({ job, finished, delayed }: JobSync, pod: Pod, failed: boolean): boolean {
  if (job.metadata.deletionTimestamp !== undefined || finished !== undefined) return true;
  if (pod.status.phase === "Succeeded") return true;
  const index = indexOf(pod);
  return failed && !(index !== undefined && delayed.get(index)?.metadata.uid === pod.metadata.uid);
}

function writeIndexes(sync: JobSync, indexes: readonly number[]): boolean {
  const { status, failedIndexes } = sync;
  sync.succeededIndexes = withIndexes(sync.succeededIndexes, indexes);
  const completed = formatIndexes(sync.succeededIndexes);
  const failed = failedIndexes === undefined ? undefined : formatIndexes(failedIndexes);
  const changed = completed !== (status.completedIndexes ?? "") || failed !== status.failedIndexes;
  status.succeeded = countIndexes(sync.succeededIndexes);
  if (completed === "") delete status.completedIndexes;
  else status.completedIndexes = completed;
  if (failed === undefined) delete status.failedIndexes;
  else status.failedIndexes = failed;
  return changed;
}

/** Whether all pods are counted and none is being stopped any more. */
function isCountedUp({ uncounted, terminating }: JobSync): boolean {
  return uncounted.succeeded.length + uncounted.failed.length + terminating === 0;
}

function tellEnd(sim: Simulation, { job, status }: JobSync, { type, reason = "", message = "" }: Condition): void {
  const about = { involved: job, component: "job-controller" };
  if (type !== "Complete") {
    recordEvent(sim, { ...about, type: "Warning", reason, message });
    return;
  }
  if ((status.succeeded ?? 0) > (job.spec.completions ?? Number.POSITIVE_INFINITY)) {
    const tooMany = "Too many succeeded pods running after completion count reached";
    recordEvent(sim, { ...about, type: "Warning", reason: "TooManySucceededPods", message: tooMany });
  }
  recordEvent(sim, { ...about, type: "Normal", reason: "Completed", message: "Job completed" });
}
