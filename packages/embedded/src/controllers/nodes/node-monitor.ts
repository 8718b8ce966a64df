/**
 * The node monitor: greets nodes, calls those unknown of which nothing is heard, has the pods of lost ones leave, and says
 * good-bye. It looks at all nodes every five seconds; here only at those that changed or whose time is up, at the same moments.
 * @module
 */
import { type Condition, type KubeObject, type Node, type Pod, toRfc3339, type UnixMicros } from "@aiops-gym/cluster";
import { getObject, observeKind } from "../../apiserver/store.ts";
import { writeStatus } from "../../apiserver/write.ts";
import { nextInt } from "../../kernel/random.ts";
import { defineEvent, type Simulation } from "../../kernel/simulation.ts";
import { podsOnNode } from "../../scheduler/node-records.ts";
import { recordEvent } from "../events.ts";
import { isPodReady } from "../pod-facts.ts";
import { foreseeDisruption, keepReachable, taintLater } from "./lost-node-taints.ts";
import { nodePeriods, nodeTexts, unknownConditions } from "./node-table.ts";
import { conditionStatus, conditionsOf } from "./node-taints.ts";
import type { NodeHealth, NodesState } from "./nodes-state.ts";

const component = "node-controller";
const leaseNamespace = "kube-node-lease";

interface Visit {
  readonly name: string;
  readonly at: UnixMicros;
}

function nodesOf(sim: Simulation): NodesState {
  return sim.state.controlPlane.nodes;
}

function nextLook(sim: Simulation, after: UnixMicros): UnixMicros {
  const nodes = nodesOf(sim);
  if (nodes.monitorPhase < 0) nodes.monitorPhase = nextInt(sim.random("nodes/monitor"), nodePeriods.monitor);
  const { monitor } = nodePeriods;
  return nodes.monitorPhase + (Math.floor((after - nodes.monitorPhase) / monitor) + 1) * monitor;
}

function visitAt(sim: Simulation, name: string, at: UnixMicros): void {
  const { visits } = nodesOf(sim);
  const agreed = visits.get(name);
  if (agreed !== undefined && agreed <= at) return;
  visits.set(name, at);
  sim.scheduleAt(at, visit, { name, at });
}

/** Something was heard of a node: the monitor notices when it next looks. */
function heardOf(sim: Simulation, name: string, health: NodeHealth): void {
  health.probedAt = nextLook(sim, sim.now);
  const due = nextLook(sim, health.probedAt + nodePeriods.grace - 1);
  // usually a look is due before: that one sees what was heard since
  if (health.checkAt === 0 || due < health.checkAt) scheduleCheck(sim, name, health, nodePeriods.grace);
}

function scheduleCheck(sim: Simulation, name: string, health: NodeHealth, grace: number): void {
  health.checkAt = nextLook(sim, health.probedAt + grace - 1);
  sim.scheduleAt(health.checkAt, check, { name, at: health.checkAt });
}

function graceOf(node: Node): number {
  return conditionStatus(node, "Ready") === "" ? nodePeriods.startupGrace : nodePeriods.grace;
}

const check = defineEvent("nodes/check", (sim: Simulation, { name, at }: Visit) => {
  const health = nodesOf(sim).health.get(name);
  const node = getObject<Node>(sim, "Node", undefined, name);
  if (health === undefined || node === undefined || health.checkAt !== at) return;
  if (health.probedAt + graceOf(node) > sim.now) scheduleCheck(sim, name, health, graceOf(node));
  else {
    health.checkAt = 0;
    visitAt(sim, name, sim.now);
  }
});

observeKind<Node>("Node", (sim, { type, object, previous }) => {
  const { health } = nodesOf(sim);
  const { name, uid } = object.metadata;
  if (type === "DELETED") {
    visitAt(sim, name, nextLook(sim, sim.now));
    return;
  }
  const known = health.get(name);
  if (type === "ADDED" || known === undefined || known.uid !== uid) {
    const fresh: NodeHealth = { uid, probedAt: sim.now, checkAt: 0, registered: false };
    health.set(name, fresh);
    if (conditionStatus(object, "Ready") === "") scheduleCheck(sim, name, fresh, nodePeriods.startupGrace);
    else heardOf(sim, name, fresh);
    visitAt(sim, name, nextLook(sim, sim.now));
    return;
  }
  if (previous === undefined || conditionsOf(previous) === conditionsOf(object)) return;
  const ready = readyOf(object);
  const before = readyOf(previous);
  if (ready?.["lastHeartbeatTime"] !== before?.["lastHeartbeatTime"]) heardOf(sim, name, known);
  if (ready?.status !== before?.status) visitAt(sim, name, nextLook(sim, sim.now));
});

observeKind<KubeObject>("Lease", (sim, { type, object }) => {
  if (type === "DELETED" || object.metadata.namespace !== leaseNamespace) return;
  const health = nodesOf(sim).health.get(object.metadata.name);
  if (health !== undefined) heardOf(sim, object.metadata.name, health);
});

function readyOf(node: Node): (Condition & Readonly<Record<string, unknown>>) | undefined {
  return conditionsOf(node).find(({ type }) => type === "Ready") as
    | (Condition & Readonly<Record<string, unknown>>)
    | undefined;
}

const visit = defineEvent("nodes/visit", (sim: Simulation, { name, at }: Visit) => {
  const { visits, health } = nodesOf(sim);
  if (visits.get(name) !== at) return;
  visits.delete(name);
  const known = health.get(name);
  const node = getObject<Node>(sim, "Node", undefined, name);
  if (known !== undefined && node?.metadata.uid !== known.uid) {
    if (node === undefined) health.delete(name);
    if (known.registered) tell(sim, name, known.uid, "RemovingNode", `Removing Node ${name} from Controller`);
  }
  if (node === undefined || known === undefined) {
    foreseeDisruption(sim);
    return;
  }
  if (!known.registered) {
    known.registered = true;
    tell(sim, name, known.uid, "RegisteredNode", `Registered Node ${name} in Controller`);
    keepReachable(sim, node);
  }
  look(sim, node, known);
  foreseeDisruption(sim);
});

function tell(sim: Simulation, name: string, uid: string, reason: string, text: string): void {
  const involved: KubeObject = {
    apiVersion: "v1",
    kind: "Node",
    metadata: { name, uid, resourceVersion: "", creationTimestamp: "" },
  };
  recordEvent(sim, { involved, type: "Normal", reason, message: `Node ${name} event: ${text}`, component });
}

function look(sim: Simulation, found: Node, health: NodeHealth): void {
  let node = found;
  const before = conditionStatus(node, "Ready");
  if (before !== "Unknown" && sim.now >= health.probedAt + graceOf(node)) node = callUnknown(sim, node);
  const now = conditionStatus(node, "Ready");
  if (now === "True") keepReachable(sim, node);
  else if (now !== "") taintLater(sim, node.metadata.name);
  if (before === "True" && now !== "True") {
    const { name } = node.metadata;
    const message = `Node ${name} status is now: NodeNotReady`;
    recordEvent(sim, { involved: node, type: "Normal", reason: "NodeNotReady", message, component });
    for (const pod of podsOnNode(sim, name)) callNotReady(sim, pod);
  }
}

function callUnknown(sim: Simulation, node: Node): Node {
  const conditions = conditionsOf(node);
  const at = toRfc3339(sim.now);
  const next = conditions.map((condition) =>
    unknownConditions.includes(condition.type) && condition.status !== "Unknown"
      ? { ...condition, status: "Unknown" as const, lastTransitionTime: at, ...nodeTexts.stopped }
      : condition,
  );
  const missing = unknownConditions
    .filter((type) => !conditions.some((condition) => condition.type === type))
    .map((type) => ({
      type,
      status: "Unknown" as const,
      lastHeartbeatTime: node.metadata.creationTimestamp,
      lastTransitionTime: at,
      ...nodeTexts.never,
    }));
  return writeStatus<Node>(sim, node, { ...node.status, conditions: [...next, ...missing] });
}

/** A pod of a node that is not ready is not ready. */
function callNotReady(sim: Simulation, pod: Pod): void {
  if (!isPodReady(pod)) return;
  recordEvent(sim, {
    involved: pod,
    type: "Warning",
    reason: "NodeNotReady",
    message: nodeTexts.podNotReady,
    component,
  });
  const at = toRfc3339(sim.now);
  const conditions = (pod.status.conditions ?? []).map((condition) =>
    condition.type === "Ready" ? { ...condition, status: "False" as const, lastTransitionTime: at } : condition,
  );
  writeStatus<Pod>(sim, pod, { ...pod.status, conditions });
}

observeKind<Pod>("Pod", (sim, { type, object, previous }) => {
  const { nodeName } = object.spec;
  if (type === "DELETED" || nodeName === undefined || previous?.spec.nodeName === nodeName || !isPodReady(object))
    return;
  const node = getObject<Node>(sim, "Node", undefined, nodeName);
  if (node !== undefined && ["False", "Unknown"].includes(conditionStatus(node, "Ready"))) callNotReady(sim, object);
});
