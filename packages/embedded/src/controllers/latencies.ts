/**
 * How long control loops take to answer a change: medians in microseconds, measured by watching Kubernetes 1.34.4
 * (one node, two cores) create, roll, scale and delete Deployments.
 * @module
 */

/** From a change to the controller's own write. */
export const controllerLatencies = {
  deployment: 5_500,
  "replica-set": 6_000,
  "replication-controller": 6_000,
  "stateful-set": 8_000,
  "daemon-set": 8_000,
  job: 9_000,
  "cron-job": 8_000,
  "horizontal-pod-autoscaler": 8_000,
  "job-orphans": 8_000,
  "ttl-after-finished": 8_000,
  "endpoint-slice": 8_000,
  "endpoint-slice-mirroring": 8_000,
  endpoints: 9_000,
  "garbage-collector": 20_000,
  "custom-definitions": 4_000,
  namespace: 60_000,
  /** Until a claim is bound: four writes. */
  "persistent-volume": 25_000,
  "volume-protection": 8_000,
  "namespace-defaults": 4_000,
  "node-lifecycle": 20_000,
  disruption: 15_000,
  "resource-quota": 12_000,
  "cluster-role-aggregation": 10_000,
  "taint-eviction": 15_000,
  kwok: 6_000,
  scheduler: 7_000,
  /** The scheduler's second view of a claim that was made (on a quiet cluster it met its error in none of 14 tries). */
  claimView: 1_500,
} as const;

/** Spread of those latencies: sigma of a log-normal distribution. */
export const latencySpread = 0.35;
