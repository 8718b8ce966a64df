/**
 * What a node has and what the pods on it have been promised.
 * @module
 */
import { type Node, type Pod, quantityMillis, type ResourceList } from "@aiops-gym/cluster";
import { listObjects } from "../apiserver/store.ts";
import { isPodOver } from "../controllers/pod-facts.ts";
import type { Simulation } from "../kernel/simulation.ts";

/** Amounts in thousandths, by resource. */
export type Amounts = ReadonlyMap<string, number>;

const known = new WeakMap<Pod["spec"], Amounts>();

/** What a pod asks for: the sum of its containers, or its largest init container. */
export function podRequests({ spec }: Pod): Amounts {
  let requests = known.get(spec);
  if (requests === undefined) {
    const sum = new Map<string, number>();
    for (const { resources } of spec.containers) {
      for (const [name, amount] of amountsOf(resources?.requests)) sum.set(name, (sum.get(name) ?? 0) + amount);
    }
    for (const { resources } of spec.initContainers ?? []) {
      for (const [name, amount] of amountsOf(resources?.requests)) sum.set(name, Math.max(sum.get(name) ?? 0, amount));
    }
    requests = sum;
    if (Object.isFrozen(spec)) known.set(spec, requests);
  }
  return requests;
}

/** Amounts of a resource list. */
export function amountsOf(list: ResourceList | undefined): readonly (readonly [string, number])[] {
  return Object.entries(list ?? {}).map(([name, amount]) => [name, quantityMillis(amount)] as const);
}

/** A node and the pods that it is to run. */
export interface NodeUsage {
  readonly node: Node;
  readonly pods: readonly Pod[];
  readonly requested: Amounts;
  readonly allocatable: Amounts;
}

/** All nodes, in the order of their names. */
export function nodeUsages(sim: Simulation): readonly NodeUsage[] {
  const byNode = new Map<string, Pod[]>();
  for (const pod of listObjects<Pod>(sim, "Pod")) {
    const { nodeName } = pod.spec;
    if (nodeName === undefined || isPodOver(pod)) continue;
    const pods = byNode.get(nodeName);
    if (pods === undefined) byNode.set(nodeName, [pod]);
    else pods.push(pod);
  }
  return listObjects<Node>(sim, "Node").map((node) => {
    const pods = byNode.get(node.metadata.name) ?? [];
    const requested = new Map<string, number>();
    for (const pod of pods) {
      for (const [name, amount] of podRequests(pod)) requested.set(name, (requested.get(name) ?? 0) + amount);
    }
    return { node, pods, requested, allocatable: new Map(amountsOf(node.status.allocatable)) };
  });
}
