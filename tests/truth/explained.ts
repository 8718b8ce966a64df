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

/** Known differences. */
export const explanations: readonly Explanation[] = [
  {
    scenario: "scale-consul-to-zero",
    area: "pods",
    subject: /^consul$/,
    reason: "the recorded Consul was a stand-in that dies of SIGTERM with status 2; the real agent ends with status 1",
  },
];
