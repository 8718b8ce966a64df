/**
 * The books about nodes, kept with every change of a pod: what the pods of a node use, and where pods that are alike run.
 * @module
 */
import type { Node, Pod } from "@aiops-gym/cluster";
import { getByKey, listObjects, objectKey, observeKind } from "../apiserver/store.ts";
import { isPodOver } from "../controllers/pod-facts.ts";
import type { Simulation } from "../kernel/simulation.ts";
import { hasPodRules } from "./affinity-terms.ts";
import { type Amounts, amountsOf, requestsOf } from "./pod-requests.ts";
import type { NodeRecord, PodGroup, SchedulerState } from "./scheduler-state.ts";

/** A node and what its pods use. */
export interface NodeView {
  readonly node: Node;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly allocatable: Amounts;
  readonly record: NodeRecord;
}

interface NodeFacts {
  readonly allocatable: Amounts;
  readonly labels: Readonly<Record<string, string>>;
}

const factsOfNodes = new WeakMap<Node, NodeFacts>();
const noLabels: Readonly<Record<string, string>> = Object.freeze({});

function factsOf(node: Node): NodeFacts {
  let facts = factsOfNodes.get(node);
  if (facts === undefined) {
    const status = node.status as Node["status"] | undefined;
    facts = { allocatable: new Map(amountsOf(status?.allocatable)), labels: node.metadata.labels ?? noLabels };
    factsOfNodes.set(node, facts);
  }
  return facts;
}

/** A node nobody runs on. */
export function emptyRecord(): NodeRecord {
  return { pods: new Map(), requested: new Map(), cpu: 0, memory: 0, ports: new Map() };
}

/** A node as the scheduler sees it. */
export function viewOf(sim: Simulation, node: Node, record?: NodeRecord): NodeView {
  const { name } = node.metadata;
  const { nodes } = sim.state.controlPlane.scheduler;
  let own = record ?? nodes.get(name);
  if (own === undefined) {
    own = emptyRecord();
    nodes.set(name, own);
  }
  return { node, name, record: own, ...factsOf(node) };
}

/** All nodes, in the order of their names. */
export function nodeViews(sim: Simulation): readonly NodeView[] {
  return listObjects<Node>(sim, "Node").map((node) => viewOf(sim, node));
}

/** The pods of a node that are not over. */
export function podsOnNode(sim: Simulation, nodeName: string): readonly Pod[] {
  return podsOf(sim, sim.state.controlPlane.scheduler.nodes.get(nodeName));
}

/** The pods that a record counts. */
export function podsOf(sim: Simulation, record: NodeRecord | undefined): readonly Pod[] {
  const pods: Pod[] = [];
  if (record === undefined) return pods;
  for (const key of record.pods.keys()) {
    const pod = getByKey<Pod>(sim, "Pod", key);
    if (pod !== undefined) pods.push(pod);
  }
  return pods;
}

/** Counts a pod in (1) or out (-1). */
export function countPod(record: NodeRecord, pod: Pod, sign: 1 | -1): void {
  const key = objectKey(pod);
  if (sign === 1) record.pods.set(key, true);
  else record.pods.delete(key);
  const { amounts, cpu, memory, ports } = requestsOf(pod);
  for (const [name, amount] of amounts) {
    const sum = (record.requested.get(name) ?? 0) + sign * amount;
    if (sum === 0) record.requested.delete(name);
    else record.requested.set(name, sum);
  }
  record.cpu += sign * cpu;
  record.memory += sign * memory;
  for (const port of ports) {
    const times = (record.ports.get(port) ?? 0) + sign;
    if (times <= 0) record.ports.delete(port);
    else record.ports.set(port, times);
  }
}

const labelKeys = new WeakMap<object, string>();

function labelKey(labels: Readonly<Record<string, string>>): string {
  let key = labelKeys.get(labels);
  if (key === undefined) {
    key = JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
    if (Object.isFrozen(labels)) labelKeys.set(labels, key);
  }
  return key;
}

function countInGroup({ groups }: SchedulerState, pod: Pod, nodeName: string, sign: 1 | -1): void {
  const labels = pod.metadata.labels ?? noLabels;
  const namespace = pod.metadata.namespace ?? "";
  const id = `${namespace} ${labelKey(labels)}`;
  let group: PodGroup | undefined = groups.get(id);
  if (group === undefined) {
    group = { namespace, labels, byNode: new Map() };
    groups.set(id, group);
  }
  let here = group.byNode.get(nodeName);
  if (here === undefined) {
    here = { count: 0, leaving: 0 };
    group.byNode.set(nodeName, here);
  }
  here.count += sign;
  if (pod.metadata.deletionTimestamp !== undefined) here.leaving += sign;
  if (here.count <= 0) group.byNode.delete(nodeName);
  if (group.byNode.size === 0) groups.delete(id);
}

function assigned(pod: Pod | undefined): string | undefined {
  return pod === undefined || isPodOver(pod) ? undefined : pod.spec.nodeName;
}

function enter(sim: Simulation, pod: Pod, nodeName: string, sign: 1 | -1): void {
  const { scheduler } = sim.state.controlPlane;
  let record = scheduler.nodes.get(nodeName);
  if (record === undefined) {
    record = emptyRecord();
    scheduler.nodes.set(nodeName, record);
  }
  countPod(record, pod, sign);
  countInGroup(scheduler, pod, nodeName, sign);
  if (hasPodRules(pod)) {
    if (sign === 1) scheduler.affine.set(objectKey(pod), true);
    else scheduler.affine.delete(objectKey(pod));
  }
}

observeKind<Pod>("Pod", (sim, { type, object, previous }) => {
  const before = assigned(previous);
  const now = type === "DELETED" ? undefined : assigned(object);
  if (before === undefined && now === undefined) return;
  const same =
    before === now &&
    previous !== undefined &&
    previous.spec === object.spec &&
    previous.metadata.labels === object.metadata.labels &&
    previous.metadata.deletionTimestamp === object.metadata.deletionTimestamp;
  if (same) return;
  if (before !== undefined && previous !== undefined) enter(sim, previous, before, -1);
  if (now !== undefined) enter(sim, object, now, 1);
});

observeKind<Node>("Node", (sim, { type, object }) => {
  const { nodes } = sim.state.controlPlane.scheduler;
  const { name } = object.metadata;
  if (type === "DELETED" && nodes.get(name)?.pods.size === 0) nodes.delete(name);
});
