/**
 * Affinity between pods: what must and what should be near a pod, counted by topology once for each pod that is placed.
 * @module
 */
import type { Node, Pod } from "@aiops-gym/cluster";
import { getByKey, getObject, objectKey } from "../apiserver/store.ts";
import type { Simulation } from "../kernel/simulation.ts";
import { type CompiledTerm, rulesOf } from "./affinity-terms.ts";
import type { NodeView } from "./node-records.ts";

/** Pods that the counts leave out, as `namespace/name`: victims of a preemption that is tried. */
export type Without = ReadonlySet<string>;

// How many pods there are in a topology, by its key and then its value.
type Counts = Map<string, Map<string, number>>;

/** What a pod's rules, and those of others about it, found in the cluster. */
export interface AffinityState {
  readonly near: Counts;
  readonly against: Counts;
  /** Topologies in which somebody does not want this pod. */
  readonly unwelcome: Counts;
  readonly terms: readonly CompiledTerm[];
  readonly antiTerms: readonly CompiledTerm[];
  /** It is one of those that it wants to be near. */
  readonly alone: boolean;
}

function count(counts: Counts, key: string, value: string | undefined, amount: number): void {
  if (value === undefined || amount === 0) return;
  let values = counts.get(key);
  if (values === undefined) {
    values = new Map();
    counts.set(key, values);
  }
  values.set(value, (values.get(value) ?? 0) + amount);
}

function labelsOfNode(sim: Simulation, name: string): Readonly<Record<string, string>> {
  return getObject<Node>(sim, "Node", undefined, name)?.metadata.labels ?? {};
}

/** Calls back for every node and how many pods a term means there. */
function eachMeant(
  sim: Simulation,
  term: CompiledTerm,
  without: Without | undefined,
  found: (value: string | undefined, pods: number) => void,
): void {
  for (const { namespace, labels, byNode } of sim.state.controlPlane.scheduler.groups.values()) {
    if (!term.matches(sim, namespace, labels)) continue;
    for (const [name, { count: pods }] of byNode) found(labelsOfNode(sim, name)[term.topologyKey], pods);
  }
  for (const key of without ?? []) {
    const pod = getByKey<Pod>(sim, "Pod", key);
    if (pod === undefined || !term.matches(sim, pod.metadata.namespace ?? "", pod.metadata.labels)) continue;
    found(labelsOfNode(sim, pod.spec.nodeName ?? "")[term.topologyKey], -1);
  }
}

/** Looks at the cluster for a pod; `undefined` when no rule concerns it. */
export function affinityState(sim: Simulation, pod: Pod, without?: Without): AffinityState | undefined {
  const { affinity, antiAffinity } = rulesOf(pod);
  const { affine } = sim.state.controlPlane.scheduler;
  if (affinity.length === 0 && antiAffinity.length === 0 && affine.size === 0) return undefined;
  const namespace = pod.metadata.namespace ?? "";
  const unwelcome: Counts = new Map();
  for (const key of affine.keys()) {
    const other = without?.has(key) === true ? undefined : getByKey<Pod>(sim, "Pod", key);
    if (other === undefined) continue;
    for (const term of rulesOf(other).antiAffinity) {
      if (!term.matches(sim, namespace, pod.metadata.labels)) continue;
      count(unwelcome, term.topologyKey, labelsOfNode(sim, other.spec.nodeName ?? "")[term.topologyKey], 1);
    }
  }
  const near: Counts = new Map();
  const against: Counts = new Map();
  for (const term of affinity)
    eachMeant(sim, term, without, (value, pods) => count(near, term.topologyKey, value, pods));
  for (const term of antiAffinity) {
    eachMeant(sim, term, without, (value, pods) => count(against, term.topologyKey, value, pods));
  }
  const alone = affinity.every((term) => term.matches(sim, namespace, pod.metadata.labels));
  return { near, against, unwelcome, terms: affinity, antiTerms: antiAffinity, alone };
}

/** Which rule between pods keeps a pod from a node. */
export function podRuleBroken(
  state: AffinityState,
  { labels }: NodeView,
): "affinity" | "anti-affinity" | "existing" | undefined {
  let found = true;
  for (const { topologyKey } of state.terms) {
    const value = labels[topologyKey];
    if (value === undefined) return "affinity";
    if ((state.near.get(topologyKey)?.get(value) ?? 0) <= 0) found = false;
  }
  // the first pod of a group may go anywhere
  if (!found && (state.near.size > 0 || !state.alone)) return "affinity";
  for (const { topologyKey } of state.antiTerms) {
    const value = labels[topologyKey];
    if (value !== undefined && (state.against.get(topologyKey)?.get(value) ?? 0) > 0) return "anti-affinity";
  }
  for (const [key, values] of state.unwelcome) {
    const value = labels[key];
    if (value !== undefined && (values.get(value) ?? 0) > 0) return "existing";
  }
  return undefined;
}

/** How much a pod and the others like each other, by topology; `undefined` when nobody says anything. */
export function likings(sim: Simulation, pod: Pod): ReadonlyMap<string, ReadonlyMap<string, number>> | undefined {
  const { likes, dislikes } = rulesOf(pod);
  const { affine } = sim.state.controlPlane.scheduler;
  if (likes.length === 0 && dislikes.length === 0 && affine.size === 0) return undefined;
  const scores: Counts = new Map();
  for (const [terms, sign] of [
    [likes, 1],
    [dislikes, -1],
  ] as const) {
    for (const term of terms) {
      eachMeant(sim, term, undefined, (value, pods) =>
        count(scores, term.topologyKey, value, sign * term.weight * pods),
      );
    }
  }
  const namespace = pod.metadata.namespace ?? "";
  for (const key of affine.keys()) {
    const other = getByKey<Pod>(sim, "Pod", key);
    if (other === undefined || objectKey(other) === objectKey(pod)) continue;
    const rules = rulesOf(other);
    const labels = labelsOfNode(sim, other.spec.nodeName ?? "");
    for (const [terms, sign] of [
      // what must be near counts a little for the others, too
      [rules.affinity, 1],
      [rules.likes, 1],
      [rules.dislikes, -1],
    ] as const) {
      for (const term of terms) {
        if (!term.matches(sim, namespace, pod.metadata.labels)) continue;
        count(scores, term.topologyKey, labels[term.topologyKey], sign * term.weight);
      }
    }
  }
  return scores.size === 0 ? undefined : scores;
}
