/**
 * How many replicas a resource's use asks for, by the metrics of the pods that count.
 * @module
 */
import {
  fromRfc3339,
  type MetricTarget,
  type MetricValueStatus,
  microsPerSecond,
  type Pod,
  quantityMillis,
  type UnixMicros,
} from "@aiops-gym/cluster";
import type { PodUsage } from "../../metrics-server/pod-metrics.ts";
import { findCondition } from "../conditions.ts";

/** What is proposed, or why nothing can be. */
export type Proposal =
  | { readonly ok: true; readonly replicas: number; readonly current: MetricValueStatus }
  | { readonly ok: false; readonly why: string };

/** The question. */
export interface Usage {
  readonly resource: string;
  /** One container of each pod only. */
  readonly container?: string;
  readonly target: MetricTarget;
  /** Pods that the target selects. */
  readonly pods: readonly Pod[];
  /** Of those, what is known. */
  readonly usages: readonly PodUsage[];
  readonly replicas: number;
  readonly now: UnixMicros;
}

const tolerance = 0.1;
/** As long as this after a pod's start, CPU counts only from when it was ready for a whole window. */
const cpuInitialization = 300 * microsPerSecond;
/** A pod that became unready later than this after its start has been ready before. */
const initialReadinessDelay = 30 * microsPerSecond;

/** Compares what pods use with what they are to use. */
export function proposeReplicas(usage: Usage): Proposal {
  const { target, resource, pods, usages, replicas } = usage;
  const what = target.averageValue === undefined ? "utilization" : "usage";
  const refuse = (why: string): Proposal => ({ ok: false, why: `failed to get ${resource} ${what}: ${why}` });
  if (usages.length === 0) {
    return refuse(`unable to get metrics for resource ${resource}: no metrics returned from resource metrics API`);
  }
  if (pods.length === 0) return refuse("no pods returned by selector while calculating replica count");
  const metrics = metricsOf(usage);
  const { ready, unready, missing } = groupPods(usage, metrics);
  const counted = new Map<string, number>();
  for (const name of ready) counted.set(name, metrics.get(name)?.millis ?? 0);
  if (counted.size === 0) return refuse("did not receive metrics for targeted pods (pods might be unready)");
  const requests = new Map<string, number>();
  for (const pod of what === "usage" ? [] : pods) {
    const request = requestOf(usage, pod);
    if (typeof request === "string") return refuse(request);
    requests.set(pod.metadata.name, request);
  }
  const first = ratioOf(usage, counted, requests);
  const current = statusOf(usage, first);
  const stay: Proposal = { ok: true, replicas, current };
  const upWithUnready = unready.length > 0 && first.ratio > 1;
  if (!upWithUnready && missing.length === 0) {
    if (isClose(first.ratio)) return stay;
    return { ok: true, replicas: Math.ceil(first.ratio * ready.length), current };
  }
  // pods of which nothing is known are taken to be such that they work against the change
  const share = Math.max(100, target.averageUtilization ?? 0) / 100;
  const full = (name: string) => (what === "usage" ? first.target : Math.floor((requests.get(name) ?? 0) * share));
  if (first.ratio !== 1) for (const name of missing) counted.set(name, first.ratio < 1 ? full(name) : 0);
  if (upWithUnready) for (const name of unready) counted.set(name, 0);
  const { ratio } = ratioOf(usage, counted, requests);
  if (isClose(ratio) || (first.ratio < 1 && ratio > 1) || (first.ratio > 1 && ratio < 1)) return stay;
  const proposed = Math.ceil(ratio * counted.size);
  if ((ratio < 1 && proposed > replicas) || (ratio > 1 && proposed < replicas)) return stay;
  return { ok: true, replicas: proposed, current };
}

function isClose(ratio: number): boolean {
  return Math.abs(1 - ratio) <= tolerance;
}

interface Metric {
  readonly millis: number;
  readonly at: UnixMicros;
  readonly windowMicros: number;
}

function metricsOf({ usages, resource, container }: Usage): ReadonlyMap<string, Metric> {
  const metrics = new Map<string, Metric>();
  for (const { pod, at, windowMicros, containers } of usages) {
    const counted = containers.filter(({ name }) => container === undefined || name === container);
    if (counted.length === 0 || (resource !== "cpu" && resource !== "memory")) continue;
    let millis = 0;
    for (const { nanocores, memoryBytes } of counted) {
      millis += resource === "cpu" ? Math.ceil(nanocores / 1e6) : memoryBytes * 1000;
    }
    metrics.set(pod.metadata.name, { millis, at, windowMicros });
  }
  return metrics;
}

function groupPods(
  { pods, resource, now }: Usage,
  metrics: ReadonlyMap<string, Metric>,
): { ready: readonly string[]; unready: readonly string[]; missing: readonly string[] } {
  const ready: string[] = [];
  const unready: string[] = [];
  const missing: string[] = [];
  for (const pod of pods) {
    const { name, deletionTimestamp } = pod.metadata;
    const { phase } = pod.status;
    const metric = metrics.get(name);
    if (deletionTimestamp !== undefined || phase === "Failed") continue;
    if (phase === "Pending") unready.push(name);
    else if (metric === undefined) missing.push(name);
    else if (resource === "cpu" && isSettling(pod, metric, now)) unready.push(name);
    else ready.push(name);
  }
  return { ready, unready, missing };
}

/** Whether a pod's CPU says nothing yet, as it is just starting. */
function isSettling({ status }: Pod, { at, windowMicros }: Metric, now: UnixMicros): boolean {
  const condition = findCondition(status.conditions, "Ready");
  if (condition === undefined || status.startTime === undefined) return true;
  const started = fromRfc3339(status.startTime);
  const changed = fromRfc3339(condition.lastTransitionTime ?? "");
  const off = condition.status === "False";
  if (started + cpuInitialization > now) return off || Math.floor(at / 1e6) * 1e6 < changed + windowMicros;
  return off && started + initialReadinessDelay > changed;
}

/** What a pod requests, in thousandths; or why that is not known. */
function requestOf({ resource, container }: Usage, { metadata, spec }: Pod): number | string {
  let sum = 0;
  const restartable = (spec.initContainers ?? []).filter(
    (one) => "restartPolicy" in one && one.restartPolicy === "Always",
  );
  for (const { name, resources } of [...spec.containers, ...restartable]) {
    if (container !== undefined && container !== name) continue;
    const request = resources?.requests?.[resource];
    if (request === undefined) return `missing request for ${resource} in container ${name} of Pod ${metadata.name}`;
    sum += quantityMillis(request);
  }
  return sum;
}

interface Ratio {
  readonly ratio: number;
  /** What a pod uses on average, in thousandths. */
  readonly average: number;
  readonly utilization: number;
  readonly target: number;
}

function ratioOf(
  { target }: Usage,
  metrics: ReadonlyMap<string, number>,
  requests: ReadonlyMap<string, number>,
): Ratio {
  let used = 0;
  let requested = 0;
  for (const [name, millis] of metrics) {
    used += millis;
    requested += requests.get(name) ?? 0;
  }
  const average = Math.trunc(used / metrics.size);
  if (target.averageValue !== undefined) {
    const wanted = quantityMillis(target.averageValue);
    return { ratio: average / wanted, average, utilization: 0, target: wanted };
  }
  const wanted = target.averageUtilization ?? 100;
  const utilization = requested === 0 ? 0 : Math.trunc((used * 100) / requested);
  return { ratio: utilization / wanted, average, utilization, target: wanted };
}

function statusOf({ target, resource }: Usage, { average, utilization }: Ratio): MetricValueStatus {
  const averageValue = amountText(resource, average);
  return target.averageValue === undefined ? { averageUtilization: utilization, averageValue } : { averageValue };
}

function amountText(resource: string, millis: number): string {
  if (millis % 1000 !== 0) return `${millis}m`;
  const whole = millis / 1000;
  if (resource !== "memory" || whole === 0 || whole % 1024 !== 0) return String(whole);
  return whole % 2 ** 20 === 0 ? `${whole / 2 ** 20}Mi` : `${whole / 1024}Ki`;
}
