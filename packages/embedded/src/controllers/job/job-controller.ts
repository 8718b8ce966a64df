/**
 * The job controller: pods that run to their end, counted exactly, until the job is complete or has failed. Changes of pods
 * and of statuses are looked at a second later, all at once; changes of what is wanted at once.
 * @module
 */
import { fromRfc3339, type Job, labelMatcher, microsPerSecond, type Pod, toRfc3339 } from "@aiops-gym/cluster";
import { dependentsOf, getByKey, listObjects, objectKey, observeKind } from "../../apiserver/store.ts";
import { updateObject } from "../../apiserver/write.ts";
import type { Simulation } from "../../kernel/simulation.ts";
import { recordEvent } from "../events.ts";
import { controllerOf, controllerReference, isControlledBy, withoutOwner } from "../owners.ts";
import { stopPod } from "../pod-control.ts";
import { type Controller, defineController, enqueue, enqueueLater, succeeded } from "../work-queue.ts";
import { finishedCondition, isManagedElsewhere, isTracked, trackingFinalizer } from "./job-facts.ts";
import { beginJobSync, type JobSync, jobCondition, setJobCondition } from "./job-sync.ts";
import { judgeEnd } from "./judge-end.ts";
import { countStopped, managePods } from "./manage-pods.ts";
import { releaseOrphansOf } from "./orphan-pods.ts";
import { trackPods } from "./track-pods.ts";

/** Changes are gathered for so long. */
const batch = microsPerSecond;
const retryBase = microsPerSecond;
const retryMax = 60 * microsPerSecond;

const controller: Controller = defineController("job", (sim, key) => {
  const job = getByKey<Job>(sim, "Job", key);
  if (job === undefined || finishedCondition(job) !== undefined) {
    sim.state.controlPlane.jobBackOffs.delete(key);
    succeeded(sim, controller, key);
  } else if (!isManagedElsewhere(job)) syncJob(sim, job);
});

observeKind<Job>("Job", (sim, { type, object, previous }) => {
  const key = objectKey(object);
  if (type !== "MODIFIED") {
    enqueue(sim, controller, key);
    if (type === "DELETED") releaseOrphansOf(sim, object);
  } else if (finishedCondition(object) !== undefined) releaseOrphansOf(sim, object);
  else {
    if (object.metadata.generation === previous?.metadata.generation) enqueueLater(sim, controller, key, batch);
    else enqueue(sim, controller, key);
    const { activeDeadlineSeconds: deadline } = object.spec;
    const { startTime } = object.status ?? {};
    if (startTime !== undefined && deadline !== undefined && deadline !== previous?.spec.activeDeadlineSeconds) {
      enqueueLater(sim, controller, key, fromRfc3339(startTime) + deadline * microsPerSecond - sim.now);
    }
  }
});

observeKind<Pod>("Pod", (sim, { object, previous }) => {
  for (const pod of previous === undefined ? [object] : [object, previous]) {
    const owner = controllerOf(pod);
    if (owner?.kind !== "Job") continue;
    const key = `${pod.metadata.namespace}/${owner.name}`;
    if (getByKey<Job>(sim, "Job", key)?.metadata.uid === owner.uid) enqueueLater(sim, controller, key, batch);
  }
  if (controllerOf(object) !== undefined || object.metadata.deletionTimestamp !== undefined) return;
  // an orphan: somebody may want it
  for (const job of listObjects<Job>(sim, "Job", object.metadata.namespace)) {
    if (labelMatcher(job.spec.selector)(object.metadata.labels)) enqueueLater(sim, controller, objectKey(job), batch);
  }
});

function syncJob(sim: Simulation, job: Job): void {
  const sync = beginJobSync(sim, job, claimPods(sim, job));
  const { status } = sync;
  if (status.startTime === undefined && !job.spec.suspend) status.startTime = toRfc3339(sim.now);
  judgeEnd(sim, sync, (micros) => enqueueLater(sim, controller, sync.key, micros));
  let suspensionChanged = false;
  let failed = false;
  if (sync.finished !== undefined) stopActivePods(sim, sync);
  else {
    const managed = job.metadata.deletionTimestamp === undefined ? managePods(sim, sync) : undefined;
    if (managed?.waits !== undefined) enqueueLater(sim, controller, sync.key, Math.max(batch, managed.waits));
    failed = managed?.failure !== undefined;
    const { completions } = job.spec;
    const complete = completions === undefined ? sync.succeeded > 0 : sync.succeeded >= completions;
    if (complete && sync.active === 0) {
      const message = "Reached expected number of succeeded pods";
      sync.finished = jobCondition(sim, "SuccessCriteriaMet", "True", "CompletionsReached", message);
    } else if (managed !== undefined) suspensionChanged = tellSuspension(sim, sync);
  }
  const { active, ready, terminating } = sync;
  const changed =
    suspensionChanged ||
    active !== (status.active ?? 0) ||
    ready !== status.ready ||
    terminating !== status.terminating;
  Object.assign(status, { active, ready, terminating });
  if (trackPods(sim, sync, changed) && !failed) succeeded(sim, controller, sync.key);
  else retryLater(sim, sync.key);
}

/** The pods of the job; ones that match are adopted, ones that no longer do are let go. */
function claimPods(sim: Simulation, job: Job): readonly Pod[] {
  const matches = labelMatcher(job.spec.selector);
  const goes = job.metadata.deletionTimestamp !== undefined;
  if (!goes && job.spec.manualSelector) {
    for (const pod of listObjects<Pod>(sim, "Pod", job.metadata.namespace)) {
      const { metadata } = pod;
      if (controllerOf(pod) !== undefined || metadata.deletionTimestamp !== undefined) continue;
      if (!matches(metadata.labels)) continue;
      const ownerReferences = [...(metadata.ownerReferences ?? []), controllerReference(job)];
      const finalizers = isTracked(pod) ? metadata.finalizers : [...(metadata.finalizers ?? []), trackingFinalizer];
      updateObject(sim, { ...pod, metadata: { ...metadata, ownerReferences, ...(finalizers && { finalizers }) } });
    }
  }
  return dependentsOf(sim, job.metadata.uid).filter((object): object is Pod => {
    if (object.kind !== "Pod" || !isControlledBy(object, job)) return false;
    if (matches(object.metadata.labels)) return true;
    if (!goes) updateObject(sim, withoutOwner(object, job.metadata.uid));
    return false;
  });
}

function stopActivePods(sim: Simulation, sync: JobSync): void {
  for (const pod of sync.activePods) {
    stopPod(sim, { owner: sync.job, component: "job-controller" }, pod);
    countStopped(sync, pod);
  }
}

function tellSuspension(sim: Simulation, sync: JobSync): boolean {
  const { suspend } = sync.job.spec;
  const [reason, message] = suspend ? ["Suspended", "Job suspended"] : ["Resumed", "Job resumed"];
  const condition = jobCondition(sim, "Suspended", suspend ? "True" : "False", `Job${reason}`, message);
  if (!setJobCondition(sync, condition)) return false;
  recordEvent(sim, { involved: sync.job, type: "Normal", reason, message, component: "job-controller" });
  if (!suspend) sync.status.startTime = toRfc3339(sim.now);
  return true;
}

function retryLater(sim: Simulation, key: string): void {
  const { failures } = sim.state.controlPlane;
  const id = `${controller.name}|${key}`;
  const tries = failures.get(id) ?? 0;
  failures.set(id, tries + 1);
  enqueueLater(sim, controller, key, Math.min(retryMax, retryBase * 2 ** tries));
}
