/**
 * Jobs that are over are deleted when their time to live has passed.
 * @module
 */
import { fromRfc3339, type Job, microsPerSecond } from "@aiops-gym/cluster";
import { deleteObject } from "../apiserver/api-server.ts";
import { getByKey, objectKey, observeKind } from "../apiserver/store.ts";
import { finishedCondition } from "./job/job-facts.ts";
import { type Controller, defineController, enqueue, enqueueLater } from "./work-queue.ts";

const controller: Controller = defineController("ttl-after-finished", (sim, key) => {
  const job = getByKey<Job>(sim, "Job", key);
  const left = job === undefined ? undefined : lifeLeft(job, sim.now);
  if (job === undefined || left === undefined) return;
  if (left > 0) {
    enqueueLater(sim, controller, key, left);
    return;
  }
  const { apiVersion, kind, metadata } = job;
  const { name, namespace = "", uid } = metadata;
  const options = { propagationPolicy: "Foreground", preconditions: { uid } } as const;
  deleteObject(sim, { apiVersion, kind, namespace, name }, options);
});

observeKind<Job>("Job", (sim, { type, object }) => {
  if (type !== "DELETED" && lifeLeft(object, sim.now) !== undefined) enqueue(sim, controller, objectKey(object));
});

/** Microseconds until the job is to go; undefined when it is not to. */
function lifeLeft(job: Job, now: number): number | undefined {
  const { ttlSecondsAfterFinished: seconds } = job.spec;
  const end = finishedCondition(job)?.lastTransitionTime;
  if (seconds === undefined || !end || job.metadata.deletionTimestamp !== undefined) return undefined;
  return fromRfc3339(end) + seconds * microsPerSecond - now;
}
