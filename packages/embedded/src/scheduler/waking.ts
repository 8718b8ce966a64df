/**
 * What makes waiting pods worth another try: for each plug-in that kept one back, the changes that may please it.
 * @module
 */
import { type KubeObject, type Node, type Pod, quantityMillis } from "@aiops-gym/cluster";
import { getByKey } from "../apiserver/store.ts";
import type { Simulation } from "../kernel/simulation.ts";
import { rulesOf } from "./affinity-terms.ts";
import { matchesNode } from "./node-affinity.ts";
import { requestsOf } from "./pod-requests.ts";
import { priorityOf } from "./preemption.ts";
import { toleratesTaint, untolerated } from "./tolerations.ts";

/** A change of the cluster. */
export type ClusterChange =
  | { readonly what: "pod-gone"; readonly pod: Pod }
  | { readonly what: "pod-here"; readonly pod: Pod }
  | { readonly what: "node"; readonly node: Node; readonly previous: Node | undefined }
  | { readonly what: "volume" }
  | { readonly what: "claim"; readonly claim: KubeObject };

type Hint = (pod: Pod, change: ClusterChange, sim: Simulation) => boolean;

const unschedulableTaint = { key: "node.kubernetes.io/unschedulable", effect: "NoSchedule" } as const;

/** Whether something holds for a node now that did not before. */
function began(change: ClusterChange, holds: (node: Node) => boolean): boolean {
  if (change.what !== "node" || !holds(change.node)) return false;
  return change.previous === undefined || !holds(change.previous);
}

function fits(pod: Pod, { status }: Node): boolean {
  const allocatable = (status as Node["status"] | undefined)?.allocatable ?? {};
  for (const [name, amount] of requestsOf(pod).amounts) {
    if (amount > quantityMillis(allocatable[name] ?? "0")) return false;
  }
  return true;
}

function usesClaim(pod: Pod, claim: KubeObject): boolean {
  if (pod.metadata.namespace !== claim.metadata.namespace) return false;
  return (pod.spec.volumes ?? []).some(
    ({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName === claim.metadata.name,
  );
}

const hints: Readonly<Record<string, Hint>> = {
  NodeUnschedulable: ({ spec }, change) =>
    began(
      change,
      (node) =>
        node.spec.unschedulable !== true ||
        (spec.tolerations ?? []).some((toleration) => toleratesTaint(toleration, unschedulableTaint)),
    ),
  TaintToleration: ({ spec }, change) =>
    began(change, (node) => untolerated(node.spec.taints, spec.tolerations, ["NoSchedule", "NoExecute"]) === undefined),
  NodeAffinity: (pod, change) => began(change, (node) => matchesNode(pod, node)),
  NodePorts: (pod, change) => {
    if (change.what === "node") return change.previous === undefined;
    return change.what === "pod-gone" && requestsOf(change.pod).ports.length > 0 && requestsOf(pod).ports.length > 0;
  },
  NodeResourcesFit: (pod, change) => {
    if (change.what === "pod-gone") return true;
    if (change.what !== "node" || !fits(pod, change.node)) return false;
    return change.previous === undefined || change.previous.status.allocatable !== change.node.status.allocatable;
  },
  PodTopologySpread: (pod, change) => {
    if (change.what === "pod-gone" || change.what === "pod-here") {
      return change.pod.metadata.namespace === pod.metadata.namespace;
    }
    if (change.what !== "node") return false;
    return change.previous?.metadata.labels !== change.node.metadata.labels;
  },
  InterPodAffinity: (pod, change, sim) => {
    if (change.what === "node") return change.previous?.metadata.labels !== change.node.metadata.labels;
    const { affinity, antiAffinity } = rulesOf(pod);
    if (change.what === "pod-here") {
      const { namespace = "", labels } = change.pod.metadata;
      return affinity.some((term) => term.matches(sim, namespace, labels));
    }
    if (change.what !== "pod-gone") return false;
    const { namespace = "", labels } = change.pod.metadata;
    if (antiAffinity.some((term) => term.matches(sim, namespace, labels))) return true;
    const own = pod.metadata;
    return rulesOf(change.pod).antiAffinity.some((term) => term.matches(sim, own.namespace ?? "", own.labels));
  },
  VolumeRestrictions: (pod, change) =>
    change.what === "pod-gone" && change.pod.metadata.namespace === pod.metadata.namespace,
  VolumeBinding: (pod, change) => {
    if (change.what === "claim") return usesClaim(pod, change.claim);
    if (change.what === "node") return change.previous?.metadata.labels !== change.node.metadata.labels;
    return change.what === "volume";
  },
};

/** Waiting pods that a change may help, the most important first, then the longest waiting: as `namespace/name`. */
export function pleasedBy(sim: Simulation, change: ClusterChange): readonly string[] {
  const { unschedulable } = sim.state.controlPlane.scheduler;
  if (unschedulable.size === 0) return [];
  const found: { readonly key: string; readonly priority: number; readonly since: number }[] = [];
  for (const [key, { plugins, errors, since }] of unschedulable) {
    const pod = getByKey<Pod>(sim, "Pod", key);
    if (pod === undefined || errors > 0) continue;
    // one that had no node to be tried on waits for any
    const any = plugins.length === 0 && change.what === "node";
    if (!any && !plugins.some((plugin) => hints[plugin]?.(pod, change, sim) === true)) continue;
    found.push({ key, priority: priorityOf(pod), since });
  }
  return found.sort((a, b) => b.priority - a.priority || a.since - b.since).map(({ key }) => key);
}
