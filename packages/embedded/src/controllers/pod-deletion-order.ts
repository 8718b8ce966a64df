/**
 * Which pods a replica set gives up first.
 * @module
 */
import { fromRfc3339, type Pod, type UnixMicros } from "@aiops-gym/cluster";
import { isPodReady, readySince } from "./pod-facts.ts";

const phaseRank: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 };
const costAnnotation = "controller.kubernetes.io/pod-deletion-cost";

/** Times are compared by magnitude, so that the choice among pods of like age is left to their uids. */
function magnitude(now: UnixMicros, since: UnixMicros): number {
  if (Number.isNaN(since)) return 0;
  const nanos = Math.max(0, now - since) * 1000;
  let log = 0;
  for (let left = nanos; left >= 2; left = Math.floor(left / 2)) log += 1;
  return log;
}

/** Orders pods, the first to go first, as Kubernetes ranks them. `related` counts pods of the deployment by node. */
export function byDeletionOrder(now: UnixMicros, related: ReadonlyMap<string, number>): (a: Pod, b: Pod) => number {
  const ranks = new Map<Pod, readonly number[]>();
  const rank = (pod: Pod): readonly number[] => {
    let known = ranks.get(pod);
    if (known === undefined) {
      known = [
        pod.spec.nodeName === undefined ? 0 : 1,
        phaseRank[pod.status.phase ?? "Pending"] ?? 1,
        isPodReady(pod) ? 1 : 0,
        Number(pod.metadata.annotations?.[costAnnotation] ?? 0),
        -(related.get(pod.spec.nodeName ?? "") ?? 0),
        magnitude(now, readySince(pod)),
        -restarts(pod),
        magnitude(now, fromRfc3339(pod.metadata.creationTimestamp)),
      ];
      ranks.set(pod, known);
    }
    return known;
  };
  return (a, b) => {
    const other = rank(b);
    for (const [index, value] of rank(a).entries()) {
      const difference = value - (other[index] ?? 0);
      if (difference !== 0) return difference;
    }
    return a.metadata.uid < b.metadata.uid ? -1 : 1;
  };
}

function restarts({ status }: Pod): number {
  return (status.containerStatuses ?? []).reduce((most, { restartCount }) => Math.max(most, restartCount), 0);
}
