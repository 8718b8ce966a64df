/**
 * The features of the feature view, as data: names, units, and how each is normalised. Every feature is in [0, 1].
 * @module
 */
import { type TaskKind, taskKinds } from "@aiops-gym/problems";
import type { ServiceMeasure } from "@aiops-gym/telemetry";

/**
 * How a measured value becomes a number of [0, 1]:
 * - `share`: as it is, it is one;
 * - `saturating`: x / (x + half), so that `half` gives 0.5 and no value is out of bounds;
 * - `rate`: the same of x per second of the window;
 * - `of`: x / y of two measures, 1 from 1 on;
 * - `among`: x / (x + y), 0.5 where they are equal;
 * - `known`: 1 where it was measured, 0 where there was nothing to measure.
 */
export type Normalisation =
  | { readonly kind: "share" }
  | { readonly kind: "saturating"; readonly half: number }
  | { readonly kind: "rate"; readonly half: number }
  | { readonly kind: "of"; readonly measure: ServiceMeasure }
  | { readonly kind: "among"; readonly global: "usersPerSecond" }
  | { readonly kind: "known" };

/** A feature that every service has. What was not measured is 0. */
export interface ServiceFeature {
  readonly name: string;
  readonly description: string;
  readonly measure: ServiceMeasure;
  /** Unit of the measure, in UCUM, before it is normalised. */
  readonly unit: string;
  readonly normalisation: Normalisation;
}

const share: Normalisation = { kind: "share" };
const saturating = (half: number): Normalisation => ({ kind: "saturating", half });
const rate = (half: number): Normalisation => ({ kind: "rate", half });

type Row = readonly [
  name: string,
  measure: ServiceMeasure,
  unit: string,
  normalisation: Normalisation,
  description: string,
];

const rows: readonly Row[] = [
  ["request_rate", "requestsPerSecond", "1/s", saturating(10), "requests that it answered"],
  ["request_share", "requestsPerSecond", "1/s", { kind: "among", global: "usersPerSecond" }, "the same, beside users'"],
  ["error_ratio", "errorRatio", "1", share, "requests that it answered with an error"],
  ["own_error_ratio", "ownErrorRatio", "1", share, "requests that it failed though none of its own calls had failed"],
  ["p50", "p50Milliseconds", "ms", saturating(10), "median latency of its answers"],
  ["p99", "p99Milliseconds", "ms", saturating(100), "99th percentile of the latency of its answers"],
  ["own_time", "ownMilliseconds", "ms", saturating(10), "mean latency without its calls of other services"],
  ["transit", "transitMilliseconds", "ms", saturating(10), "what its callers waited beyond its latency, on average"],
  ["unanswered", "unansweredRatio", "1", share, "calls of it by other services that failed without its answer"],
  ["inflight", "inflight", "{request}", saturating(10), "requests being served at the window's end"],
  ["serves", "inflight", "{request}", { kind: "known" }, "whether a server of it listens"],
  ["cpu", "cpuCores", "{cpu}", saturating(0.1), "CPU that it used"],
  ["cpu_of_limit", "cpuCores", "{cpu}", { kind: "of", measure: "cpuLimitCores" }, "of its CPU limit"],
  ["cpu_throttled", "cpuThrottledRatio", "1", share, "CFS periods in which it was throttled"],
  ["memory", "memoryWorkingSetBytes", "By", saturating(2 ** 26), "working set"],
  [
    "memory_of_limit",
    "memoryWorkingSetBytes",
    "By",
    { kind: "of", measure: "memoryLimitBytes" },
    "of its memory limit",
  ],
  ["network_in", "networkReceiveBytesPerSecond", "By/s", saturating(10_000), "bytes received"],
  ["network_out", "networkTransmitBytesPerSecond", "By/s", saturating(10_000), "bytes sent"],
  ["restarts", "restarts", "{restart}", saturating(1), "restarts of its containers so far"],
  ["replicas", "desiredReplicas", "{pod}", saturating(1), "pods that its deployment shall have"],
  ["ready", "readyReplicas", "{pod}", saturating(1), "pods of its deployment that are ready"],
  [
    "ready_of_replicas",
    "readyReplicas",
    "{pod}",
    { kind: "of", measure: "desiredReplicas" },
    "of those that it shall have",
  ],
  ["endpoints", "readyEndpoints", "{endpoint}", saturating(1), "ready addresses behind its Service"],
  [
    "has_service",
    "readyEndpoints",
    "{endpoint}",
    { kind: "known" },
    "whether its Service has endpoints at all, ready or not",
  ],
  [
    "waiting",
    "waitingContainers",
    "{container}",
    saturating(1),
    "containers in a back-off, without image or configuration",
  ],
  [
    "oom_killed",
    "oomKilledContainers",
    "{container}",
    saturating(1),
    "containers that the kernel last ended for memory",
  ],
  ["unscheduled", "unscheduledPods", "{pod}", saturating(1), "pods that no node was found for"],
  ["nodes_ready", "readyNodesRatio", "1", share, "its pods' nodes that are ready"],
  ["since_start", "secondsSinceStart", "s", saturating(300), "age of the newest of its running containers"],
  ["log_errors", "logErrors", "{line}", rate(1), "log lines of severity ERROR and above"],
  ["log_warnings", "logWarnings", "{line}", rate(1), "log lines of severity WARN"],
  ["warning_events", "warningEvents", "{event}", rate(0.1), "Kubernetes events of type Warning"],
];

/** Of every service, in this order. */
export const serviceFeatures: readonly ServiceFeature[] = Object.freeze(
  rows.map(([name, measure, unit, normalisation, description]) =>
    Object.freeze({ name, description, measure, unit, normalisation }),
  ),
);

/** What the features of the whole episode are made of. */
export interface GlobalMeasures {
  /** Requests of users that ended, per second of the window. */
  readonly usersPerSecond: number;
  /** NaN where none ended. */
  readonly userSuccessRatio: number;
  readonly userP50Seconds: number;
  readonly userP99Seconds: number;
  readonly windowSeconds: number;
  readonly secondsSincePage: number;
  readonly stepsLeftRatio: number;
  /** 1 when the last action was understood and done. */
  readonly lastActionOk: number;
  readonly task: TaskKind;
}

/** A feature of the whole episode. */
export interface GlobalFeature {
  readonly name: string;
  readonly description: string;
  readonly unit: string;
  /** How it is normalised, in words. */
  readonly normalisation: string;
  /** Its value in [0, 1]. */
  value(measures: GlobalMeasures): number;
}

/** x / (x + half) for x of at least 0; 0 where either is NaN, 1 for infinity. */
export function saturate(value: number, half: number): number {
  if (value === Number.POSITIVE_INFINITY) return 1;
  return value > 0 ? clampShare(value / (value + half)) : 0;
}

/** Within [0, 1]; 0 for NaN. */
export function clampShare(value: number): number {
  return value > 0 ? Math.min(value, 1) : 0;
}

const saturated = (
  name: string,
  unit: string,
  half: number,
  read: (measures: GlobalMeasures) => number,
  description: string,
): GlobalFeature => ({
  name,
  description,
  unit,
  normalisation: `x / (x + ${half})`,
  value: (measures) => saturate(read(measures), half),
});

const plain = (name: string, read: (measures: GlobalMeasures) => number, description: string): GlobalFeature => ({
  name,
  description,
  unit: "1",
  normalisation: "x",
  value: (measures) => clampShare(read(measures)),
});

/** Before the services' features, in this order. */
export const globalFeatures: readonly GlobalFeature[] = Object.freeze([
  saturated("user_rate", "1/s", 10, (m) => m.usersPerSecond, "requests of users that ended"),
  plain("user_success", (m) => m.userSuccessRatio, "of those, the ones that succeeded; 0 when none ended"),
  saturated("user_p50", "s", 0.1, (m) => m.userP50Seconds, "median latency that users felt"),
  saturated("user_p99", "s", 1, (m) => m.userP99Seconds, "99th percentile of it; 0.5 is where the page's alert is"),
  saturated("window", "s", 10, (m) => m.windowSeconds, "what the observation covers"),
  saturated("since_page", "s", 300, (m) => m.secondsSincePage, "virtual time since the page"),
  plain("steps_left", (m) => m.stepsLeftRatio, "share of the steps that are left"),
  plain("last_action_ok", (m) => m.lastActionOk, "whether the last action was understood and done; 1 after reset"),
  ...taskKinds.map((task) => plain(`task_${task}`, (m) => (m.task === task ? 1 : 0), `whether the task is ${task}`)),
]);
