/**
 * Scores: which of the nodes that would do is best, by the plug-ins and weights of Kubernetes' default profile.
 * @module
 */
import type { Pod, ResourceList } from "@aiops-gym/cluster";
import type { Simulation } from "../kernel/simulation.ts";
import { affinityOf } from "./affinity-terms.ts";
import { preferenceOf } from "./node-affinity.ts";
import type { NodeView } from "./node-records.ts";
import { likings } from "./pod-affinity.ts";
import { requestsOf } from "./pod-requests.ts";
import { toleratesTaint } from "./tolerations.ts";
import { spreadScores } from "./topology-spread.ts";

type Scores = readonly number[];
type Scorer = (
  sim: Simulation,
  pod: Pod,
  feasible: readonly NodeView[],
  all: readonly NodeView[],
) => Scores | undefined;

// biome-ignore format: a table
const scorers: readonly { readonly plugin: string; readonly weight: number; readonly score: Scorer }[] = [
  { plugin: "TaintToleration", weight: 3, score: avoidedTaints },
  { plugin: "NodeAffinity", weight: 2, score: preferredNodes },
  { plugin: "NodeResourcesFit", weight: 1, score: leastAllocated },
  { plugin: "PodTopologySpread", weight: 2, score: spreadScores },
  { plugin: "InterPodAffinity", weight: 2, score: likedNodes },
  { plugin: "NodeResourcesBalancedAllocation", weight: 1, score: balanced },
  { plugin: "ImageLocality", weight: 1, score: imagesPresent },
];

/** The sums of all scores, in the order of the nodes. */
export function scoresOf(
  sim: Simulation,
  pod: Pod,
  feasible: readonly NodeView[],
  all: readonly NodeView[],
): readonly number[] {
  const sums = new Array<number>(feasible.length).fill(0);
  for (const { weight, score } of scorers) {
    const scores = score(sim, pod, feasible, all);
    if (scores === undefined) continue;
    for (let index = 0; index < sums.length; index++) sums[index] = (sums[index] ?? 0) + weight * (scores[index] ?? 0);
  }
  return sums;
}

function normalised(counts: readonly number[], reverse: boolean): Scores {
  const most = Math.max(0, ...counts);
  if (most === 0) return counts.map(() => (reverse ? 100 : 0));
  return counts.map((count) => {
    const score = Math.floor((100 * count) / most);
    return reverse ? 100 - score : score;
  });
}

function avoidedTaints(_sim: Simulation, { spec }: Pod, feasible: readonly NodeView[]): Scores | undefined {
  if (!feasible.some(({ node }) => node.spec.taints?.some(({ effect }) => effect === "PreferNoSchedule"))) {
    return undefined;
  }
  const tolerations = (spec.tolerations ?? []).filter(
    ({ effect = "" }) => effect === "" || effect === "PreferNoSchedule",
  );
  return normalised(
    feasible.map(
      ({ node }) =>
        (node.spec.taints ?? []).filter(
          (taint) =>
            taint.effect === "PreferNoSchedule" && !tolerations.some((toleration) => toleratesTaint(toleration, taint)),
        ).length,
    ),
    true,
  );
}

function preferredNodes(_sim: Simulation, pod: Pod, feasible: readonly NodeView[]): Scores | undefined {
  if (affinityOf(pod).nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution === undefined) return undefined;
  return normalised(
    feasible.map(({ node }) => preferenceOf(pod, node)),
    false,
  );
}

/** The share of CPU and memory that would be left. */
function leastAllocated(_sim: Simulation, pod: Pod, feasible: readonly NodeView[]): Scores {
  const { cpu, memory } = requestsOf(pod);
  const share = (has: number, used: number) => (has === 0 || used > has ? 0 : Math.floor(((has - used) * 100) / has));
  return feasible.map(({ record, allocatable }) => {
    const cores = allocatable.get("cpu") ?? 0;
    const bytes = allocatable.get("memory") ?? 0;
    const sum = share(cores, record.cpu + cpu) + share(bytes, record.memory + memory);
    const kinds = (cores > 0 ? 1 : 0) + (bytes > 0 ? 1 : 0);
    return kinds === 0 ? 0 : Math.floor(sum / kinds);
  });
}

/** Whether CPU and memory would be used alike; pods that ask for nothing do not care. */
function balanced(_sim: Simulation, pod: Pod, feasible: readonly NodeView[]): Scores | undefined {
  const { amounts } = requestsOf(pod);
  const cpu = amounts.get("cpu") ?? 0;
  const memory = amounts.get("memory") ?? 0;
  if (cpu === 0 && memory === 0) return undefined;
  return feasible.map(({ record, allocatable }) => {
    const cores = allocatable.get("cpu") ?? 0;
    const bytes = allocatable.get("memory") ?? 0;
    if (cores === 0 || bytes === 0) return 100;
    const first = Math.min(1, ((record.requested.get("cpu") ?? 0) + cpu) / cores);
    const second = Math.min(1, ((record.requested.get("memory") ?? 0) + memory) / bytes);
    return Math.floor((1 - Math.abs((first - second) / 2)) * 100);
  });
}

function likedNodes(sim: Simulation, pod: Pod, feasible: readonly NodeView[]): Scores | undefined {
  const scores = likings(sim, pod);
  if (scores === undefined) return undefined;
  const sums = feasible.map(({ labels }) => {
    let sum = 0;
    for (const [key, values] of scores) {
      const value = labels[key];
      if (value !== undefined) sum += values.get(value) ?? 0;
    }
    return sum;
  });
  const least = Math.min(...sums);
  const range = Math.max(...sums) - least;
  return sums.map((sum) => (range === 0 ? 0 : Math.floor((100 * (sum - least)) / range)));
}

const mebibyte = 2 ** 20;
const smallImages = 23 * mebibyte;
const largeImage = 1000 * mebibyte;

/** Nodes that say which of the pod's images they have: more is better. */
function imagesPresent(_sim: Simulation, { spec }: Pod, feasible: readonly NodeView[]): Scores | undefined {
  const imagesOf = ({ node }: NodeView) => (node.status as NodeStatus | undefined)?.images;
  if (!feasible.some((view) => imagesOf(view) !== undefined)) return undefined;
  const containers = [...(spec.initContainers ?? []), ...spec.containers];
  const sizes = feasible.map((view) => {
    const present = imagesOf(view) ?? [];
    return containers.map(({ image = "" }) => present.find(({ names }) => names.includes(image))?.sizeBytes ?? 0);
  });
  const shares = containers.map((_, index) => sizes.filter((list) => (list[index] ?? 0) > 0).length / feasible.length);
  const most = largeImage * containers.length;
  return sizes.map((list) => {
    const sum = list.reduce((total, size, index) => total + Math.floor(size * (shares[index] ?? 0)), 0);
    const bounded = Math.min(most, Math.max(smallImages, sum));
    return Math.floor((100 * (bounded - smallImages)) / (most - smallImages));
  });
}

interface NodeStatus {
  readonly allocatable: ResourceList;
  readonly images?: readonly { readonly names: readonly string[]; readonly sizeBytes: number }[];
}
