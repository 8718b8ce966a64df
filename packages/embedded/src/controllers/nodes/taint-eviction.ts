/**
 * Eviction of pods that do not tolerate a `NoExecute` taint of their node, or not for longer.
 * @module
 */
import { microsPerSecond, type Node, type Pod, type Taint, type UnixMicros } from "@aiops-gym/cluster";
import { deleteObject } from "../../apiserver/api-server.ts";
import { getByKey, objectKey, observeKind } from "../../apiserver/store.ts";
import { defineEvent, type Simulation } from "../../kernel/simulation.ts";
import { podsOnNode } from "../../scheduler/node-records.ts";
import { toleratesTaint } from "../../scheduler/tolerations.ts";
import { withDisruptionTarget } from "../disruption-target.ts";
import { recordEvent } from "../events.ts";
import { type Controller, defineController, enqueue } from "../work-queue.ts";
import { nodeTexts } from "./node-table.ts";

const component = "taint-eviction-controller";
const never = Number.POSITIVE_INFINITY;

const controller: Controller = defineController("taint-eviction", (sim, key) => {
  const pod = getByKey<Pod>(sim, "Pod", key);
  if (pod === undefined) sim.state.controlPlane.nodes.evictions.delete(key);
  else if (pod.metadata.deletionTimestamp === undefined) judge(sim, pod, key);
});

function evicting(node: Node | undefined): readonly Taint[] {
  return node?.spec.taints?.filter(({ effect }) => effect === "NoExecute") ?? [];
}

observeKind<Node>("Node", (sim, { type, object, previous }) => {
  if (type === "DELETED" || previous?.spec === object.spec) return;
  if (evicting(object).length === 0 && evicting(previous).length === 0) return;
  for (const pod of podsOnNode(sim, object.metadata.name)) enqueue(sim, controller, objectKey(pod));
});

observeKind<Pod>("Pod", (sim, { type, object, previous }) => {
  if (type === "DELETED") {
    sim.state.controlPlane.nodes.evictions.delete(objectKey(object));
    return;
  }
  if (object.spec.nodeName === undefined || previous?.spec === object.spec) return;
  if (evicting(getByKey<Node>(sim, "Node", `/${object.spec.nodeName}`)).length > 0) {
    enqueue(sim, controller, objectKey(object));
  }
});

/** How long a pod stays in micros; 0: not at all, `Infinity`: as long as it likes. */
function stayOf({ spec }: Pod, taints: readonly Taint[]): number {
  let stay = never;
  for (const taint of taints) {
    const tolerating = (spec.tolerations ?? []).filter((toleration) => toleratesTaint(toleration, taint));
    if (tolerating.length === 0) return 0;
    for (const { tolerationSeconds } of tolerating) {
      if (tolerationSeconds !== undefined) stay = Math.min(stay, Math.max(0, tolerationSeconds) * microsPerSecond);
    }
  }
  return stay;
}

function judge(sim: Simulation, pod: Pod, key: string): void {
  const { evictions } = sim.state.controlPlane.nodes;
  const taints = evicting(getByKey<Node>(sim, "Node", `/${pod.spec.nodeName}`));
  const stay = stayOf(pod, taints);
  const pending = evictions.get(key);
  if (stay === never) {
    if (pending !== undefined) {
      evictions.delete(key);
      tell(sim, pod, "Cancelling deletion of");
    }
    return;
  }
  const since = pending?.since ?? sim.now;
  const at = since + stay;
  if (pending !== undefined && pending.at <= at) return;
  if (at <= sim.now) {
    evict(sim, pod);
    return;
  }
  evictions.set(key, Object.freeze({ since, at }));
  sim.scheduleAt(at, due, { key, at });
}

const due = defineEvent(
  "nodes/evict",
  (sim: Simulation, { key, at }: { readonly key: string; readonly at: UnixMicros }) => {
    const pod = getByKey<Pod>(sim, "Pod", key);
    if (sim.state.controlPlane.nodes.evictions.get(key)?.at !== at) return;
    if (pod !== undefined && pod.metadata.deletionTimestamp === undefined) evict(sim, pod);
  },
);

function tell(sim: Simulation, pod: Pod, what: string): void {
  const message = `${what} Pod ${objectKey(pod)}`;
  // it names the pod only: what it says of one counts on for the next of that name
  const involved: Pod = { ...pod, metadata: { ...pod.metadata, uid: "", resourceVersion: "" } };
  recordEvent(sim, { involved, type: "Normal", reason: "TaintManagerEviction", message, component });
}

function evict(sim: Simulation, pod: Pod): void {
  sim.state.controlPlane.nodes.evictions.delete(objectKey(pod));
  tell(sim, pod, "Marking for deletion");
  const { reason, message } = nodeTexts.evicting;
  const { name, namespace = "" } = withDisruptionTarget(sim, pod, reason, message).metadata;
  deleteObject(sim, { apiVersion: "v1", kind: "Pod", namespace, name });
}
