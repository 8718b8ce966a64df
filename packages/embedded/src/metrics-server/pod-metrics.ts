/**
 * The metrics API: what pods and nodes use.
 * @module
 */
import {
  microsPerSecond,
  type Node,
  type NodeMetrics,
  type Pod,
  type PodMetrics,
  toRfc3339,
  type UnixMicros,
} from "@aiops-gym/cluster";
import { listObjects } from "../apiserver/store.ts";
import type { Simulation } from "../kernel/simulation.ts";
import type { Readings } from "./metrics-state.ts";

/** What one container uses. */
export interface ContainerUsage {
  readonly name: string;
  readonly nanocores: number;
  readonly memoryBytes: number;
}

/** What a pod's containers use. */
export interface PodUsage {
  readonly pod: Pod;
  readonly at: UnixMicros;
  readonly windowMicros: number;
  readonly containers: readonly ContainerUsage[];
}

interface Measured {
  readonly readings: Readings;
  readonly name: string;
  readonly nodeName: string;
}

/** What running pods use; those that have not been read for long enough are left out. */
export function podUsages(sim: Simulation, namespace?: string): readonly PodUsage[] {
  const byPod = new Map<string, Measured[]>();
  for (const [id, readings] of sim.state.metrics.readings) {
    const container = sim.state.runtime.containers.get(id);
    if (container === undefined) continue;
    const { podUid, containerName: name, nodeName } = container;
    const list = byPod.get(podUid) ?? [];
    byPod.set(podUid, list);
    list.push({ readings, name, nodeName });
  }
  const usages: PodUsage[] = [];
  for (const pod of listObjects<Pod>(sim, "Pod", namespace)) {
    const measured = pod.status.phase === "Running" ? byPod.get(pod.metadata.uid) : undefined;
    const [first] = measured ?? [];
    if (measured === undefined || first === undefined) continue;
    if (measured.some(({ readings }) => readings.previous === null)) continue;
    const { last, previous } = first.readings;
    usages.push({
      pod,
      at: last.at,
      windowMicros: last.at - (previous?.at ?? last.at),
      containers: measured.map(({ name, readings }) => ({ name, ...usageOf(readings) })),
    });
  }
  return usages;
}

function usageOf({ last, previous }: Readings): Pick<ContainerUsage, "nanocores" | "memoryBytes"> {
  const micros = last.at - (previous?.at ?? last.at);
  const used = last.cpuMicros - (previous?.cpuMicros ?? 0);
  const nanocores = micros <= 0 ? 0 : Math.max(0, Math.floor((used / micros) * 1e9));
  return { nanocores, memoryBytes: last.memoryBytes };
}

/** All `PodMetrics` there are. */
export function listPodMetrics(sim: Simulation, namespace?: string): readonly PodMetrics[] {
  return podUsages(sim, namespace).map(({ pod, at, windowMicros, containers }) => {
    const { name, namespace: home, labels } = pod.metadata;
    return {
      kind: "PodMetrics",
      apiVersion: "metrics.k8s.io/v1beta1",
      metadata: {
        name,
        ...(home === undefined ? {} : { namespace: home }),
        uid: "",
        resourceVersion: "",
        creationTimestamp: toRfc3339(sim.now),
        ...(labels === undefined ? {} : { labels }),
      },
      timestamp: toRfc3339(at),
      window: seconds(windowMicros),
      containers: containers.map((container) => ({ name: container.name, usage: usageText(container) })),
    };
  });
}

/** The kubelet, the container runtime and the system: what a node uses beside its pods. */
const nodeNanocores = 60_000_000;
const nodeMemoryBytes = 600 * 2 ** 20;

/** All `NodeMetrics` there are. */
export function listNodeMetrics(sim: Simulation): readonly NodeMetrics[] {
  const sums = new Map<string, { nanocores: number; memoryBytes: number; at: UnixMicros; windowMicros: number }>();
  for (const { pod, at, windowMicros, containers } of podUsages(sim)) {
    const node = pod.spec.nodeName ?? "";
    const sum = sums.get(node) ?? { nanocores: nodeNanocores, memoryBytes: nodeMemoryBytes, at, windowMicros };
    sums.set(node, sum);
    for (const { nanocores, memoryBytes } of containers) {
      sum.nanocores += nanocores;
      sum.memoryBytes += memoryBytes;
    }
  }
  const metrics: NodeMetrics[] = [];
  for (const { metadata } of listObjects<Node>(sim, "Node")) {
    const sum = sums.get(metadata.name);
    if (sum === undefined) continue;
    metrics.push({
      kind: "NodeMetrics",
      apiVersion: "metrics.k8s.io/v1beta1",
      metadata: {
        name: metadata.name,
        uid: "",
        resourceVersion: "",
        creationTimestamp: toRfc3339(sim.now),
        ...(metadata.labels === undefined ? {} : { labels: metadata.labels }),
      },
      timestamp: toRfc3339(sum.at),
      window: seconds(sum.windowMicros),
      usage: usageText(sum),
    });
  }
  return metrics;
}

function usageText({ nanocores, memoryBytes }: Omit<ContainerUsage, "name">): { cpu: string; memory: string } {
  const memory = Math.floor(memoryBytes);
  return {
    cpu: nanocores === 0 ? "0" : `${nanocores}n`,
    memory: memory % 1024 === 0 ? `${memory / 1024}Ki` : String(memory),
  };
}

/** `14.803s` */
function seconds(micros: number): string {
  return `${Math.round(micros / 1000) / (microsPerSecond / 1000)}s`;
}
