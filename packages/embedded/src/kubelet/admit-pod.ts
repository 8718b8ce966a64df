/**
 * What a node looks at before it takes a pod that it was given: whoever named the node may not have looked.
 * @module
 */
import { type Node, type Pod, quantityMillis, toRfc3339 } from "@aiops-gym/cluster";
import { getObject } from "../apiserver/store.ts";
import { writeStatus } from "../apiserver/write.ts";
import { recordEvent } from "../controllers/events.ts";
import type { Simulation } from "../kernel/simulation.ts";
import { matchesNode } from "../scheduler/node-affinity.ts";
import { podsOnNode } from "../scheduler/node-records.ts";
import { requestsOf } from "../scheduler/pod-requests.ts";
import { filterReasons } from "../scheduler/scheduler-texts.ts";
import { rejectionTexts, texts } from "./kubelet-texts.ts";

/** Why a node does not take a pod. */
export interface Rejection {
  readonly reason: string;
  readonly message: string;
}

function othersOn(sim: Simulation, nodeName: string, uid: string): readonly Pod[] {
  return podsOnNode(sim, nodeName).filter(({ metadata }) => {
    const worker = sim.state.kubelet.pods.get(metadata.uid);
    return worker !== undefined && worker.uid !== uid && worker.phase !== "terminated";
  });
}

/** What the node lacks for a pod beside the others that it runs. */
export function shortageOn(sim: Simulation, nodeName: string, pod: Pod): Rejection | undefined {
  const node = getObject<Node>(sim, "Node", undefined, nodeName);
  if (node === undefined) return undefined;
  const booked = sim.state.controlPlane.scheduler.nodes.get(nodeName)?.requested;
  let others: readonly Pod[] | undefined;
  for (const [resource, amount] of requestsOf(pod).amounts) {
    if (amount === 0) continue;
    const unit = resource === "cpu" ? 1 : 1000;
    const capacity = quantityMillis(node.status.allocatable?.[resource] ?? "0");
    // The books count all whom the kubelet runs, and may count the pod itself.
    if (amount <= capacity - (booked?.get(resource) ?? 0)) continue;
    others ??= othersOn(sim, nodeName, pod.metadata.uid);
    const used = others.reduce((sum, other) => sum + (requestsOf(other).amounts.get(resource) ?? 0), 0);
    if (amount <= capacity - used) continue;
    const message = rejectionTexts.outOf(resource, amount / unit, used / unit, capacity / unit);
    return { reason: `OutOf${resource}`, message };
  }
  return undefined;
}

/** Why a node does not take a pod; `undefined` when it does. */
export function rejectionOf(sim: Simulation, node: Node, pod: Pod): Rejection | undefined {
  const { name } = node.metadata;
  const shortage = shortageOn(sim, name, pod);
  if (shortage !== undefined) return shortage;
  if (!matchesNode(pod, node)) return predicate("NodeAffinity", filterReasons.NodeAffinity);
  const { ports } = requestsOf(pod);
  if (ports.length === 0) return undefined;
  const taken = othersOn(sim, name, pod.metadata.uid).some((other) =>
    requestsOf(other).ports.some((port) => ports.includes(port)),
  );
  return taken ? predicate("NodePorts", filterReasons.NodePorts) : undefined;
}

function predicate(reason: string, why: string): Rejection {
  return { reason, message: rejectionTexts.predicate(reason, why) };
}

/** Says that a node does not take a pod, which is the pod's end. */
export function rejectPod(sim: Simulation, nodeName: string, pod: Pod, { reason, message }: Rejection): void {
  recordEvent(sim, { involved: pod, type: "Warning", reason, message, component: "kubelet", host: nodeName });
  const { generation } = pod.metadata;
  writeStatus(sim, pod, {
    ...(generation === undefined ? {} : { observedGeneration: generation }),
    phase: "Failed",
    ...(pod.status.conditions === undefined ? {} : { conditions: pod.status.conditions }),
    message: texts.rejected(message),
    reason,
    startTime: toRfc3339(sim.now),
    ...(pod.status.qosClass === undefined ? {} : { qosClass: pod.status.qosClass }),
  });
}
