/**
 * How many pods a job runs: making and removing them.
 * @module
 */
import type { Job, Manifest, Pod, PodTemplateSpec } from "@aiops-gym/cluster";
import type { Simulation } from "../../kernel/simulation.ts";
import { makePod, podOfTemplate, stopPod } from "../pod-control.ts";
import { isPodReady } from "../pod-facts.ts";
import { type Indexes, mergeIndexes, missingIndexes, withIndexes } from "./indexes.ts";
import {
  byRemovalOrder,
  countIn,
  failureCountKey,
  finishedAt,
  ignoredCountKey,
  indexKey,
  indexOf,
  isIndexed,
  isPodTerminating,
  replacesFailedOnly,
  trackingFinalizer,
} from "./job-facts.ts";
import type { JobSync } from "./job-sync.ts";
import { remainingBackOff } from "./pod-back-off.ts";
import { judgeFailure } from "./pod-failure-policy.ts";
import { release } from "./track-pods.ts";

/** What came of it. */
export interface Managed {
  /** Microseconds until another look may make pods. */
  readonly waits?: number;
  /** Why a pod could not be made. */
  readonly failure?: string;
}

/** Pods that are made or removed in one look. */
const burst = 500;
const longestBase = 58;

/** Makes or removes pods as the job wants; keeps the numbers of the look up to date. */
export function managePods(sim: Simulation, sync: JobSync): Managed {
  const { spec } = sync.job;
  const wanted = spec.suspend ? 0 : wantedPods(sync);
  const surplus = podsToRemove(sync, Math.max(0, sync.active - wanted));
  if (surplus.length > 0 || spec.suspend) {
    for (const pod of surplus.slice(0, spec.suspend ? surplus.length : burst)) removePod(sim, sync, pod);
    return {};
  }
  const terminating = replacesFailedOnly(sync.job) ? sync.terminating : 0;
  const missing = wanted - terminating - sync.active;
  if (missing <= 0) return {};
  const waits = spec.backoffLimitPerIndex === undefined ? remainingBackOff(sync.backOff, sim.now) : 0;
  if (waits > 0) {
    sync.active = 0;
    return { waits };
  }
  return isIndexed(sync.job) ? makeIndexed(sim, sync, missing) : makePlain(sim, sync, missing);
}

function wantedPods({ job, active, succeeded }: JobSync): number {
  const { completions, parallelism } = job.spec;
  if (completions === undefined) return succeeded > 0 ? active : parallelism;
  return Math.max(0, Math.min(parallelism, completions - succeeded));
}

/** Pods too many, and those of an indexed job whose index is wrong or taken. */
function podsToRemove({ job, activePods }: JobSync, count: number): readonly Pod[] {
  const sorted = [...activePods].sort(byRemovalOrder);
  if (!isIndexed(job)) return sorted.slice(0, count);
  const taken = new Set<number>();
  const wrong = new Set<Pod>();
  for (const pod of sorted.toReversed()) {
    const index = indexOf(pod);
    if (index === undefined || index >= (job.spec.completions ?? 0) || taken.has(index)) wrong.add(pod);
    else taken.add(index);
  }
  const rest = sorted.filter((pod) => !wrong.has(pod));
  return [...wrong, ...rest.slice(0, Math.max(0, count - wrong.size))];
}

function removePod(sim: Simulation, sync: JobSync, pod: Pod): void {
  release(sim, pod);
  stopPod(sim, { owner: sync.job, component: "job-controller" }, pod);
  countStopped(sync, pod);
}

/** Counts an active pod that has been asked to stop. */
export function countStopped(sync: JobSync, pod: Pod): void {
  sync.active -= 1;
  sync.terminating += 1;
  if (isPodReady(pod)) sync.ready -= 1;
}

function makePlain(sim: Simulation, sync: JobSync, missing: number): Managed {
  const manifest = podOfTemplate(sync.job, trackedTemplate(sync.job));
  return make(sim, sync, Array<Manifest>(Math.min(missing, burst)).fill(manifest));
}

function makeIndexed(sim: Simulation, sync: JobSync, missing: number): Managed {
  const { job, delayed } = sync;
  const pending = missingIndexes(takenIndexes(sync), Math.min(missing, burst), job.spec.completions ?? 0);
  const waits = new Map<number, number>(pending.map((index) => [index, waitOf(sim, delayed.get(index))]));
  const now = pending.filter((index) => waits.get(index) === 0);
  if (now.length === 0) {
    if (pending.length === 0) return {};
    sync.active = 0;
    return { waits: Math.min(...waits.values()) };
  }
  return make(
    sim,
    sync,
    now.map((index) => indexedPod(job, index, delayed.get(index))),
  );
}

/** What an index whose pod failed has still to wait. */
function waitOf(sim: Simulation, failed: Pod | undefined): number {
  if (failed === undefined) return 0;
  const failures = countIn(failed, failureCountKey) + countIn(failed, ignoredCountKey) + 1;
  return remainingBackOff({ failures, lastFailureAt: finishedAt(failed) }, sim.now);
}

function takenIndexes({ job, pods, activePods, succeededIndexes, failedIndexes = [] }: JobSync): Indexes {
  const stopping = replacesFailedOnly(job) ? pods.filter(isPodTerminating) : [];
  const busy = [...activePods, ...stopping].map(indexOf).filter((index) => index !== undefined);
  return mergeIndexes(withIndexes(succeededIndexes, busy), failedIndexes);
}

/** Makes pods in batches that double; after a batch with a failure it stops. */
function make(sim: Simulation, sync: JobSync, manifests: readonly Manifest[]): Managed {
  let failure: string | undefined;
  for (let done = 0, size = 1; done < manifests.length && failure === undefined; done += size, size *= 2) {
    for (const manifest of manifests.slice(done, done + size)) {
      const problem = makePod(sim, { owner: sync.job, component: "job-controller" }, manifest);
      if (problem === undefined) sync.active += 1;
      failure ??= problem;
    }
  }
  return failure === undefined ? {} : { failure };
}

function trackedTemplate({ spec }: Job): PodTemplateSpec {
  const { template } = spec;
  const finalizers = template.metadata?.finalizers ?? [];
  if (finalizers.includes(trackingFinalizer)) return template;
  return { ...template, metadata: { ...template.metadata, finalizers: [...finalizers, trackingFinalizer] } };
}

function indexedPod(job: Job, index: number, replaced: Pod | undefined): Manifest {
  const manifest = podOfTemplate(job, trackedTemplate(job));
  const { metadata } = manifest;
  const { name } = job.metadata;
  const ending = `-${index}-`;
  const spec = manifest["spec"] as PodTemplateSpec["spec"];
  return {
    ...manifest,
    metadata: {
      ...metadata,
      generateName: name.slice(0, longestBase - ending.length) + ending,
      labels: { ...metadata.labels, [indexKey]: String(index) },
      annotations: { ...metadata.annotations, [indexKey]: String(index), ...failureCounts(job, replaced) },
    },
    spec: {
      ...spec,
      hostname: `${name}-${index}`,
      ...(spec.initContainers === undefined ? {} : { initContainers: spec.initContainers.map(withIndexVariable) }),
      containers: spec.containers.map(withIndexVariable),
    },
  };
}

function withIndexVariable<C extends { readonly env?: readonly { readonly name: string }[] }>(container: C): C {
  const { env = [] } = container;
  const name = "JOB_COMPLETION_INDEX";
  if (env.some((variable) => variable.name === name)) return container;
  return {
    ...container,
    env: [...env, { name, valueFrom: { fieldRef: { fieldPath: `metadata.labels['${indexKey}']` } } }],
  };
}

/** The index's failures so far, for the annotations of its next pod. */
function failureCounts(job: Job, replaced: Pod | undefined): Readonly<Record<string, string>> {
  if (job.spec.backoffLimitPerIndex === undefined) return {};
  let failures = 0;
  let ignored = 0;
  if (replaced !== undefined) {
    failures = countIn(replaced, failureCountKey);
    ignored = countIn(replaced, ignoredCountKey);
    if (judgeFailure(job, replaced).counts) failures += 1;
    else ignored += 1;
  }
  return { [failureCountKey]: String(failures), ...(ignored > 0 ? { [ignoredCountKey]: String(ignored) } : {}) };
}
