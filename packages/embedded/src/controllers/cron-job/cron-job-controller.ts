/**
 * The cron job controller: jobs by the clock, and what becomes of them.
 * @module
 */
import {
  type CronJob,
  type CronJobStatus,
  fromRfc3339,
  type Job,
  type JobReference,
  type Manifest,
  StatusError,
  toRfc3339,
  type UnixMicros,
} from "@aiops-gym/cluster";
import { createObject, deleteObject } from "../../apiserver/api-server.ts";
import { dependentsOf, getByKey, objectKey, observeKind } from "../../apiserver/store.ts";
import { writeStatus } from "../../apiserver/write.ts";
import type { Simulation } from "../../kernel/simulation.ts";
import { recordEvent } from "../events.ts";
import { finishedCondition } from "../job/job-facts.ts";
import { controllerOf, controllerReference, isControlledBy } from "../owners.ts";
import { isNamespaceGoing } from "../pod-control.ts";
import { type Controller, defineController, enqueue, enqueueLater, retry, succeeded } from "../work-queue.ts";
import { dueTime, untilNext } from "./due-times.ts";
import { parseSchedule, type Schedule, ScheduleError } from "./schedule.ts";
import { zonedRfc3339 } from "./time-zone.ts";

type Writable<T> = { -readonly [K in keyof T]: T[K] };
type Status = Writable<CronJobStatus>;

const controller: Controller = defineController("cron-job", (sim, key) => {
  const cronJob = getByKey<CronJob>(sim, "CronJob", key);
  if (cronJob !== undefined) syncCronJob(sim, cronJob);
});

observeKind<CronJob>("CronJob", (sim, { type, object, previous }) => {
  if (type === "DELETED") return;
  const { schedule, timeZone } = object.spec;
  const rescheduled =
    previous !== undefined && (schedule !== previous.spec.schedule || timeZone !== previous.spec.timeZone);
  const parsed = rescheduled ? parsedSchedule(object) : undefined;
  if (parsed === undefined) enqueue(sim, controller, objectKey(object));
  else lookAtNext(sim, object, parsed);
});

observeKind<Job>("Job", (sim, { object }) => {
  const owner = controllerOf(object);
  if (owner?.kind !== "CronJob") return;
  const key = `${object.metadata.namespace}/${owner.name}`;
  if (getByKey<CronJob>(sim, "CronJob", key)?.metadata.uid === owner.uid) enqueue(sim, controller, key);
});

function parsedSchedule({ spec }: CronJob): Schedule | undefined {
  try {
    return parseSchedule(spec.schedule);
  } catch (error) {
    if (error instanceof ScheduleError) return undefined;
    throw error;
  }
}

function lookAtNext(sim: Simulation, cronJob: CronJob, schedule: Schedule): void {
  const wait = untilNext(cronJob, schedule, sim.now);
  if (wait !== undefined) enqueueLater(sim, controller, objectKey(cronJob), wait);
}

function syncCronJob(sim: Simulation, cronJob: CronJob): void {
  const status: Status = { ...cronJob.status };
  const jobs = dependentsOf(sim, cronJob.metadata.uid).filter(
    (object): object is Job => object.kind === "Job" && isControlledBy(object, cronJob),
  );
  removeOldJobs(sim, cronJob, status, jobs);
  noteJobs(sim, cronJob, status, jobs);
  const schedule = parsedSchedule(cronJob);
  const idle = cronJob.metadata.deletionTimestamp !== undefined || cronJob.spec.suspend;
  let failed = false;
  if (!idle && schedule !== undefined) {
    failed = !serve(sim, cronJob, status, schedule);
    if (!failed) lookAtNext(sim, { ...cronJob, status }, schedule);
  }
  const { active = [], ...rest } = status;
  writeStatus(sim, cronJob, active.length === 0 ? rest : { active, ...rest });
  if (failed) retry(sim, controller, objectKey(cronJob));
  else succeeded(sim, controller, objectKey(cronJob));
}

function tell(sim: Simulation, cronJob: CronJob, type: "Normal" | "Warning", reason: string, message: string): void {
  recordEvent(sim, { involved: cronJob, type, reason, message, component: "cronjob-controller" });
}

/** Takes jobs that are over out of the active ones, and active ones that are no more. */
function noteJobs(sim: Simulation, cronJob: CronJob, status: Status, jobs: readonly Job[]): void {
  const active = () => status.active ?? [];
  const drop = (gone: string) => {
    status.active = active().filter(({ uid }) => uid !== gone);
  };
  for (const job of jobs) {
    const { name, uid } = job.metadata;
    const found = active().some((reference) => reference.uid === uid);
    const end = finishedCondition(job);
    if (end === undefined) {
      if (found) continue;
      const message = `Saw a job that the controller did not create or forgot: ${name}`;
      tell(sim, cronJob, "Warning", "UnexpectedJob", message);
      continue;
    }
    if (found) {
      drop(uid);
      tell(sim, cronJob, "Normal", "SawCompletedJob", `Saw completed job: ${name}, condition: ${end.type}`);
    }
    const { completionTime } = job.status ?? {};
    if (end.type !== "Complete" || completionTime === undefined) continue;
    const { lastSuccessfulTime: last } = status;
    if (last === undefined || fromRfc3339(completionTime) > fromRfc3339(last))
      status.lastSuccessfulTime = completionTime;
  }
  for (const { uid, name, namespace } of active()) {
    if (getByKey(sim, "Job", `${namespace}/${name}`)?.metadata.uid === uid) continue;
    tell(sim, cronJob, "Normal", "MissingJob", `Active job went missing: ${name}`);
    drop(uid);
  }
}

/** Makes the job that is due, if one is; false when that failed and is to be tried again. */
function serve(sim: Simulation, cronJob: CronJob, status: Status, schedule: Schedule): boolean {
  const { spec, metadata } = cronJob;
  const { at, tooMany } = dueTime({ ...cronJob, status }, schedule, sim.now);
  if (at === undefined) return true;
  if (tooMany) {
    const message = "too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew";
    tell(sim, cronJob, "Warning", "TooManyMissedTimes", message);
  }
  if (spec.startingDeadlineSeconds !== undefined && at + spec.startingDeadlineSeconds * 1e6 < sim.now) {
    tell(sim, cronJob, "Warning", "MissSchedule", `Missed scheduled time to start a job: ${rfc1123(at)}`);
    return true;
  }
  const name = `${metadata.name}-${Math.floor(at / 60e6)}`;
  const active = status.active ?? [];
  const served = status.lastScheduleTime !== undefined && fromRfc3339(status.lastScheduleTime) === at;
  if (served || active.some((reference) => reference.name === name)) return true;
  if (spec.concurrencyPolicy === "Forbid" && active.length > 0) {
    const message = "Not starting job because prior execution is running and concurrency policy is Forbid";
    tell(sim, cronJob, "Normal", "JobAlreadyActive", message);
    return true;
  }
  if (spec.concurrencyPolicy === "Replace") {
    for (const reference of active) {
      const job = getByKey<Job>(sim, "Job", `${reference.namespace}/${reference.name}`);
      if (job !== undefined) removeJob(sim, cronJob, status, job);
    }
  }
  return makeJob(sim, cronJob, status, name, at);
}

function makeJob(sim: Simulation, cronJob: CronJob, status: Status, name: string, at: UnixMicros): boolean {
  const { jobTemplate, timeZone } = cronJob.spec;
  const { namespace = "" } = cronJob.metadata;
  const { labels, annotations } = jobTemplate.metadata ?? {};
  const manifest: Manifest = {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: {
      name,
      namespace,
      ...(labels === undefined ? {} : { labels }),
      annotations: {
        ...annotations,
        "batch.kubernetes.io/cronjob-scheduled-timestamp": zonedRfc3339(at / 1000, timeZone),
      },
      ownerReferences: [controllerReference(cronJob)],
    },
    spec: jobTemplate.spec,
  };
  let job: Job;
  try {
    job = createObject<Job>(sim, manifest);
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    if (isNamespaceGoing(sim, namespace)) return true;
    tell(sim, cronJob, "Warning", "FailedCreate", `Error creating job: ${error.message}`);
    return false;
  }
  tell(sim, cronJob, "Normal", "SuccessfulCreate", `Created job ${name}`);
  const { uid, resourceVersion } = job.metadata;
  const reference: JobReference = { kind: "Job", namespace, name, uid, apiVersion: "batch/v1", resourceVersion };
  status.active = [...(status.active ?? []), reference];
  status.lastScheduleTime = toRfc3339(at);
  return true;
}

/** Deletes the oldest jobs beyond the limits of the history. */
function removeOldJobs(sim: Simulation, cronJob: CronJob, status: Status, jobs: readonly Job[]): void {
  const { successfulJobsHistoryLimit, failedJobsHistoryLimit } = cronJob.spec;
  for (const [type, limit] of [
    ["Complete", successfulJobsHistoryLimit],
    ["Failed", failedJobsHistoryLimit],
  ] as const) {
    const over = jobs.filter((job) => finishedCondition(job)?.type === type);
    const start = (job: Job) => job.status?.startTime ?? "~";
    const oldest = over.sort((a, b) => {
      if (start(a) !== start(b)) return start(a) < start(b) ? -1 : 1;
      return a.metadata.name < b.metadata.name ? -1 : 1;
    });
    for (const job of oldest.slice(0, Math.max(0, over.length - limit))) removeJob(sim, cronJob, status, job);
  }
}

function removeJob(sim: Simulation, cronJob: CronJob, status: Status, job: Job): void {
  const { name, namespace = "", uid } = job.metadata;
  deleteObject(sim, { apiVersion: "batch/v1", kind: "Job", namespace, name }, { propagationPolicy: "Background" });
  status.active = (status.active ?? []).filter((reference) => reference.uid !== uid);
  tell(sim, cronJob, "Normal", "SuccessfulDelete", `Deleted job ${name}`);
}

/** `Mon, 05 Jan 2026 09:01:00 +0000` */
function rfc1123(at: UnixMicros): string {
  return new Date(at / 1000).toUTCString().replace("GMT", "+0000");
}
