/**
 * Nodes: the taint of a cordoned one, and eviction of pods that do not tolerate a `NoExecute` taint; pods of lost nodes.
 * @module
 */
import { microsPerSecond, type Node, type Pod, type Taint, toRfc3339 } from "@aiops-gym/cluster";
import { deleteObject } from "../apiserver/api-server.ts";
import { getByKey, listObjects, objectKey, observeKind } from "../apiserver/store.ts";
import { updateObject } from "../apiserver/write.ts";
import type { Simulation } from "../kernel/simulation.ts";
import { toleratesTaint } from "../scheduler/tolerations.ts";
import { recordEvent } from "./events.ts";
import { type Controller, defineController, enqueue, enqueueAfter } from "./work-queue.ts";

const unschedulableTaint = "node.kubernetes.io/unschedulable";
const component = "taint-eviction-controller";

// Keys: `/node` and `namespace/pod`.
const controller: Controller = defineController("node-lifecycle", (sim, key) => {
  if (key.startsWith("/")) {
    const node = getByKey<Node>(sim, "Node", key);
    if (node !== undefined) syncNode(sim, node);
    return;
  }
  const pod = getByKey<Pod>(sim, "Pod", key);
  if (pod !== undefined) evictIfNeeded(sim, pod);
});

const collector: Controller = defineController("pod-collector", (sim, key) => {
  const pod = getByKey<Pod>(sim, "Pod", key);
  if (pod === undefined || getByKey<Node>(sim, "Node", `/${pod.spec.nodeName}`) !== undefined) return;
  const { name, namespace = "" } = pod.metadata;
  deleteObject(sim, { apiVersion: "v1", kind: "Pod", namespace, name }, { gracePeriodSeconds: 0 });
});

observeKind<Node>("Node", (sim, { type, object, previous }) => {
  if (type === "DELETED") {
    for (const pod of podsOf(sim, object.metadata.name)) enqueue(sim, collector, objectKey(pod));
  } else if (previous === undefined || object.spec !== previous.spec) enqueue(sim, controller, objectKey(object));
});

observeKind<Pod>("Pod", (sim, { type, object, previous }) => {
  if (type === "DELETED" || object.spec.nodeName === undefined) return;
  if (previous !== undefined && previous.spec === object.spec) return;
  const node = getByKey<Node>(sim, "Node", `/${object.spec.nodeName}`);
  if (node?.spec.taints?.some(({ effect }) => effect === "NoExecute") === true)
    enqueue(sim, controller, objectKey(object));
});

function podsOf(sim: Simulation, nodeName: string): readonly Pod[] {
  return listObjects<Pod>(sim, "Pod").filter(({ spec }) => spec.nodeName === nodeName);
}

function syncNode(sim: Simulation, node: Node): void {
  const taints = node.spec.taints ?? [];
  const marked = taints.some(({ key }) => key === unschedulableTaint);
  const cordoned = node.spec.unschedulable === true;
  if (marked !== cordoned) {
    const mark: Taint = { effect: "NoSchedule", key: unschedulableTaint, timeAdded: toRfc3339(sim.now) };
    const next = cordoned ? [...taints, mark] : taints.filter(({ key }) => key !== unschedulableTaint);
    const { taints: _before, ...spec } = node.spec;
    updateObject<Node>(sim, { ...node, spec: next.length === 0 ? spec : { ...spec, taints: next } });
    return;
  }
  if (taints.some(({ effect }) => effect === "NoExecute")) {
    for (const pod of podsOf(sim, node.metadata.name)) enqueue(sim, controller, objectKey(pod));
  }
}

function evictIfNeeded(sim: Simulation, pod: Pod): void {
  if (pod.metadata.deletionTimestamp !== undefined) return;
  const node = getByKey<Node>(sim, "Node", `/${pod.spec.nodeName}`);
  const taints = node?.spec.taints?.filter(({ effect }) => effect === "NoExecute") ?? [];
  let earliest = Number.POSITIVE_INFINITY;
  for (const taint of taints) {
    const tolerating = (pod.spec.tolerations ?? []).filter((toleration) => toleratesTaint(toleration, taint));
    if (tolerating.length === 0) earliest = 0;
    for (const { tolerationSeconds } of tolerating) {
      if (tolerationSeconds === undefined) continue;
      const since = Date.parse(taint.timeAdded ?? toRfc3339(sim.now)) * 1000;
      earliest = Math.min(earliest, since + tolerationSeconds * microsPerSecond);
    }
  }
  if (earliest === Number.POSITIVE_INFINITY) return;
  if (earliest > sim.now) {
    enqueueAfter(sim, controller, objectKey(pod), earliest - sim.now);
    return;
  }
  const { name, namespace = "" } = pod.metadata;
  const message = `Marking for deletion Pod ${namespace}/${name}`;
  recordEvent(sim, { involved: pod, type: "Normal", reason: "TaintManagerEviction", message, component });
  deleteObject(sim, { apiVersion: "v1", kind: "Pod", namespace, name });
}
