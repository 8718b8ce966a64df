/**
 * Topology spread constraints: how evenly pods that are alike must (hard) or should (soft) lie.
 * @module
 */
import {
  type KubeObject,
  type LabelSelector,
  labelMatcher,
  labelsInclude,
  type Pod,
  type Service,
} from "@aiops-gym/cluster";
import { getByKey, getObject, listObjects } from "../apiserver/store.ts";
import { controllerOf } from "../controllers/owners.ts";
import { ln } from "../kernel/math.ts";
import type { Simulation } from "../kernel/simulation.ts";
import { matchesNode } from "./node-affinity.ts";
import type { NodeView } from "./node-records.ts";
import type { Without } from "./pod-affinity.ts";
import type { PodGroup } from "./scheduler-state.ts";
import { untolerated } from "./tolerations.ts";

interface SpreadConstraint {
  readonly maxSkew: number;
  readonly topologyKey: string;
  readonly whenUnsatisfiable: "DoNotSchedule" | "ScheduleAnyway";
  readonly labelSelector?: LabelSelector;
  readonly minDomains?: number;
  readonly nodeAffinityPolicy?: "Honor" | "Ignore";
  readonly nodeTaintsPolicy?: "Honor" | "Ignore";
  readonly matchLabelKeys?: readonly string[];
}
type Labels = Readonly<Record<string, string>> | undefined;

/** A constraint with its counts. */
interface Counted {
  readonly constraint: SpreadConstraint;
  readonly matches: (labels: Labels) => boolean;
  /** How many matching pods there are in each value of the topology. */
  readonly pods: Map<string, number>;
}

const hostname = "kubernetes.io/hostname";
/** What spreads pods of services and controllers that say nothing themselves. */
const defaultConstraints: readonly SpreadConstraint[] = [
  { maxSkew: 3, topologyKey: hostname, whenUnsatisfiable: "ScheduleAnyway" },
  { maxSkew: 5, topologyKey: "topology.kubernetes.io/zone", whenUnsatisfiable: "ScheduleAnyway" },
];

function constraintsOf({ spec }: Pod): readonly SpreadConstraint[] {
  return (spec as { topologySpreadConstraints?: readonly SpreadConstraint[] }).topologySpreadConstraints ?? [];
}

function selectorOf({ labelSelector, matchLabelKeys = [] }: SpreadConstraint, pod: Pod): (labels: Labels) => boolean {
  const bySelector = labelMatcher(labelSelector);
  const keys = matchLabelKeys.filter((key) => pod.metadata.labels?.[key] !== undefined);
  return (labels) => bySelector(labels) && keys.every((key) => labels?.[key] === pod.metadata.labels?.[key]);
}

function counts(constraint: SpreadConstraint, pod: Pod, { node }: NodeView): boolean {
  if (constraint.nodeAffinityPolicy !== "Ignore" && !matchesNode(pod, node)) return false;
  if (constraint.nodeTaintsPolicy !== "Honor") return true;
  return untolerated(node.spec.taints, pod.spec.tolerations, ["NoSchedule", "NoExecute"]) === undefined;
}

function groupsOf(sim: Simulation, pod: Pod, matches: (labels: Labels) => boolean): readonly PodGroup[] {
  const found: PodGroup[] = [];
  const { namespace } = pod.metadata;
  for (const group of sim.state.controlPlane.scheduler.groups.values()) {
    if (group.namespace === namespace && matches(group.labels)) found.push(group);
  }
  return found;
}

function podsOn(groups: readonly PodGroup[], nodeName: string): number {
  let sum = 0;
  for (const { byNode } of groups) {
    const here = byNode.get(nodeName);
    if (here !== undefined) sum += here.count - here.leaving;
  }
  return sum;
}

function withoutOn(sim: Simulation, without: Without, pod: Pod, matches: Counted["matches"], nodeName: string): number {
  let sum = 0;
  for (const key of without) {
    const other = getByKey<Pod>(sim, "Pod", key);
    if (other?.spec.nodeName !== nodeName || other.metadata.namespace !== pod.metadata.namespace) continue;
    if (other.metadata.deletionTimestamp === undefined && matches(other.metadata.labels)) sum += 1;
  }
  return sum;
}

/** Counts for a pod's hard constraints; `undefined` when it has none. */
export type SpreadState = readonly Counted[];

/** Looks at the cluster for a pod's hard constraints. */
export function spreadState(
  sim: Simulation,
  pod: Pod,
  nodes: readonly NodeView[],
  without?: Without,
): SpreadState | undefined {
  const hard = constraintsOf(pod).filter(({ whenUnsatisfiable }) => whenUnsatisfiable === "DoNotSchedule");
  if (hard.length === 0) return undefined;
  return hard.map((constraint): Counted => {
    const matches = selectorOf(constraint, pod);
    const groups = groupsOf(sim, pod, matches);
    const pods = new Map<string, number>();
    for (const view of nodes) {
      const value = view.labels[constraint.topologyKey];
      if (value === undefined || !hard.every(({ topologyKey }) => view.labels[topologyKey] !== undefined)) continue;
      if (!counts(constraint, pod, view)) continue;
      const gone = without === undefined ? 0 : withoutOn(sim, without, pod, matches, view.name);
      pods.set(value, (pods.get(value) ?? 0) + podsOn(groups, view.name) - gone);
    }
    return { constraint, matches, pods };
  });
}

/** What is wrong with a node: its topology would be too full, or it is in none. */
export function spreadBroken(state: SpreadState, pod: Pod, { labels }: NodeView): "skew" | "label" | undefined {
  for (const { constraint, matches, pods } of state) {
    const value = labels[constraint.topologyKey];
    if (value === undefined) return "label";
    let least = pods.size < (constraint.minDomains ?? 1) ? 0 : Number.POSITIVE_INFINITY;
    for (const number of pods.values()) least = Math.min(least, number);
    const own = matches(pod.metadata.labels) ? 1 : 0;
    if ((pods.get(value) ?? 0) + own - least > constraint.maxSkew) return "skew";
  }
  return undefined;
}

/** What a pod that says nothing is spread with: others of its services and of its controller. */
function defaultSelector(sim: Simulation, pod: Pod): ((labels: Labels) => boolean) | undefined {
  const { labels, namespace } = pod.metadata;
  const wanted: Record<string, string> = {};
  for (const { spec } of listObjects<Service>(sim, "Service", namespace)) {
    if (spec.selector !== undefined && labelsInclude(labels, spec.selector)) Object.assign(wanted, spec.selector);
  }
  const owner = controllerOf(pod);
  const controller =
    owner !== undefined && /^(ReplicaSet|StatefulSet|ReplicationController)$/.test(owner.kind)
      ? getObject<KubeObject>(sim, owner.kind, namespace, owner.name)
      : undefined;
  const selector = (controller?.spec as { selector?: LabelSelector | Record<string, string> } | undefined)?.selector;
  const byOwner =
    selector === undefined
      ? undefined
      : owner?.kind === "ReplicationController"
        ? labelMatcher({ matchLabels: selector as Record<string, string> })
        : labelMatcher(selector as LabelSelector);
  const any = Object.keys(wanted).length > 0;
  if (!any && byOwner === undefined) return undefined;
  return (other) => (!any || labelsInclude(other, wanted)) && byOwner?.(other) !== false;
}

/**
 * What soft constraints, or the usual ones, think of the nodes: 0 to 100 each; `undefined` when there are none.
 *
 * @param feasible - the nodes that are left.
 * @param all - all nodes: pods on the others count for their topologies.
 */
export function spreadScores(
  sim: Simulation,
  pod: Pod,
  feasible: readonly NodeView[],
  all: readonly NodeView[],
): readonly number[] | undefined {
  const own = constraintsOf(pod);
  const usual = own.length === 0;
  const bySelector = usual ? defaultSelector(sim, pod) : undefined;
  const soft = usual
    ? bySelector === undefined
      ? []
      : defaultConstraints
    : own.filter(({ whenUnsatisfiable }) => whenUnsatisfiable === "ScheduleAnyway");
  if (soft.length === 0) return undefined;
  const has = ({ labels }: NodeView) => soft.every(({ topologyKey }) => labels[topologyKey] !== undefined);
  const ignored = usual ? undefined : new Set(feasible.filter((view) => !has(view)).map(({ name }) => name));
  const sums = new Array<number>(feasible.length).fill(0);
  for (const constraint of soft) {
    const { topologyKey, maxSkew } = constraint;
    const groups = groupsOf(sim, pod, bySelector ?? selectorOf(constraint, pod));
    const byHost = topologyKey === hostname;
    const values = new Map<string, number>();
    if (!byHost) {
      for (const view of feasible) {
        if (ignored?.has(view.name) !== true) values.set(view.labels[topologyKey] ?? "", 0);
      }
      for (const view of values.size > 1 || !values.has("") ? all : []) {
        const value = view.labels[topologyKey] ?? "";
        const before = values.get(value);
        if (before === undefined || (!usual && !has(view)) || !counts(constraint, pod, view)) continue;
        values.set(value, before + podsOn(groups, view.name));
      }
    }
    const weight = ln((byHost ? feasible.length - (ignored?.size ?? 0) : values.size) + 2);
    feasible.forEach((view, index) => {
      const value = view.labels[topologyKey];
      if (value === undefined || ignored?.has(view.name) === true) return;
      const number = byHost ? podsOn(groups, view.name) : (values.get(value) ?? 0);
      sums[index] = (sums[index] ?? 0) + number * weight + (maxSkew - 1);
    });
  }
  return normalised(sums.map(Math.round), feasible, ignored);
}

function normalised(
  scores: readonly number[],
  feasible: readonly NodeView[],
  ignored: ReadonlySet<string> | undefined,
): readonly number[] {
  let least = Number.POSITIVE_INFINITY;
  let most = 0;
  const isIgnored = (index: number) => ignored?.has(feasible[index]?.name ?? "") === true;
  scores.forEach((score, index) => {
    if (isIgnored(index)) return;
    least = Math.min(least, score);
    most = Math.max(most, score);
  });
  return scores.map((score, index) => {
    if (isIgnored(index)) return 0;
    return most === 0 ? 100 : Math.floor((100 * (most + least - score)) / most);
  });
}
