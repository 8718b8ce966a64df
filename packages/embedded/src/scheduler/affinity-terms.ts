/**
 * A pod's rules about nodes and about other pods, typed and completed.
 * @module
 */
import { type LabelSelector, labelMatcher, type Namespace, type Pod } from "@aiops-gym/cluster";
import { getObject } from "../apiserver/store.ts";
import type { Simulation } from "../kernel/simulation.ts";

type Labels = Readonly<Record<string, string>> | undefined;

/** A rule about other pods. */
export interface PodTerm {
  readonly labelSelector?: LabelSelector;
  readonly topologyKey: string;
  readonly namespaces?: readonly string[];
  readonly namespaceSelector?: LabelSelector;
  readonly matchLabelKeys?: readonly string[];
  readonly mismatchLabelKeys?: readonly string[];
}
interface WeightedPodTerm {
  readonly weight: number;
  readonly podAffinityTerm: PodTerm;
}
interface NodeExpression {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}
/** Terms of which all parts must hold. */
export interface NodeTerm {
  readonly matchExpressions?: readonly NodeExpression[];
  readonly matchFields?: readonly NodeExpression[];
}
/** Terms of which one must hold. */
export interface NodeSelector {
  readonly nodeSelectorTerms: readonly NodeTerm[];
}
interface PodRules {
  readonly requiredDuringSchedulingIgnoredDuringExecution?: readonly PodTerm[];
  readonly preferredDuringSchedulingIgnoredDuringExecution?: readonly WeightedPodTerm[];
}
interface Affinity {
  readonly nodeAffinity?: {
    readonly requiredDuringSchedulingIgnoredDuringExecution?: NodeSelector;
    readonly preferredDuringSchedulingIgnoredDuringExecution?: readonly {
      readonly weight: number;
      readonly preference: NodeTerm;
    }[];
  };
  readonly podAffinity?: PodRules;
  readonly podAntiAffinity?: PodRules;
}

/** Where a pod wants to run. */
export function affinityOf({ spec }: Pod): Affinity {
  return (spec.affinity ?? {}) as Affinity;
}

/** Whether a pod has rules about other pods. */
export function hasPodRules(pod: Pod): boolean {
  const { podAffinity, podAntiAffinity } = affinityOf(pod);
  return podAffinity !== undefined || podAntiAffinity !== undefined;
}

/** A rule of a pod as a test of other pods. */
export interface CompiledTerm {
  readonly topologyKey: string;
  readonly weight: number;
  readonly matches: (sim: Simulation, namespace: string, labels: Labels) => boolean;
}

function compile(term: PodTerm, pod: Pod, weight = 1): CompiledTerm {
  const byLabels = labelMatcher(term.labelSelector);
  const own = pod.metadata.namespace ?? "";
  const { namespaces = [], namespaceSelector } = term;
  const named = new Set(namespaces.length === 0 && namespaceSelector === undefined ? [own] : namespaces);
  const bySelector = namespaceSelector === undefined ? undefined : labelMatcher(namespaceSelector);
  return {
    topologyKey: term.topologyKey,
    weight,
    matches: (sim, namespace, labels) => {
      if (!byLabels(labels)) return false;
      if (named.has(namespace)) return true;
      if (bySelector === undefined) return false;
      return bySelector(getObject<Namespace>(sim, "Namespace", undefined, namespace)?.metadata.labels);
    },
  };
}

/** The rules of a pod about others. */
export interface CompiledRules {
  readonly affinity: readonly CompiledTerm[];
  readonly antiAffinity: readonly CompiledTerm[];
  readonly likes: readonly CompiledTerm[];
  readonly dislikes: readonly CompiledTerm[];
}

const known = new WeakMap<Pod["spec"], CompiledRules>();

/** A pod's rules about other pods, as tests. */
export function rulesOf(pod: Pod): CompiledRules {
  let rules = known.get(pod.spec);
  if (rules === undefined) {
    const { podAffinity, podAntiAffinity } = affinityOf(pod);
    const required = (part: PodRules | undefined) =>
      (part?.requiredDuringSchedulingIgnoredDuringExecution ?? []).map((term) => compile(term, pod));
    const preferred = (part: PodRules | undefined) =>
      (part?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map(({ weight, podAffinityTerm }) =>
        compile(podAffinityTerm, pod, weight),
      );
    rules = {
      affinity: required(podAffinity),
      antiAffinity: required(podAntiAffinity),
      likes: preferred(podAffinity),
      dislikes: preferred(podAntiAffinity),
    };
    if (Object.isFrozen(pod.spec)) known.set(pod.spec, rules);
  }
  return rules;
}
