/**
 * Filters: why a pod cannot run on a node, asked in the order of Kubernetes' default profile. The first that objects is heard.
 * @module
 */
import type { Node, PersistentVolume, PersistentVolumeClaim, Pod } from "@aiops-gym/cluster";
import { getObject } from "../apiserver/store.ts";
import type { Simulation } from "../kernel/simulation.ts";
import type { NodeSelector } from "./affinity-terms.ts";
import { matchesNode, selectsNode } from "./node-affinity.ts";
import type { NodeView } from "./node-records.ts";
import { type AffinityState, affinityState, podRuleBroken, type Without } from "./pod-affinity.ts";
import { portTaken, requestsOf } from "./pod-requests.ts";
import { filterReasons, insufficient } from "./scheduler-texts.ts";
import { untolerated } from "./tolerations.ts";
import { type SpreadState, spreadBroken, spreadState } from "./topology-spread.ts";
import { unboundClaimsOf, volumesFor } from "./volume-binding.ts";
import { liesElsewhere, waitsForClaim } from "./volume-rules.ts";

/** What a filter says against a node. */
export interface Objection {
  readonly plugin: string;
  readonly reasons: readonly string[];
  /** Evicting other pods could not change it. */
  readonly hopeless: boolean;
}

/** What was found out about the cluster for one pod, before nodes are looked at. */
export interface CycleState {
  readonly affinity: AffinityState | undefined;
  readonly spread: SpreadState | undefined;
}

/** Looks at the cluster for a pod, as if some pods were not there. */
export function prepare(sim: Simulation, pod: Pod, nodes: readonly NodeView[], without?: Without): CycleState {
  return { affinity: affinityState(sim, pod, without), spread: spreadState(sim, pod, nodes, without) };
}

type Filter = (sim: Simulation, pod: Pod, view: NodeView, state: CycleState) => Objection | undefined;

function object(plugin: string, reason: string, hopeless: boolean): Objection {
  return { plugin, reasons: [reason], hopeless };
}

const unschedulableTaint = { key: "node.kubernetes.io/unschedulable", effect: "NoSchedule" } as const;
const noScheduleEffects = ["NoSchedule", "NoExecute"] as const;

const filters: readonly Filter[] = [
  (_sim, pod, { node }) => {
    if (node.spec.unschedulable !== true) return undefined;
    const tolerated = untolerated([unschedulableTaint], pod.spec.tolerations, ["NoSchedule"]) === undefined;
    return tolerated ? undefined : object("NodeUnschedulable", filterReasons.NodeUnschedulable, true);
  },
  (_sim, pod, { node }) => {
    const taint = untolerated(node.spec.taints, pod.spec.tolerations, noScheduleEffects);
    return taint === undefined ? undefined : object("TaintToleration", filterReasons.TaintToleration, true);
  },
  (_sim, pod, { node }) =>
    matchesNode(pod, node) ? undefined : object("NodeAffinity", filterReasons.NodeAffinity, true),
  (_sim, pod, { record }) => {
    const { ports } = requestsOf(pod);
    const taken = ports.some((port) => portTaken(port, record.ports));
    return taken ? object("NodePorts", filterReasons.NodePorts, false) : undefined;
  },
  fitsResources,
  (sim, pod) => (waitsForClaim(sim, pod) ? object("VolumeRestrictions", filterReasons.VolumeTaken, false) : undefined),
  fitsVolumes,
  (sim, pod, view) =>
    liesElsewhere(sim, pod, view) ? object("VolumeZone", filterReasons.VolumeZone, true) : undefined,
  (_sim, pod, view, { spread }) => {
    const broken = spread === undefined ? undefined : spreadBroken(spread, pod, view);
    if (broken === undefined) return undefined;
    const skew = broken === "skew";
    return object("PodTopologySpread", skew ? filterReasons.Spread : filterReasons.SpreadLabel, !skew);
  },
  (_sim, _pod, view, { affinity }) => {
    const broken = affinity === undefined ? undefined : podRuleBroken(affinity, view);
    if (broken === undefined) return undefined;
    if (broken === "affinity") return object("InterPodAffinity", filterReasons.PodAffinity, true);
    const own = broken === "anti-affinity";
    return object("InterPodAffinity", own ? filterReasons.PodAntiAffinity : filterReasons.ExistingAntiAffinity, false);
  },
];

/** What stands against a pod on a node; `undefined` when it can run there. */
export function objection(sim: Simulation, pod: Pod, view: NodeView, state: CycleState): Objection | undefined {
  for (const filter of filters) {
    const found = filter(sim, pod, view, state);
    if (found !== undefined) return found;
  }
  return undefined;
}

function fitsResources(_sim: Simulation, pod: Pod, { record, allocatable }: NodeView): Objection | undefined {
  let reasons: string[] | undefined;
  let hopeless = true;
  if ((record.pods.size + 1) * 1000 > (allocatable.get("pods") ?? 0)) {
    reasons = [filterReasons.TooManyPods];
    hopeless = false;
  }
  for (const [name, amount] of requestsOf(pod).amounts) {
    if (amount === 0) continue;
    const has = allocatable.get(name) ?? 0;
    if (amount <= has - (record.requested.get(name) ?? 0)) continue;
    reasons ??= [];
    reasons.push(insufficient(name));
    if (amount <= has) hopeless = false;
  }
  return reasons === undefined ? undefined : { plugin: "NodeResourcesFit", reasons, hopeless };
}

function fitsVolumes(sim: Simulation, pod: Pod, { node }: NodeView): Objection | undefined {
  let unbound = false;
  for (const { persistentVolumeClaim } of pod.spec.volumes ?? []) {
    if (persistentVolumeClaim === undefined) continue;
    const { namespace } = pod.metadata;
    const name = persistentVolumeClaim.claimName;
    const claim = getObject<PersistentVolumeClaim>(sim, "PersistentVolumeClaim", namespace, name);
    const volumeName = claim?.spec.volumeName;
    if (volumeName === undefined) {
      unbound = true;
      continue;
    }
    const volume = getObject<PersistentVolume>(sim, "PersistentVolume", undefined, volumeName);
    if (volume === undefined) return object("VolumeBinding", filterReasons.VolumeMissing, true);
    if (!reachesVolume(volume, node)) return object("VolumeBinding", filterReasons.VolumeNode, true);
  }
  if (!unbound) return undefined;
  const found = volumesFor(sim, unboundClaimsOf(sim, pod), node, reachesVolume);
  return found === undefined ? object("VolumeBinding", filterReasons.VolumeNone, true) : undefined;
}

/** Whether a node may use a volume. */
export function reachesVolume({ spec }: PersistentVolume, node: Node): boolean {
  const required = (spec as { nodeAffinity?: { required?: NodeSelector } }).nodeAffinity?.required;
  return required === undefined || selectsNode(required, node);
}
