/**
 * Which nodes a daemon set gives a pod, and which pods it takes away, whatever its template.
 * @module
 */
import { type DaemonSet, microsPerSecond, type Node, type Pod } from "@aiops-gym/cluster";
import type { Simulation } from "../../kernel/simulation.ts";
import { recordEvent } from "../events.ts";
import { isPodReady } from "../pod-facts.ts";
import { hashLabel, verdictOn } from "./daemon-nodes.ts";
import { isAvailable, isStopping, type PodsByNode } from "./daemon-pods.ts";
import { allowsSurge } from "./rollout-limits.ts";

export const component = "daemonset-controller";
const firstBackOff = microsPerSecond;
const maxBackOff = 900 * microsPerSecond;

/** Nodes that are to have a pod, and pods that are to go. */
export interface Placement {
  readonly nodes: string[];
  readonly surplus: Pod[];
  /** Failed pods may go only in so many microseconds. */
  retryMicros?: number;
}

/** Compares nodes and pods. */
export function placePods(
  sim: Simulation,
  set: DaemonSet,
  nodes: readonly Node[],
  pods: PodsByNode,
  hash: string,
): Placement {
  const placement: Placement = { nodes: [], surplus: [] };
  for (const node of nodes) placeOnNode(sim, set, node, pods.get(node.metadata.name), hash, placement);
  const names = new Set(nodes.map(({ metadata }) => metadata.name));
  for (const [node, waiting] of pods) {
    // the node went before the pod came to it
    if (!names.has(node)) placement.surplus.push(...waiting.filter(({ spec }) => spec.nodeName === undefined));
  }
  return placement;
}

function placeOnNode(
  sim: Simulation,
  set: DaemonSet,
  node: Node,
  pods: readonly Pod[] | undefined,
  hash: string,
  placement: Placement,
): void {
  const { shouldRun, mayStay } = verdictOn(set, node);
  const { name } = node.metadata;
  if (shouldRun && pods === undefined) {
    placement.nodes.push(name);
    return;
  }
  if (!mayStay) {
    placement.surplus.push(...(pods ?? []).filter((pod) => !isStopping(pod)));
    return;
  }
  const running: Pod[] = [];
  for (const pod of pods ?? []) {
    if (isStopping(pod)) continue;
    const { phase } = pod.status;
    const where = `daemon pod ${pod.metadata.namespace}/${pod.metadata.name} on node ${name}, will try to`;
    if (phase === "Failed") {
      const wait = backOff(sim, set, name);
      if (wait > 0) {
        placement.retryMicros = Math.min(wait, placement.retryMicros ?? wait);
        continue;
      }
      const message = `Found failed ${where} kill it`;
      recordEvent(sim, { involved: set, type: "Warning", reason: "FailedDaemonPod", message, component });
      placement.surplus.push(pod);
    } else if (phase === "Succeeded") {
      const message = `Found succeeded ${where} delete it`;
      recordEvent(sim, { involved: set, type: "Normal", reason: "SucceededDaemonPod", message, component });
      placement.surplus.push(pod);
    } else running.push(pod);
  }
  if (!allowsSurge(set)) placement.surplus.push(...running.slice(1));
  else if (running.length === 0 && shouldRun) placement.nodes.push(name);
  else if (running.length > 1) placement.surplus.push(...beyondSurge(sim, set, running, hash));
}

/** Of several pods on a node one of the old template and one of the new may stay, the old until the new is available. */
function beyondSurge(sim: Simulation, set: DaemonSet, running: readonly Pod[], hash: string): readonly Pod[] {
  const isNew = ({ metadata }: Pod) => metadata.labels?.[hashLabel] === hash;
  const fresh = running.find(isNew);
  const old = running.find((pod) => !isNew(pod));
  const surplus = running.filter((pod) => pod !== fresh && pod !== old);
  if (fresh === undefined || old === undefined) return surplus;
  return !isPodReady(old) || isAvailable(sim, set, fresh) ? [...surplus, old] : surplus;
}

/** Microseconds until a failed pod of a node may go; 0 when it may, which doubles the time for the next. */
function backOff(sim: Simulation, set: DaemonSet, node: string): number {
  const { daemonPodBackOff } = sim.state.controlPlane;
  const key = `${set.metadata.uid}/${set.status.observedGeneration ?? 0}/${node}`;
  const known = daemonPodBackOff.get(key);
  const fresh = known === undefined || sim.now - known.at > 2 * maxBackOff;
  if (!fresh && sim.now - known.at < known.delayMicros) return known.delayMicros;
  const delayMicros = fresh ? firstBackOff : Math.min(maxBackOff, 2 * known.delayMicros);
  daemonPodBackOff.set(key, { delayMicros, at: sim.now });
  return 0;
}
