/**
 * Filters: why a pod cannot run on a node, asked in the order of Kubernetes' default profile. The first that objects is heard.
 * @module
 */
import type { PersistentVolume, PersistentVolumeClaim, Pod } from "@aiops-gym/cluster";
import { getObject } from "../apiserver/store.ts";
import type { Simulation } from "../kernel/simulation.ts";
import { type NodeUsage, podRequests } from "./node-usage.ts";
import { matchesNode, type NodeSelector, podRuleBroken, selectsNode } from "./pod-affinity.ts";
import { filterReasons, insufficient } from "./scheduler-texts.ts";
import { untolerated } from "./tolerations.ts";

/** What a filter says against a node. */
export interface Objection {
  readonly plugin: string;
  readonly reasons: readonly string[];
  /** Evicting other pods could not change it. */
  readonly hopeless: boolean;
}

type Filter = (sim: Simulation, pod: Pod, usage: NodeUsage, all: readonly NodeUsage[]) => Objection | undefined;

function object(plugin: string, reason: string, hopeless: boolean): Objection {
  return { plugin, reasons: [reason], hopeless };
}

const unschedulableTaint = { key: "node.kubernetes.io/unschedulable", effect: "NoSchedule" } as const;

const filters: readonly Filter[] = [
  (_sim, pod, { node }) => {
    const tolerated = untolerated([unschedulableTaint], pod.spec.tolerations, ["NoSchedule"]) === undefined;
    if (node.spec.unschedulable !== true || tolerated) return undefined;
    return object("NodeUnschedulable", filterReasons.NodeUnschedulable, true);
  },
  (_sim, pod, { node }) => {
    const taint = untolerated(node.spec.taints, pod.spec.tolerations, ["NoSchedule", "NoExecute"]);
    return taint === undefined ? undefined : object("TaintToleration", filterReasons.TaintToleration, true);
  },
  (_sim, pod, { node }) =>
    matchesNode(pod, node) ? undefined : object("NodeAffinity", filterReasons.NodeAffinity, true),
  (_sim, pod, { pods }) => {
    const wanted = hostPorts(pod);
    const taken = wanted.length > 0 && pods.some((other) => hostPorts(other).some((port) => wanted.includes(port)));
    return taken ? object("NodePorts", filterReasons.NodePorts, false) : undefined;
  },
  fitsResources,
  fitsVolumes,
  (_sim, pod, usage, all) => {
    const broken = podRuleBroken(pod, usage, all);
    if (broken === undefined) return undefined;
    if (broken === "affinity") return object("InterPodAffinity", filterReasons.PodAffinity, true);
    const own = broken === "anti-affinity";
    return object("InterPodAffinity", own ? filterReasons.PodAntiAffinity : filterReasons.ExistingAntiAffinity, false);
  },
];

/** What stands against a pod on a node; `undefined` when it can run there. */
export function objection(
  sim: Simulation,
  pod: Pod,
  usage: NodeUsage,
  all: readonly NodeUsage[],
): Objection | undefined {
  for (const filter of filters) {
    const found = filter(sim, pod, usage, all);
    if (found !== undefined) return found;
  }
  return undefined;
}

function hostPorts({ spec }: Pod): readonly string[] {
  return spec.containers.flatMap(({ ports = [] }) =>
    ports.flatMap(({ hostPort, protocol = "TCP" }) => (hostPort === undefined ? [] : [`${protocol} ${hostPort}`])),
  );
}

function fitsResources(_sim: Simulation, pod: Pod, usage: NodeUsage): Objection | undefined {
  const { pods, requested, allocatable } = usage;
  const reasons: string[] = [];
  let hopeless = true;
  if ((pods.length + 1) * 1000 > (allocatable.get("pods") ?? 0)) {
    reasons.push(filterReasons.TooManyPods);
    hopeless = false;
  }
  for (const [name, amount] of podRequests(pod)) {
    if (amount === 0) continue;
    const has = allocatable.get(name) ?? 0;
    if (amount <= has - (requested.get(name) ?? 0)) continue;
    reasons.push(insufficient(name));
    if (amount <= has) hopeless = false;
  }
  return reasons.length === 0 ? undefined : { plugin: "NodeResourcesFit", reasons, hopeless };
}

function fitsVolumes(sim: Simulation, pod: Pod, { node }: NodeUsage): Objection | undefined {
  for (const { persistentVolumeClaim } of pod.spec.volumes ?? []) {
    if (persistentVolumeClaim === undefined) continue;
    const { namespace } = pod.metadata;
    const name = persistentVolumeClaim.claimName;
    const claim = getObject<PersistentVolumeClaim>(sim, "PersistentVolumeClaim", namespace, name);
    const volumeName = claim?.spec.volumeName;
    if (volumeName === undefined) continue;
    const volume = getObject<PersistentVolume>(sim, "PersistentVolume", undefined, volumeName);
    if (volume === undefined) return object("VolumeBinding", filterReasons.VolumeMissing, true);
    const required = (volume.spec as { nodeAffinity?: { required?: NodeSelector } }).nodeAffinity?.required;
    if (required !== undefined && !selectsNode(required, node)) {
      return object("VolumeBinding", filterReasons.VolumeNode, true);
    }
  }
  return undefined;
}
