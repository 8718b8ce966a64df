/**
 * The pods of a daemon set, node by node.
 * @module
 */
import { type DaemonSet, microsPerSecond, type Pod } from "@aiops-gym/cluster";
import type { Simulation } from "../../kernel/simulation.ts";
import { isPodOver, isPodReady, readySince } from "../pod-facts.ts";
import { targetNode } from "./daemon-nodes.ts";

/** A daemon set's pods by the node that they are on, or for. */
export type PodsByNode = ReadonlyMap<string, readonly Pod[]>;

/** Sorts pods by node, those that have one first, then by age. */
export function byNode(pods: readonly Pod[]): PodsByNode {
  const nodes = new Map<string, Pod[]>();
  for (const pod of [...pods].sort(byAge)) {
    // one that is over and goes does not keep its node from a new one
    if (isPodOver(pod) && isStopping(pod)) continue;
    const node = targetNode(pod);
    if (node === undefined) continue;
    const list = nodes.get(node);
    if (list === undefined) nodes.set(node, [pod]);
    else list.push(pod);
  }
  return nodes;
}

function byAge(a: Pod, b: Pod): number {
  const placed = Number(b.spec.nodeName !== undefined) - Number(a.spec.nodeName !== undefined);
  if (placed !== 0) return placed;
  const [at, bt] = [a.metadata.creationTimestamp, b.metadata.creationTimestamp];
  if (at !== bt) return at < bt ? -1 : 1;
  return a.metadata.name < b.metadata.name ? -1 : 1;
}

/** Whether a pod was asked to stop. */
export function isStopping({ metadata }: Pod): boolean {
  return metadata.deletionTimestamp !== undefined;
}

/** Whether a pod has been ready for as long as the daemon set asks. */
export function isAvailable(sim: Simulation, { spec }: DaemonSet, pod: Pod): boolean {
  const least = (spec.minReadySeconds ?? 0) * microsPerSecond;
  return isPodReady(pod) && (least === 0 || readySince(pod) + least <= sim.now);
}
