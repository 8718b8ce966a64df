/**
 * Differences with a reason that somebody who works with Kubernetes would accept. An entry that nothing needs any more is an error.
 * @module
 */

/** Why something differs. */
export interface Explanation {
  readonly scenario: string;
  /** The beginning of the subject; all of the scenario's when absent. */
  readonly subject?: string;
  readonly reason: string;
}

export const explanations: readonly Explanation[] = [
  {
    scenario: "stateful-set-claims",
    subject: "events of Pod db-*",
    reason:
      "How often the scheduler looks at a pod while its claim is being bound is a matter of milliseconds: the recorded runs differ too.",
  },
  {
    scenario: "pods-rejected-resources",
    reason: "The recorded node's DNS server asks for nothing; here it asks for 100m and 70Mi, as kubeadm's does.",
  },
];
