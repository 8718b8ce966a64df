/**
 * Differences with a reason that somebody who works with Kubernetes would accept. An entry that nothing needs any more is an error.
 * @module
 */

/** Why the answers to some lines differ. */
export interface Explanation {
  readonly state: string;
  /** The line, or the beginning of several before a `*`; all of the state's when absent. */
  readonly line?: string;
  readonly reason: string;
  /** It is a matter of chance whether they differ: not stale in a run where they agree. */
  readonly sometimes?: true;
}

const triggerTime =
  "The real controller saw the pod's condition a moment before its address, which takes the time of the change away again: a matter of milliseconds.";
const managedFields =
  "Kubernetes accounts who owns which field before its admission plugins add some; here those are the creator's, too.";

const components = "Component statuses are deprecated, and not simulated.";

export const explanations: readonly Explanation[] = [
  {
    state: "rare",
    line: "get servicecidr kubernetes",
    reason: "Services get their addresses from one range here; there are no objects that say so.",
  },
  { state: "healthy", line: "get componentstatuses --no-headers", reason: components },
  { state: "custom", line: "api-versions", reason: "Dynamic resource allocation (resource.k8s.io) is not simulated." },
  { state: "custom", line: "describe apiservice v1.apps", reason: "The aggregator's own objects are not simulated." },
  ...["{.spec.containers[5].image}", "{end}", "{metadata.name}"].map(
    (path): Explanation => ({ state: "healthy", line: `get pod lone -o jsonpath='${path}'`, reason: managedFields }),
  ),
  {
    state: "empty",
    line: "cluster-info",
    reason:
      "The DNS service has the labels that kubeadm gives it; that of the recorded cluster was set up without them.",
  },
  { state: "network", line: "describe ep half", reason: triggerTime },
  { state: "network", line: "describe endpointslice -l kubernetes.io/service-name=half", reason: triggerTime },
  { state: "healthy", line: "get pod lone -o yaml --show-managed-fields", reason: managedFields },
  { state: "healthy", line: "get svc web -o jsonpath='{.nothing.more}'*", reason: managedFields },
];

/** Where the real kubectl against the embedded cluster's API server differs. */
export const servedExplanations: readonly Explanation[] = [
  ...explanations,
  {
    state: "change-patch",
    line: "patch deploy web --subresource=scale*",
    reason: "A scale that is written as it is gets no new version here, and one on a kube-apiserver.",
  },
  {
    state: "change-rollout",
    line: "rollout restart deploy*",
    reason:
      "kubectl notes the time of its own machine, and restarts once a second of it; the cluster's seconds pass faster.",
  },
  ...["set env deploy/web --list --resolve", "get deploy web -o jsonpath={.spec.template.spec.containers*"].map(
    (line): Explanation => ({
      state: "change-set",
      line,
      reason: "kubectl takes the keys of a config map in the order of Go's maps, which is another each time.",
      sometimes: true,
    }),
  ),
  {
    state: "change-delete",
    line: "delete cm stuck --timeout=2s",
    reason: "When the time is up in the middle of opening a watch, kubectl's library logs that it failed.",
    sometimes: true,
  },
  {
    state: "pods-run",
    line: "run *",
    reason: "This server does not serve attaching; kubectl says so and prints the log.",
  },
];
