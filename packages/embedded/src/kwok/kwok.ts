/**
 * kwok: nodes that only pretend. A Node with the annotation `kwok.x-k8s.io/node: fake` comes alive, and so do its pods. What kwok
 * once has it keeps: a node that loses the annotation stays alive.
 * @module
 */
import type { Node, Pod } from "@aiops-gym/cluster";
import { deleteObject } from "../apiserver/api-server.ts";
import { getByKey, getObject, objectKey, observeKind } from "../apiserver/store.ts";
import { updateObject, writeStatus } from "../apiserver/write.ts";
import { keepNode, leaveNode } from "../controllers/nodes/node-keeper.ts";
import { conditionStatus } from "../controllers/nodes/node-taints.ts";
import { type Controller, defineController, enqueue } from "../controllers/work-queue.ts";
import type { Simulation } from "../kernel/simulation.ts";
import { podsOnNode } from "../scheduler/node-records.ts";
import { completedStatus, fakeNodeAnnotation, initializedNode, podStages, readyStatus } from "./kwok-stages.ts";

// Keys: `/node` and `namespace/pod`.
const controller: Controller = defineController("kwok", (sim, key) => {
  if (key.startsWith("/")) {
    const node = getByKey<Node>(sim, "Node", key);
    if (node !== undefined && conditionStatus(node, "Ready") !== "True") {
      writeStatus<Node>(sim, node, initializedNode(node, sim.now));
    }
    return;
  }
  const pod = getByKey<Pod>(sim, "Pod", key);
  if (pod !== undefined && isKept(sim, pod.spec.nodeName)) play(sim, pod);
});

function isKept(sim: Simulation, nodeName: string | undefined): boolean {
  return nodeName !== undefined && sim.state.controlPlane.nodes.keepers.get(nodeName)?.kind === "kwok";
}

observeKind<Node>("Node", (sim, { type, object }) => {
  const { name, annotations } = object.metadata;
  if (type === "DELETED") {
    if (isKept(sim, name)) leaveNode(sim, name);
    return;
  }
  const fake = annotations?.[fakeNodeAnnotation.key] === fakeNodeAnnotation.value;
  if (!fake) return;
  if (!isKept(sim, name)) {
    keepNode(sim, name, "kwok");
    for (const pod of podsOnNode(sim, name)) enqueue(sim, controller, objectKey(pod));
  }
  if (conditionStatus(object, "Ready") !== "True") enqueue(sim, controller, objectKey(object));
});

observeKind<Pod>("Pod", (sim, { type, object, previous }) => {
  if (type === "DELETED" || !isKept(sim, object.spec.nodeName)) return;
  const same =
    previous !== undefined &&
    previous.spec.nodeName === object.spec.nodeName &&
    previous.metadata.deletionTimestamp === object.metadata.deletionTimestamp &&
    previous.status.phase === object.status.phase;
  if (!same) enqueue(sim, controller, objectKey(object));
});

function play(sim: Simulation, pod: Pod): void {
  const stage = podStages.find(({ applies }) => applies(pod));
  if (stage === undefined) return;
  if (stage.name === "pod-ready") writeStatus<Pod>(sim, pod, readyStatus(pod, addressFor(sim, pod), sim.now));
  else if (stage.name === "pod-complete") writeStatus<Pod>(sim, pod, completedStatus(pod, sim.now));
  else {
    const { finalizers: _gone, ...metadata } = pod.metadata;
    updateObject<Pod>(sim, { ...pod, metadata });
    const { name, namespace = "" } = pod.metadata;
    if (getObject(sim, "Pod", namespace, name) === undefined) return;
    deleteObject(sim, { apiVersion: "v1", kind: "Pod", namespace, name }, { gracePeriodSeconds: 0 });
  }
}

/** The next address of 10.0.0.0/8: kwok gives them out in order. */
function addressFor(sim: Simulation, { spec }: Pod): string {
  const { nodes } = sim.state.controlPlane;
  if (spec.hostNetwork === true)
    return getObject<Node>(sim, "Node", undefined, spec.nodeName ?? "")?.metadata.name ?? "";
  nodes.fakeAddresses += 1;
  const number = nodes.fakeAddresses;
  return `10.${Math.floor(number / 65_536) % 256}.${Math.floor(number / 256) % 256}.${number % 256}`;
}
