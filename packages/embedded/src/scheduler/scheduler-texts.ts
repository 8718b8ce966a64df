/**
 * What the scheduler says (Kubernetes 1.34.4, recorded).
 * @module
 */

/** Why a node does not do, by plug-in. */
export const filterReasons = {
  NodeUnschedulable: "node(s) were unschedulable",
  TaintToleration: "node(s) had untolerated taint(s)",
  NodeAffinity: "node(s) didn't match Pod's node affinity/selector",
  NodePorts: "node(s) didn't have free ports for the requested pod ports",
  VolumeNode: "node(s) didn't match PersistentVolume's node affinity",
  VolumeNone: "node(s) didn't find available persistent volumes to bind",
  VolumeMissing: "node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)",
  VolumeTaken:
    "node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod",
  VolumeZone: "node(s) had no available volume zone",
  PodAffinity: "node(s) didn't match pod affinity rules",
  PodAntiAffinity: "node(s) didn't match pod anti-affinity rules",
  ExistingAntiAffinity: "node(s) didn't satisfy existing pods anti-affinity rules",
  TooManyPods: "Too many pods",
  Spread: "node(s) didn't match pod topology spread constraints",
  SpreadLabel: "node(s) didn't match pod topology spread constraints (missing required label)",
  NotNamed: "node(s) didn't satisfy plugin(s) [NodeAffinity]",
} as const;

/** `Insufficient cpu` */
export function insufficient(resource: string): string {
  return `Insufficient ${resource}`;
}

export const unboundClaims = "pod has unbound immediate PersistentVolumeClaims";

/** `persistentvolumeclaim "x" not found` */
export function claimNotFound(name: string): string {
  return `persistentvolumeclaim "${name}" not found`;
}

/** `persistentvolumeclaim "x" is being deleted` */
export function claimDeleting(name: string): string {
  return `persistentvolumeclaim "${name}" is being deleted`;
}

/** The scheduler's two views of claims differ for a moment after one was made. */
export function claimNotCached(key: string): string {
  return (
    `running PreFilter plugin "VolumeBinding": error getting PVC "${key}": ` +
    `could not find v1.PersistentVolumeClaim "${key}"`
  );
}

/** How many nodes there are of each reason, ordered by text: `1 Insufficient cpu, 2 node(s) were unschedulable`. */
function histogram(reasons: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts]
    .map(([reason, count]) => `${count} ${reason}`)
    .sort()
    .join(", ");
}

export const notHelpful = "Preemption is not helpful for scheduling";
export const noVictims = "No preemption victims found for incoming pod";
const neverPreempts = "not eligible due to preemptionPolicy=Never.";
const stillEnding = "not eligible due to a terminating pod on the nominated node.";

/** What came of preemption: it found somebody, it was not even tried, or why it found nobody, a reason a node. */
export type PreemptionText = "found" | "never" | "ending" | readonly string[];

/** Why no node does, and why preemption does not help. */
export function fitMessage(nodes: number, reasons: readonly string[], preemption: PreemptionText): string {
  const head = `0/${nodes} nodes are available: `;
  const fit = `${head}${histogram(reasons)}.`;
  if (preemption === "found") return fit;
  const why =
    preemption === "never" ? neverPreempts : preemption === "ending" ? stillEnding : `${head}${histogram(preemption)}.`;
  return `${fit} no new claims to deallocate, preemption: ${why}`;
}

/** Why no node was even looked at. */
export function preFilterMessage(nodes: number, reason: string): string {
  return `0/${nodes} nodes are available: ${reason}. not found`;
}

export const noNodes = "no nodes available to schedule pods";

export const preempted = "default-scheduler: preempting to accommodate a higher priority pod";

/** `Preempted by pod 0123 on node node-1` */
export function preemptedBy(uid: string, nodeName: string): string {
  return `Preempted by pod ${uid} on node ${nodeName}`;
}
