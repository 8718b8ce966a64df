/**
 * How a daemon set's pods come to its new template: the old ones first, or the new ones first.
 * @module
 */
import type { DaemonSet, Node, Pod } from "@aiops-gym/cluster";
import type { Simulation } from "../../kernel/simulation.ts";
import { isUpdated, verdictOn } from "./daemon-nodes.ts";
import { isAvailable, isStopping, type PodsByNode } from "./daemon-pods.ts";
import type { Placement } from "./placement.ts";
import { rolloutLimits } from "./rollout-limits.ts";

/** The pods of a node that stay: at most one of each template; `undefined` when there are more. */
function pairOn(
  set: DaemonSet,
  pods: readonly Pod[],
  hash: string,
): { readonly fresh: Pod | undefined; readonly old: Pod | undefined } | undefined {
  const staying = pods.filter((pod) => !isStopping(pod));
  const fresh = staying.filter((pod) => isUpdated(set, pod, hash));
  const old = staying.filter((pod) => !isUpdated(set, pod, hash));
  return fresh.length > 1 || old.length > 1 ? undefined : { fresh: fresh[0], old: old[0] };
}

/** The next pods that go, and the nodes that get one beside their old one. */
export function rollForward(
  sim: Simulation,
  set: DaemonSet,
  nodes: readonly Node[],
  pods: PodsByNode,
  hash: string,
): Placement {
  const wanted = nodes.filter((node) => verdictOn(set, node).shouldRun);
  const { maxSurge, maxUnavailable } = rolloutLimits(set, wanted.length);
  // nodes that have no pod yet count too
  const names = new Set([...pods.keys(), ...wanted.map(({ metadata }) => metadata.name)]);
  const pairs = [...names].map((node) => ({ node, pair: pairOn(set, pods.get(node) ?? [], hash) }));
  return maxSurge === 0
    ? oldFirst(sim, set, pairs, maxUnavailable)
    : newFirst(sim, set, pairs, maxSurge, new Map(nodes.map((node) => [node.metadata.name, node])), wanted.length);
}

type Pairs = readonly { readonly node: string; readonly pair: ReturnType<typeof pairOn> }[];

function oldFirst(sim: Simulation, set: DaemonSet, pairs: Pairs, maxUnavailable: number): Placement {
  let unavailable = 0;
  const anyway: Pod[] = [];
  const candidates: Pod[] = [];
  for (const { pair } of pairs) {
    const { fresh, old } = pair ?? {};
    if (pair === undefined || (fresh === undefined) === (old === undefined)) unavailable += 1;
    else if (fresh !== undefined) unavailable += isAvailable(sim, set, fresh) ? 0 : 1;
    else if (old !== undefined && !isAvailable(sim, set, old)) {
      anyway.push(old);
      unavailable += 1;
    } else if (old !== undefined && unavailable < maxUnavailable) candidates.push(old);
  }
  const room = Math.max(0, maxUnavailable - unavailable);
  return { nodes: [], surplus: [...anyway, ...candidates.slice(0, room)] };
}

function newFirst(
  sim: Simulation,
  set: DaemonSet,
  pairs: Pairs,
  maxSurge: number,
  nodes: ReadonlyMap<string, Node>,
  wanted: number,
): Placement {
  let surge = 0;
  let available = 0;
  const surplus: Pod[] = [];
  const outOfPlace: Pod[] = [];
  const anyway: string[] = [];
  const candidates: string[] = [];
  for (const { node: name, pair } of pairs) {
    const { fresh, old } = pair ?? {};
    if (pair === undefined) surge += 1;
    const shown = old ?? fresh;
    if (shown !== undefined && isAvailable(sim, set, shown)) available += 1;
    if (old === undefined) continue;
    if (fresh !== undefined) {
      if (isAvailable(sim, set, fresh)) surplus.push(old);
      else surge += 1;
      continue;
    }
    const node = nodes.get(name);
    const well = isAvailable(sim, set, old);
    if (node === undefined || !verdictOn(set, node).shouldRun) (well ? outOfPlace : surplus).push(old);
    else if (!well) anyway.push(name);
    else if (surge < maxSurge) candidates.push(name);
  }
  surplus.push(...outOfPlace.slice(0, Math.max(0, available - wanted)));
  return { nodes: [...anyway, ...candidates.slice(0, Math.max(0, maxSurge - surge))], surplus };
}
