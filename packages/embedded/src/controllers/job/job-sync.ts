/**
 * One look at a job: what is known of its pods at that moment, and the status that is being made of it.
 * @module
 */
import { type Condition, type Job, type JobStatus, type Pod, toRfc3339 } from "@aiops-gym/cluster";
import { objectKey } from "../../apiserver/store.ts";
import { writeStatus } from "../../apiserver/write.ts";
import type { Simulation } from "../../kernel/simulation.ts";
import { isPodActive, isPodReady } from "../pod-facts.ts";
import type { Indexes } from "./indexes.ts";
import { hasValidIndex, isPodFailed, isPodTerminating, isTracked } from "./job-facts.ts";
import { type JobBackOff, nextBackOff } from "./pod-back-off.ts";
import { judgeFailure } from "./pod-failure-policy.ts";

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** What one look works with. Lives as long as the look. */
export interface JobSync {
  readonly key: string;
  job: Job;
  readonly status: Writable<JobStatus>;
  readonly uncounted: { succeeded: readonly string[]; failed: readonly string[] };
  pods: readonly Pod[];
  readonly activePods: readonly Pod[];
  readonly backOff: JobBackOff;
  active: number;
  ready: number;
  terminating: number;
  /** Of all time, those included that are not counted in the status yet. */
  succeeded: number;
  failed: number;
  previousIndexes: Indexes;
  succeededIndexes: Indexes;
  /** Absent without a limit for each index. */
  failedIndexes?: Indexes;
  /** Failed pods that stay until their index has another pod, which takes over their count of failures. */
  readonly delayed: Map<number, Pod>;
  finished?: Condition;
}

/** Begins a look. */
export function beginJobSync(sim: Simulation, job: Job, pods: readonly Pod[]): JobSync {
  const key = objectKey(job);
  const { uncountedTerminatedPods: known, ...status } = job.status ?? {};
  const uncounted = { succeeded: known?.succeeded ?? [], failed: known?.failed ?? [] };
  const counted = new Set([...uncounted.succeeded, ...uncounted.failed]);
  const fresh = pods.filter((pod) => isTracked(pod) && !counted.has(pod.metadata.uid) && hasValidIndex(job, pod));
  const succeeded = fresh.filter((pod) => pod.status.phase === "Succeeded");
  const failed = fresh.filter((pod) => isPodFailed(pod, job));
  const activePods = pods.filter(isPodActive);
  return {
    key,
    job,
    status,
    uncounted,
    pods,
    activePods,
    backOff: nextBackOff(sim.state.controlPlane.jobBackOffs.get(key), succeeded, failed),
    active: activePods.length,
    ready: activePods.filter(isPodReady).length,
    terminating: pods.filter(isPodTerminating).length,
    succeeded: (status.succeeded ?? 0) + succeeded.length + uncounted.succeeded.length,
    failed:
      (status.failed ?? 0) + failed.filter((pod) => judgeFailure(job, pod).counts).length + uncounted.failed.length,
    previousIndexes: [],
    succeededIndexes: [],
    delayed: new Map(),
  };
}

/** A condition as of now. */
export function jobCondition(
  sim: Simulation,
  type: string,
  status: "True" | "False",
  reason: string,
  message: string,
): Condition {
  const now = toRfc3339(sim.now);
  return { type, status, lastProbeTime: now, lastTransitionTime: now, reason, message };
}

/** Sets a condition in its place, or adds it when it holds; answers whether that changed anything. */
export function setJobCondition({ status }: JobSync, condition: Condition): boolean {
  const conditions = status.conditions ?? [];
  const current = conditions.find(({ type }) => type === condition.type);
  const { status: holds, reason, message } = condition;
  if (current === undefined) {
    if (holds === "False") return false;
    status.conditions = [...conditions, condition];
    return true;
  }
  if (current.status === holds && current.reason === reason && current.message === message) return false;
  status.conditions = conditions.map((known) => (known === current ? condition : known));
  return true;
}

/** Writes the status as it has become. */
export function flushStatus(sim: Simulation, sync: JobSync): void {
  const { status, uncounted } = sync;
  const { active, succeeded, failed, ...rest } = status;
  const uncountedTerminatedPods = {
    ...(uncounted.succeeded.length === 0 ? {} : { succeeded: uncounted.succeeded }),
    ...(uncounted.failed.length === 0 ? {} : { failed: uncounted.failed }),
  };
  sync.job = writeStatus(sim, sync.job, {
    ...rest,
    ...(active ? { active } : {}),
    ...(succeeded ? { succeeded } : {}),
    ...(failed ? { failed } : {}),
    uncountedTerminatedPods,
  });
}
