/**
 * The node controllers' numbers and texts: Kubernetes 1.34's defaults, messages as recorded.
 * @module
 */
import type { Taint } from "@aiops-gym/cluster";

const second = 1_000_000;

export const nodePeriods = {
  /** The monitor looks at all nodes this often. */
  monitor: 5 * second,
  /** A node of which nothing was heard for so long is unknown. */
  grace: 50 * second,
  /** The same for one of which nothing was ever heard. */
  startupGrace: 60 * second,
  /** Nodes are tainted for eviction one in so long. */
  taint: 10 * second,
  /** Orphaned pods are looked for this often. */
  collect: 20 * second,
  /** A node that is gone may come back within this. */
  quarantine: 40 * second,
} as const;

/** From the monitor's decision to the taint: the queue of nodes to taint is looked at ten times a second. */
export const taintMicros = 50_000;

/** More nodes than this, and this share of all, that are not ready are a disruption of the zone. */
export const partialDisruption = { nodes: 2, share: 0.55 } as const;

export const unschedulableTaint = "node.kubernetes.io/unschedulable";
export const unreachableTaint = "node.kubernetes.io/unreachable";
export const notReadyTaint = "node.kubernetes.io/not-ready";

/** Taints that keep new pods from a node in some condition. */
export const conditionTaints: readonly { readonly type: string; readonly status: string; readonly key: string }[] = [
  { type: "Ready", status: "False", key: notReadyTaint },
  { type: "Ready", status: "Unknown", key: unreachableTaint },
  { type: "MemoryPressure", status: "True", key: "node.kubernetes.io/memory-pressure" },
  { type: "DiskPressure", status: "True", key: "node.kubernetes.io/disk-pressure" },
  { type: "NetworkUnavailable", status: "True", key: "node.kubernetes.io/network-unavailable" },
  { type: "PIDPressure", status: "True", key: "node.kubernetes.io/pid-pressure" },
];

/** The conditions that a silent kubelet leaves unknown. */
export const unknownConditions: readonly string[] = ["Ready", "MemoryPressure", "DiskPressure", "PIDPressure"];

export const nodeTexts = {
  never: { reason: "NodeStatusNeverUpdated", message: "Kubelet never posted node status." },
  stopped: { reason: "NodeStatusUnknown", message: "Kubelet stopped posting node status." },
  podNotReady: "Node is not ready",
  evicting: { reason: "DeletionByTaintManager", message: "Taint manager: deleting due to NoExecute taint" },
  collecting: { reason: "DeletionByPodGC", message: "PodGC: node no longer exists" },
} as const;

/** Whether a taint is one that the controllers keep by conditions. */
export function isKept({ key, effect }: Taint): boolean {
  return effect === "NoSchedule" && (key === unschedulableTaint || conditionTaints.some((row) => row.key === key));
}
