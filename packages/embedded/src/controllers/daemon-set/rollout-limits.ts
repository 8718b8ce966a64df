/**
 * How many pods of a daemon set may be missing, or be there twice, while it is updated.
 * @module
 */
import type { DaemonSet, IntOrString } from "@aiops-gym/cluster";

function shareOf(value: IntOrString | undefined, total: number): number {
  if (value === undefined) return 0;
  return typeof value === "number" ? value : Math.ceil((Number.parseInt(value, 10) * total) / 100);
}

function rollingOf({ spec }: DaemonSet): DaemonSet["spec"]["updateStrategy"]["rollingUpdate"] {
  return spec.updateStrategy.type === "RollingUpdate" ? spec.updateStrategy.rollingUpdate : undefined;
}

/** Whether a node may run the old pod and the new one at once. */
export function allowsSurge(set: DaemonSet): boolean {
  return shareOf(rollingOf(set)?.maxSurge, 1) > 0;
}

/** Nodes that may have two pods, and nodes that may have none, of so many. */
export function rolloutLimits(
  set: DaemonSet,
  nodes: number,
): { readonly maxSurge: number; readonly maxUnavailable: number } {
  const rolling = rollingOf(set);
  const maxSurge = shareOf(rolling?.maxSurge, nodes);
  const maxUnavailable = shareOf(rolling?.maxUnavailable, nodes);
  return { maxSurge, maxUnavailable: nodes > 0 && maxSurge === 0 && maxUnavailable === 0 ? 1 : maxUnavailable };
}
