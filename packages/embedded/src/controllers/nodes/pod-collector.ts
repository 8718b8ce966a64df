/**
 * The collector of pods whose node is gone: after a while in which the node may come back.
 * @module
 */
import type { Node, Pod, UnixMicros } from "@aiops-gym/cluster";
import { deleteObject } from "../../apiserver/api-server.ts";
import { getByKey, getObject, observeKind } from "../../apiserver/store.ts";
import { writeStatus } from "../../apiserver/write.ts";
import { nextInt } from "../../kernel/random.ts";
import { defineEvent, type Simulation } from "../../kernel/simulation.ts";
import { podsOnNode } from "../../scheduler/node-records.ts";
import { withDisruptionTarget } from "../disruption-target.ts";
import { isPodOver } from "../pod-facts.ts";
import { nodePeriods, nodeTexts } from "./node-table.ts";

interface Due {
  readonly nodeName: string;
}

/** The first look for orphans after a time. */
function nextLook(sim: Simulation, after: UnixMicros): UnixMicros {
  const { nodes } = sim.state.controlPlane;
  if (nodes.collectorPhase < 0) nodes.collectorPhase = nextInt(sim.random("nodes/collector"), nodePeriods.collect);
  const { collect } = nodePeriods;
  return nodes.collectorPhase + (Math.floor((after - nodes.collectorPhase) / collect) + 1) * collect;
}

function quarantine(sim: Simulation, nodeName: string): void {
  sim.scheduleAt(nextLook(sim, nextLook(sim, sim.now) + nodePeriods.quarantine), collect, { nodeName });
}

const collect = defineEvent("nodes/collect", (sim: Simulation, { nodeName }: Due) => {
  if (getObject(sim, "Node", undefined, nodeName) !== undefined) return;
  for (const pod of podsOnNode(sim, nodeName)) {
    const { reason, message } = nodeTexts.collecting;
    const marked = withDisruptionTarget(sim, pod, reason, message);
    const { generation } = marked.metadata;
    const observed = generation === undefined ? {} : { observedGeneration: generation };
    const failed = isPodOver(marked) ? marked.status : { ...marked.status, ...observed, phase: "Failed" as const };
    writeStatus<Pod>(sim, marked, failed);
    const { name, namespace = "" } = marked.metadata;
    deleteObject(sim, { apiVersion: "v1", kind: "Pod", namespace, name }, { gracePeriodSeconds: 0 });
  }
});

observeKind<Node>("Node", (sim, { type, object }) => {
  if (type === "DELETED") quarantine(sim, object.metadata.name);
});

observeKind<Pod>("Pod", (sim, { type, object, previous }) => {
  const { nodeName } = object.spec;
  if (type === "DELETED" || nodeName === undefined || previous?.spec.nodeName === nodeName) return;
  if (getByKey(sim, "Node", `/${nodeName}`) === undefined) quarantine(sim, nodeName);
});
