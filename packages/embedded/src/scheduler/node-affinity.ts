/**
 * Node selectors and affinity to nodes.
 * @module
 */
import type { Node, Pod } from "@aiops-gym/cluster";
import { affinityOf, type NodeSelector, type NodeTerm } from "./affinity-terms.ts";

type Expression = NonNullable<NodeTerm["matchExpressions"]>[number];

/** Whether a node has what a pod's node selector and node affinity ask for. */
export function matchesNode(pod: Pod, node: Node): boolean {
  const { nodeSelector } = pod.spec;
  if (nodeSelector !== undefined) {
    const labels = node.metadata.labels ?? {};
    for (const key in nodeSelector) if (labels[key] !== nodeSelector[key]) return false;
  }
  const required = affinityOf(pod).nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return required === undefined || selectsNode(required, node);
}

/** Whether one of the terms holds for a node. */
export function selectsNode({ nodeSelectorTerms }: NodeSelector, node: Node): boolean {
  return nodeSelectorTerms.some((term) => termHolds(term, node));
}

function termHolds({ matchExpressions = [], matchFields = [] }: NodeTerm, node: Node): boolean {
  if (matchExpressions.length === 0 && matchFields.length === 0) return false;
  const labels = node.metadata.labels ?? {};
  return (
    matchExpressions.every((expression) => holds(expression, labels[expression.key])) &&
    matchFields.every((expression) => holds(expression, node.metadata.name))
  );
}

function holds({ operator, values = [] }: Expression, value: string | undefined): boolean {
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

/** The only nodes that a pod's affinity names, when every term of it names some. */
export function namedNodes(pod: Pod): ReadonlySet<string> | undefined {
  const terms = affinityOf(pod).nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  if (terms === undefined || terms.length === 0) return undefined;
  const all = new Set<string>();
  for (const { matchFields = [] } of terms) {
    const lists = matchFields.filter(({ key, operator }) => key === "metadata.name" && operator === "In");
    const [first, ...others] = lists.map(({ values = [] }) => values);
    if (first === undefined) return undefined;
    for (const name of first) if (others.every((list) => list.includes(name))) all.add(name);
  }
  return all;
}

/** The weights of a pod's preferences that hold for a node. */
export function preferenceOf(pod: Pod, node: Node): number {
  let sum = 0;
  for (const { weight, preference } of affinityOf(pod).nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ??
    []) {
    if (termHolds(preference, node)) sum += weight;
  }
  return sum;
}
