/**
 * Looks at pods and endpoints again and again, as the recorder did, but more often.
 * @module
 */
import type { Cluster, KubeObject } from "@aiops-gym/cluster";
import { appendState, endpointState, gone, podState } from "./from-recording.ts";
import { deploymentOfPod } from "./normalize.ts";
import type { History } from "./observed.ts";
import type { RecordedPod } from "./recording.ts";

const namespace = "test-hotel-reservation";

interface ContainerState {
  readonly running?: object;
  readonly waiting?: { readonly reason?: string };
  readonly terminated?: { readonly reason?: string; readonly exitCode: number };
}

interface PodStatus {
  readonly phase?: string;
  readonly conditions?: readonly {
    readonly type: string;
    readonly status: string;
    readonly reason?: string;
    readonly message?: string;
  }[];
  readonly containerStatuses?: readonly {
    readonly ready: boolean;
    readonly restartCount: number;
    readonly state?: ContainerState;
  }[];
}

/** A pod as the recorder would have written it down. */
export function recordedPod(pod: KubeObject): RecordedPod {
  const status = (pod.status ?? {}) as PodStatus;
  const container = status.containerStatuses?.[0];
  const { running, waiting, terminated } = container?.state ?? {};
  const state =
    running !== undefined
      ? "running"
      : waiting !== undefined
        ? "waiting"
        : terminated !== undefined
          ? "terminated"
          : null;
  return {
    name: pod.metadata.name,
    phase: status.phase ?? "",
    ready: container?.ready ?? null,
    restarts: container?.restartCount ?? null,
    state,
    reason: waiting?.reason ?? terminated?.reason ?? null,
    exitCode: terminated?.exitCode ?? null,
    deleting: pod.metadata.deletionTimestamp !== undefined,
    conditions: (status.conditions ?? []).map(({ type, status: is, reason, message }) => [
      type,
      is,
      reason ?? null,
      message ?? null,
    ]),
  };
}

interface EndpointSubset {
  readonly addresses?: readonly object[];
  readonly ports?: readonly { readonly port: number }[];
}

/** Remembers every change that it sees. */
export class Watcher {
  readonly #cluster: Cluster;
  readonly #pods = new Map<string, { at: number; state: string }[]>();
  readonly #endpoints = new Map<string, { at: number; state: string }[]>();
  #restartsBefore: ReadonlyMap<string, number> | undefined;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  /** Looks once. The first time tells how often containers were restarted before. */
  async look(at: number): Promise<void> {
    const { api } = this.#cluster;
    const pods = (await api.list({ apiVersion: "v1", kind: "Pod", namespace })).items.map(recordedPod);
    this.#restartsBefore ??= new Map(pods.map(({ name, restarts }) => [name, restarts ?? 0]));
    for (const pod of pods) remember(this.#pods, pod.name, at, podState(pod, this.#restartsBefore.get(pod.name) ?? 0));
    const names = new Set(pods.map(({ name }) => name));
    for (const [name, states] of this.#pods) if (!names.has(name)) appendState(states, at, gone);
    const endpoints = (await api.list({ apiVersion: "v1", kind: "Endpoints", namespace })).items;
    for (const object of endpoints) {
      const subsets = (object["subsets"] ?? []) as readonly EndpointSubset[];
      const addresses = subsets.reduce((sum, subset) => sum + (subset.addresses?.length ?? 0), 0);
      const ports = subsets.flatMap((subset) => (subset.ports ?? []).map(({ port }) => port));
      remember(this.#endpoints, object.metadata.name, at, endpointState(addresses, ports));
    }
    const services = new Set(endpoints.map(({ metadata }) => metadata.name));
    for (const [name, states] of this.#endpoints) if (!services.has(name)) appendState(states, at, gone);
  }

  /** What pods went through. */
  get pods(): readonly History[] {
    return [...this.#pods].map(([name, states]) => ({ subject: deploymentOfPod(name), states }));
  }

  /** What Services' endpoints went through. */
  get endpoints(): readonly History[] {
    return [...this.#endpoints].map(([subject, states]) => ({ subject, states }));
  }
}

function remember(
  histories: Map<string, { at: number; state: string }[]>,
  name: string,
  at: number,
  state: string,
): void {
  const states = histories.get(name) ?? [];
  appendState(states, at, state);
  histories.set(name, states);
}
