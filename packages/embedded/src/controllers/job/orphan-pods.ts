/**
 * Pods that nobody counts any more: their job is over or gone, so their finalizer is taken away.
 * @module
 */
import type { Job, Pod } from "@aiops-gym/cluster";
import { dependentsOf, getByKey, objectKey, observeKind } from "../../apiserver/store.ts";
import type { Simulation } from "../../kernel/simulation.ts";
import { controllerOf } from "../owners.ts";
import { type Controller, defineController, enqueue } from "../work-queue.ts";
import { finishedCondition, isManagedElsewhere, isTracked } from "./job-facts.ts";
import { release } from "./track-pods.ts";

const controller: Controller = defineController("job-orphans", (sim, key) => {
  const pod = getByKey<Pod>(sim, "Pod", key);
  if (pod === undefined || !isTracked(pod)) return;
  const owner = controllerOf(pod);
  if (owner !== undefined && owner.kind !== "Job") return;
  const job = jobOf(sim, pod);
  if (job !== undefined && (isManagedElsewhere(job) || finishedCondition(job) === undefined)) return;
  release(sim, pod);
});

observeKind<Pod>("Pod", (sim, { type, object }) => {
  if (type === "DELETED" || !isTracked(object)) return;
  const job = jobOf(sim, object);
  const orphaned = controllerOf(object) === undefined;
  const going = object.metadata.deletionTimestamp !== undefined;
  if (orphaned || (going && (job === undefined || finishedCondition(job) !== undefined))) {
    enqueue(sim, controller, objectKey(object));
  }
});

/** Has the pods of a job that is over or gone released. */
export function releaseOrphansOf(sim: Simulation, job: Job): void {
  for (const pod of dependentsOf(sim, job.metadata.uid)) {
    if (pod.kind === "Pod" && isTracked(pod as Pod)) enqueue(sim, controller, objectKey(pod));
  }
}

function jobOf(sim: Simulation, pod: Pod): Job | undefined {
  const owner = controllerOf(pod);
  if (owner?.kind !== "Job") return undefined;
  const job = getByKey<Job>(sim, "Job", `${pod.metadata.namespace}/${owner.name}`);
  return job?.metadata.uid === owner.uid ? job : undefined;
}
