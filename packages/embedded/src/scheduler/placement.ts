/**
 * One look for a node: which would do, which is best, or who would have to go.
 * @module
 */
import type { Node, Pod } from "@aiops-gym/cluster";
import { getByKey, listObjects, objectKey } from "../apiserver/store.ts";
import { nextInt } from "../kernel/random.ts";
import type { Simulation } from "../kernel/simulation.ts";
import { type CycleState, type Objection, objection, prepare } from "./filters.ts";
import { namedNodes } from "./node-affinity.ts";
import { countPod, emptyRecord, type NodeView, nodeViews, podsOf, viewOf } from "./node-records.ts";
import { type Candidate, findVictims, priorityOf } from "./preemption.ts";
import { filterReasons, fitMessage } from "./scheduler-texts.ts";
import { scoresOf } from "./scores.ts";

/** What came of it. */
export type Placement =
  | { readonly kind: "node"; readonly nodeName: string }
  | {
      readonly kind: "none";
      readonly message: string;
      /** Who said no. */
      readonly plugins: readonly string[];
      /** Pods that are to go for this one. */
      readonly candidate?: Candidate;
      /** The node that it was nominated for is out of the question. */
      readonly lost: boolean;
    };

/** With fewer nodes than this all are looked at. */
const fewNodes = 100;
/** Of more nodes, so many hundredths less one for each 125 nodes, but no fewer than 5. */
const mostShare = 50;
const nodesPerPoint = 125;
const leastShare = 5;

function enough(nodes: number): number {
  if (nodes < fewNodes) return nodes;
  const share = Math.max(leastShare, mostShare - Math.floor(nodes / nodesPerPoint));
  return Math.max(fewNodes, Math.floor((nodes * share) / 100));
}

/** Looks for a node for a pod. There is at least one node. */
export function place(sim: Simulation, pod: Pod): Placement {
  const { scheduler } = sim.state.controlPlane;
  const all = nodeViews(sim);
  const state = prepare(sim, pod, all);
  const nominated = pod.status.nominatedNodeName;
  if (nominated !== undefined) {
    const node = getByKey<Node>(sim, "Node", `/${nominated}`);
    if (node !== undefined && against(sim, pod, viewOf(sim, node), state) === undefined) {
      return { kind: "node", nodeName: nominated };
    }
  }
  const named = namedNodes(pod);
  const objections = new Map<string, Objection>();
  const feasible: NodeView[] = [];
  const wanted = enough(all.length);
  let looked = 0;
  for (; looked < all.length && feasible.length < wanted; looked++) {
    const view = all[(scheduler.nextNode + looked) % all.length] as NodeView;
    const found: Objection | undefined =
      named !== undefined && !named.has(view.name)
        ? { plugin: "NodeAffinity", reasons: [filterReasons.NotNamed], hopeless: true }
        : against(sim, pod, view, state);
    if (found === undefined) feasible.push(view);
    else objections.set(view.name, found);
  }
  scheduler.nextNode = wanted === all.length ? 0 : (scheduler.nextNode + looked) % all.length;
  if (feasible.length > 0) return { kind: "node", nodeName: choose(sim, pod, feasible, all) };
  return refuse(sim, pod, all, objections);
}

/** What stands against a node, also with the pods there that more important pods were nominated as. */
function against(sim: Simulation, pod: Pod, view: NodeView, state: CycleState): Objection | undefined {
  const { nominated } = sim.state.controlPlane.scheduler;
  if (nominated.size > 0) {
    const own = objectKey(pod);
    const coming: Pod[] = [];
    for (const [key, nodeName] of nominated) {
      const other = nodeName === view.name && key !== own ? getByKey<Pod>(sim, "Pod", key) : undefined;
      if (other !== undefined && priorityOf(other) >= priorityOf(pod)) coming.push(other);
    }
    if (coming.length > 0) {
      const record = emptyRecord();
      for (const other of [...podsOf(sim, view.record), ...coming]) countPod(record, other, 1);
      const found = objection(sim, pod, viewOf(sim, view.node, record), state);
      if (found !== undefined) return found;
    }
  }
  return objection(sim, pod, view, state);
}

function refuse(
  sim: Simulation,
  pod: Pod,
  all: readonly NodeView[],
  objections: ReadonlyMap<string, Objection>,
): Placement {
  const reasons: string[] = [];
  const plugins = new Set<string>();
  for (const found of objections.values()) {
    reasons.push(...found.reasons);
    plugins.add(found.plugin);
  }
  const none = (text: Parameters<typeof fitMessage>[2], candidate?: Candidate): Placement => ({
    kind: "none",
    message: fitMessage(all.length, reasons, text),
    plugins: [...plugins],
    ...(candidate === undefined ? {} : { candidate }),
    lost: typeof text === "object",
  });
  if (pod.spec.preemptionPolicy === "Never") return none("never");
  const nominated = pod.status.nominatedNodeName;
  if (nominated !== undefined && objections.get(nominated)?.hopeless !== true) {
    const record = sim.state.controlPlane.scheduler.nodes.get(nominated);
    if (podsOf(sim, record).some((other) => priorityOf(other) < priorityOf(pod) && isBeingPreempted(other))) {
      return none("ending");
    }
  }
  const result = findVictims(sim, pod, all, objections);
  return result.kind === "none" ? none(result.reasons) : none("found", result.candidate);
}

function isBeingPreempted({ metadata, status }: Pod): boolean {
  if (metadata.deletionTimestamp === undefined) return false;
  return (status.conditions ?? []).some(
    ({ type, reason }) => type === "DisruptionTarget" && reason === "PreemptionByScheduler",
  );
}

/** The node of the highest score; among equals, chance. */
function choose(sim: Simulation, pod: Pod, feasible: readonly NodeView[], all: readonly NodeView[]): string {
  const [first] = feasible as readonly [NodeView];
  if (feasible.length === 1) return first.name;
  const scores = scoresOf(sim, pod, feasible, all);
  const best = Math.max(...scores);
  const equals = feasible.filter((_, index) => scores[index] === best);
  return (equals[nextInt(sim.random("scheduler/ties"), equals.length)] ?? first).name;
}

/** Whether there is any node. */
export function anyNode(sim: Simulation): boolean {
  return listObjects<Node>(sim, "Node").length > 0;
}
