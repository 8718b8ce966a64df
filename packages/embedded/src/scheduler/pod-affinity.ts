/**
 * Affinity between pods and to nodes: the required parts.
 * @module
 */
import { type LabelSelector, labelMatcher, type Node, type Pod } from "@aiops-gym/cluster";
import type { NodeUsage } from "./node-usage.ts";

interface PodTerm {
  readonly labelSelector?: LabelSelector;
  readonly topologyKey: string;
  readonly namespaces?: readonly string[];
}
interface NodeTerm {
  readonly matchExpressions?: readonly NodeExpression[];
  readonly matchFields?: readonly NodeExpression[];
}
interface NodeExpression {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}
interface Affinity {
  readonly nodeAffinity?: { readonly requiredDuringSchedulingIgnoredDuringExecution?: NodeSelector };
  readonly podAffinity?: { readonly requiredDuringSchedulingIgnoredDuringExecution?: readonly PodTerm[] };
  readonly podAntiAffinity?: { readonly requiredDuringSchedulingIgnoredDuringExecution?: readonly PodTerm[] };
}
/** Terms of which one must hold. */
export interface NodeSelector {
  readonly nodeSelectorTerms: readonly NodeTerm[];
}

function affinityOf({ spec }: Pod): Affinity {
  return (spec.affinity ?? {}) as Affinity;
}

/** Whether a node has what a pod's node selector and node affinity ask for. */
export function matchesNode(pod: Pod, node: Node): boolean {
  const labels = node.metadata.labels ?? {};
  for (const [key, value] of Object.entries(pod.spec.nodeSelector ?? {})) if (labels[key] !== value) return false;
  const required = affinityOf(pod).nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return required === undefined || selectsNode(required, node);
}

/** Whether one of the terms holds for a node. */
export function selectsNode({ nodeSelectorTerms }: NodeSelector, node: Node): boolean {
  return nodeSelectorTerms.some(({ matchExpressions = [], matchFields = [] }) => {
    if (matchExpressions.length === 0 && matchFields.length === 0) return false;
    const labels = node.metadata.labels ?? {};
    return (
      matchExpressions.every((expression) => holds(expression, labels[expression.key])) &&
      matchFields.every((expression) => holds(expression, node.metadata.name))
    );
  });
}

function holds({ operator, values = [] }: NodeExpression, value: string | undefined): boolean {
  switch (operator) {
    case "In":
      return value !== undefined && values.includes(value);
    case "NotIn":
      return value === undefined || !values.includes(value);
    case "Exists":
      return value !== undefined;
    case "DoesNotExist":
      return value === undefined;
    case "Gt":
      return value !== undefined && Number(value) > Number(values[0]);
    case "Lt":
      return value !== undefined && Number(value) < Number(values[0]);
    default:
      return false;
  }
}

/** Whether a pod is one that a term means, seen from `from`. */
function isMeant(term: PodTerm, from: Pod, other: Pod): boolean {
  const namespaces = term.namespaces ?? [from.metadata.namespace ?? ""];
  return namespaces.includes(other.metadata.namespace ?? "") && labelMatcher(term.labelSelector)(other.metadata.labels);
}

/** Which rule between pods keeps a pod from a node. */
export function podRuleBroken(
  pod: Pod,
  { node }: NodeUsage,
  all: readonly NodeUsage[],
): "affinity" | "anti-affinity" | "existing" | undefined {
  const near = (topologyKey: string) => {
    const value = node.metadata.labels?.[topologyKey];
    return value === undefined ? [] : all.filter((other) => other.node.metadata.labels?.[topologyKey] === value);
  };
  const { podAffinity, podAntiAffinity } = affinityOf(pod);
  for (const term of podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []) {
    const found = near(term.topologyKey).some(({ pods }) => pods.some((other) => isMeant(term, pod, other)));
    // the first pod of a group may go anywhere
    const anywhere = all.some(({ pods }) => pods.some((other) => isMeant(term, pod, other)));
    if (!found && (anywhere || !isMeant(term, pod, pod))) return "affinity";
  }
  for (const term of podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []) {
    if (near(term.topologyKey).some(({ pods }) => pods.some((other) => isMeant(term, pod, other))))
      return "anti-affinity";
  }
  for (const { node: home, pods } of all) {
    for (const other of pods) {
      for (const term of affinityOf(other).podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []) {
        const value = home.metadata.labels?.[term.topologyKey];
        const same = value !== undefined && node.metadata.labels?.[term.topologyKey] === value;
        if (same && isMeant(term, other, pod)) return "existing";
      }
    }
  }
  return undefined;
}
