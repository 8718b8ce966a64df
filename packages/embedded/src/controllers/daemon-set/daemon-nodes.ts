/**
 * On which nodes a daemon set's pods run, and how they are bound to them.
 * @module
 */
import type { DaemonSet, Manifest, Node, Pod, Toleration } from "@aiops-gym/cluster";
import { listObjects } from "../../apiserver/store.ts";
import type { Simulation } from "../../kernel/simulation.ts";
import { matchesNode } from "../../scheduler/node-affinity.ts";
import { untolerated } from "../../scheduler/tolerations.ts";
import { podOfTemplate } from "../pod-control.ts";

const toleratedTaints = [
  ["node.kubernetes.io/not-ready", "NoExecute"],
  ["node.kubernetes.io/unreachable", "NoExecute"],
  ["node.kubernetes.io/disk-pressure", "NoSchedule"],
  ["node.kubernetes.io/memory-pressure", "NoSchedule"],
  ["node.kubernetes.io/pid-pressure", "NoSchedule"],
  ["node.kubernetes.io/unschedulable", "NoSchedule"],
] as const;
const hostNetworkTaint = ["node.kubernetes.io/network-unavailable", "NoSchedule"] as const;
const nodeNameField = "metadata.name";

export const hashLabel = "controller-revision-hash";
const generationLabel = "pod-template-generation";
/** Where a daemon set's template is counted. */
export const generationAnnotation = "deprecated.daemonset.template.generation";

/** Whether a daemon set wants a pod on a node, and whether one that is there may stay. */
export interface NodeVerdict {
  readonly shouldRun: boolean;
  readonly mayStay: boolean;
}

function tolerationsOf({ spec }: DaemonSet): readonly Toleration[] {
  const { tolerations = [], hostNetwork } = spec.template.spec;
  const added = (hostNetwork === true ? [...toleratedTaints, hostNetworkTaint] : toleratedTaints).map(
    ([key, effect]): Toleration => ({ effect, key, operator: "Exists" }),
  );
  const same = (a: Toleration, b: Toleration) => a.key === b.key && a.effect === b.effect && a.operator === b.operator;
  return [...tolerations.filter((own) => !added.some((other) => same(own, other))), ...added];
}

/** What a daemon set wants of a node. */
export function verdictOn(set: DaemonSet, node: Node): NodeVerdict {
  const { spec } = set.spec.template;
  const elsewhere = spec.nodeName !== undefined && spec.nodeName !== node.metadata.name;
  if (elsewhere || !matchesNode({ spec } as Pod, node)) return { shouldRun: false, mayStay: false };
  const tolerations = tolerationsOf(set);
  const { taints } = node.spec;
  if (untolerated(taints, tolerations, ["NoSchedule", "NoExecute"]) === undefined) {
    return { shouldRun: true, mayStay: true };
  }
  return { shouldRun: false, mayStay: untolerated(taints, tolerations, ["NoExecute"]) === undefined };
}

/** All nodes. */
export function nodesOf(sim: Simulation): readonly Node[] {
  return listObjects<Node>(sim, "Node");
}

interface RequiredAffinity {
  readonly nodeAffinity?: {
    readonly requiredDuringSchedulingIgnoredDuringExecution?: {
      readonly nodeSelectorTerms: readonly {
        readonly matchFields?: readonly { readonly key: string; readonly values?: readonly string[] }[];
      }[];
    };
  };
}

/** The node that a pod runs on, or is made for. */
export function targetNode({ spec }: Pod): string | undefined {
  if (spec.nodeName !== undefined) return spec.nodeName;
  const { nodeAffinity } = (spec.affinity ?? {}) as RequiredAffinity;
  for (const { matchFields = [] } of nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ??
    []) {
    for (const { key, values } of matchFields) if (key === nodeNameField) return values?.[0];
  }
  return undefined;
}

/** The number of the daemon set's template. */
export function templateGeneration({ metadata }: DaemonSet): string | undefined {
  return metadata.annotations?.[generationAnnotation];
}

/** Whether a pod was made of the daemon set's template. */
export function isUpdated(set: DaemonSet, { metadata }: Pod, hash: string): boolean {
  const generation = templateGeneration(set);
  const { labels } = metadata;
  return labels?.[hashLabel] === hash || (generation !== undefined && labels?.[generationLabel] === generation);
}

/** A pod for a node. */
export function daemonPod(set: DaemonSet, hash: string, nodeName: string): Manifest {
  const manifest = podOfTemplate(set, set.spec.template);
  const { spec } = set.spec.template;
  const generation = templateGeneration(set);
  const nodeAffinity = spec.affinity?.["nodeAffinity"] as object | undefined;
  const terms = [{ matchFields: [{ key: nodeNameField, operator: "In", values: [nodeName] }] }];
  return {
    ...manifest,
    metadata: {
      ...manifest.metadata,
      labels: {
        ...manifest.metadata.labels,
        ...(generation === undefined ? {} : { [generationLabel]: generation }),
        [hashLabel]: hash,
      },
    },
    spec: {
      ...spec,
      affinity: {
        ...spec.affinity,
        nodeAffinity: {
          ...nodeAffinity,
          requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms },
        },
      },
      tolerations: tolerationsOf(set),
    },
  };
}
