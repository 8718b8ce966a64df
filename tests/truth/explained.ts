/**
 * Differences between the recordings and the embedded cluster that have a reason. An entry that no difference needs is an error.
 * @module
 */
import type { Area } from "./check.ts";

/** Some differences and why they are right. */
export interface Explanation {
  /** Name of the scenario; all when absent. */
  readonly scenario?: string;
  readonly area: Area;
  /** The checks' subjects. */
  readonly subject: RegExp;
  readonly reason: string;
}

const jitter =
  "chance: the service serves again when its caller's back-off of up to 43 s is over, whose jitter (20 %) every crash draws anew";

/** Known differences. */
export const explanations: readonly Explanation[] = [
  {
    scenario: "redeploy-mongodb-rate-without-volume",
    area: "pods",
    subject: /^mongodb-rate$/,
    reason:
      "chance: whether the scheduler sees a new pod before its new claim; it did in this recording, and did not in those of tests/fidelity",
  },
  {
    scenario: "redeploy-mongodb-rate-without-volume",
    area: "events",
    subject: /^Pod of mongodb-rate/,
    reason: "the same: the scheduler says that it misses the claim, where it saw the pod first",
  },
  {
    scenario: "scale-consul-to-zero",
    area: "pods",
    subject: /^consul$/,
    reason: "the recorded Consul was a stand-in that dies of SIGTERM with status 2; the real agent ends with status 1",
  },
  {
    scenario: "scale-consul-to-zero",
    area: "logs",
    subject: /^(frontend|search): /,
    reason:
      "callers ask Consul in a loop without a pause: what they are told how often (refused, no route, time-out) follows the node's packet filter and ARP cache to the tenth of a second",
  },
  {
    scenario: "scale-memcached-rate-to-zero",
    area: "success rate",
    subject: /^after search$/,
    reason: jitter,
  },
  { scenario: "scale-memcached-rate-to-zero", area: "failures", subject: /^after search$/, reason: jitter },
  { scenario: "scale-memcached-rate-to-zero", area: "traces", subject: /^after search$/, reason: jitter },
  {
    scenario: "pod-failure-user-pause-image",
    area: "pods",
    subject: /^user$/,
    reason:
      "the recording's registry is on the node; here the first pull takes a second, the kubelet lists its containers meanwhile, and so syncs the pod once more",
  },
];
