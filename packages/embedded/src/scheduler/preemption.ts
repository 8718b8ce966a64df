/**
 * Preemption: which pods of less importance would have to go for a pod that fits nowhere, and on which node.
 * @module
 */
import { labelMatcher, type Pod } from "@aiops-gym/cluster";
import type { DisruptionBudget } from "../apiserver/disruption-budget.ts";
import { listObjects, objectKey } from "../apiserver/store.ts";
import { nextInt } from "../kernel/random.ts";
import type { Simulation } from "../kernel/simulation.ts";
import { type Objection, objection, prepare } from "./filters.ts";
import { countPod, emptyRecord, type NodeView, podsOf, viewOf } from "./node-records.ts";
import { notHelpful, noVictims } from "./scheduler-texts.ts";

/** A node that the pod would fit on without some pods. */
export interface Candidate {
  readonly nodeName: string;
  /** The most important first. */
  readonly victims: readonly Pod[];
  readonly violations: number;
}

/** What came of looking for victims: a node, or why there is none, a text a node. */
export type PreemptionResult =
  | { readonly kind: "candidate"; readonly candidate: Candidate }
  | { readonly kind: "none"; readonly reasons: readonly string[] };

/** A pod's priority. */
export function priorityOf({ spec }: Pod): number {
  return spec.priority ?? 0;
}

function startedAt({ status, metadata }: Pod): string {
  return status.startTime ?? metadata.creationTimestamp ?? "";
}

/** Orders pods by importance: priority first, then the longer run. */
function byImportance(a: Pod, b: Pod): number {
  if (priorityOf(a) !== priorityOf(b)) return priorityOf(b) - priorityOf(a);
  return startedAt(a) < startedAt(b) ? -1 : startedAt(a) > startedAt(b) ? 1 : 0;
}

/** Looks for the node on which the least would have to go. */
export function findVictims(
  sim: Simulation,
  pod: Pod,
  nodes: readonly NodeView[],
  objections: ReadonlyMap<string, Objection>,
): PreemptionResult {
  const budgets = listObjects<DisruptionBudget>(sim, "PodDisruptionBudget");
  const candidates: Candidate[] = [];
  const reasons: string[] = [];
  for (const view of nodes) {
    const against = objections.get(view.name);
    if (against === undefined || against.hopeless) {
      reasons.push(notHelpful);
      continue;
    }
    const found = victimsOn(sim, pod, view, nodes, budgets);
    if ("victims" in found) candidates.push(found);
    else reasons.push(...found.reasons);
  }
  if (candidates.length === 0) return { kind: "none", reasons };
  return { kind: "candidate", candidate: pick(sim, candidates) };
}

function victimsOn(
  sim: Simulation,
  pod: Pod,
  view: NodeView,
  nodes: readonly NodeView[],
  budgets: readonly DisruptionBudget[],
): Candidate | { readonly reasons: readonly string[] } {
  const pods = podsOf(sim, view.record);
  const lesser = pods.filter((other) => priorityOf(other) < priorityOf(pod)).sort(byImportance);
  if (lesser.length === 0) return { reasons: [noVictims] };
  const without = new Set(lesser.map(objectKey));
  const record = emptyRecord();
  for (const other of pods) if (!without.has(objectKey(other))) countPod(record, other, 1);
  const trial = viewOf(sim, view.node, record);
  const objects = () => objection(sim, pod, trial, prepare(sim, pod, nodes, without));
  const against = objects();
  if (against !== undefined) return { reasons: against.reasons };
  const [violating, others] = byBudgets(lesser, budgets);
  const victims: Pod[] = [];
  let violations = 0;
  for (const other of [...violating, ...others]) {
    without.delete(objectKey(other));
    countPod(record, other, 1);
    if (objects() === undefined) continue;
    without.add(objectKey(other));
    countPod(record, other, -1);
    victims.push(other);
    if (violating.includes(other)) violations += 1;
  }
  return { nodeName: view.name, victims: victims.sort(byImportance), violations };
}

/** Pods whose end would break a disruption budget, and the others. */
function byBudgets(
  pods: readonly Pod[],
  budgets: readonly DisruptionBudget[],
): readonly [readonly Pod[], readonly Pod[]] {
  const allowed = budgets.map(({ status }) => status?.disruptionsAllowed ?? 0);
  const violating = pods.filter(({ metadata }) => {
    let violates = false;
    for (const [index, { metadata: own, spec }] of budgets.entries()) {
      if (own.namespace !== metadata.namespace || metadata.labels === undefined) continue;
      if (!labelMatcher(spec.selector)(metadata.labels)) continue;
      const left = (allowed[index] ?? 0) - 1;
      allowed[index] = left;
      if (left < 0) violates = true;
    }
    return violates;
  });
  return [violating, pods.filter((pod) => !violating.includes(pod))];
}

/** What is compared of candidates, in this order; the smallest wins, and at last chance decides. */
const measures: readonly ((candidate: Candidate) => number)[] = [
  ({ violations }) => violations,
  ({ victims: [first] }) => (first === undefined ? 0 : priorityOf(first)),
  ({ victims }) => victims.reduce((sum, victim) => sum + priorityOf(victim) + 2 ** 31, 0),
  ({ victims }) => victims.length,
  // the latest start of the most important victims is best
  ({ victims }) => {
    const [first] = victims;
    if (first === undefined) return 0;
    const starts = victims.filter((victim) => priorityOf(victim) === priorityOf(first)).map(startedAt);
    return -Math.min(...starts.map((start) => Date.parse(start)));
  },
];

function pick(sim: Simulation, candidates: readonly Candidate[]): Candidate {
  let left = candidates;
  for (const measure of measures) {
    const best = Math.min(...left.map(measure));
    left = left.filter((candidate) => measure(candidate) === best);
  }
  const [first] = left;
  if (left.length === 1 && first !== undefined) return first;
  return left[nextInt(sim.random("scheduler/preemption"), left.length)] ?? (candidates[0] as Candidate);
}
