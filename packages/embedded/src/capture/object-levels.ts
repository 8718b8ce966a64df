/**
 * What the objects of the API say about each service: replicas, restarts, endpoints, nodes. Objects change seldom, so the numbers are
 * kept until one of their kinds does.
 * @module
 */
import type { Deployment, EndpointSlice, Node, Pod } from "@aiops-gym/cluster";
import type { ServiceMeasure } from "@aiops-gym/telemetry";
import { getObject, kindVersion, listObjects } from "../apiserver/store.ts";
import type { Simulation } from "../kernel/simulation.ts";

/** What is read of objects, by the names of the wide table's measures. */
export const levelMeasures = [
  "restarts",
  "readyReplicas",
  "desiredReplicas",
  "readyEndpoints",
  "waitingContainers",
  "oomKilledContainers",
  "unscheduledPods",
  "readyNodesRatio",
] as const satisfies readonly ServiceMeasure[];

/** Numbers a service. */
export const levelColumns: number = levelMeasures.length;

/** Places of the numbers. */
const level = Object.fromEntries(levelMeasures.map((measure, index) => [measure, index])) as Record<
  (typeof levelMeasures)[number],
  number
>;

/** Reasons for which a container waits in good health. */
const calmReasons: readonly (string | undefined)[] = [undefined, "ContainerCreating", "PodInitializing"];

interface KeptLevels {
  readonly versions: readonly number[];
  readonly values: Float64Array;
}

const kept = new WeakMap<object, KeptLevels>();

const readKinds = ["Pod", "Deployment", "EndpointSlice", "Node"] as const;

/** `services x levelColumns`, row by row in the application's order; `NaN` where there is nothing to read. */
export function objectLevels(sim: Simulation): Float64Array {
  const versions = readKinds.map((kind) => kindVersion(sim, kind));
  const before = kept.get(sim.state.store);
  if (before?.versions.every((version, index) => version === versions[index])) return before.values;
  const values = readLevels(sim);
  kept.set(sim.state.store, { versions, values });
  return values;
}

function readLevels(sim: Simulation): Float64Array {
  const { services, namespace } = sim.world.application;
  const values = new Float64Array(services.length * levelColumns).fill(Number.NaN);
  const rows = new Map(services.map((service, index) => [service, index * levelColumns]));
  services.forEach((service, index) => {
    const at = index * levelColumns;
    const deployment = getObject<Deployment>(sim, "Deployment", namespace, service);
    if (deployment !== undefined) {
      values[at + level.readyReplicas] = deployment.status?.readyReplicas ?? 0;
      values[at + level.desiredReplicas] = deployment.spec.replicas;
    }
    values[at + level.waitingContainers] = 0;
    values[at + level.oomKilledContainers] = 0;
    values[at + level.unscheduledPods] = 0;
  });
  readPods(sim, rows, values);
  for (const slice of listObjects<EndpointSlice>(sim, "EndpointSlice", namespace)) {
    const at = rows.get(slice.metadata.labels?.["kubernetes.io/service-name"] ?? "");
    if (at === undefined) continue;
    let ready = 0;
    for (const endpoint of slice.endpoints ?? [])
      if (endpoint.conditions.ready === true) ready += endpoint.addresses.length;
    add(values, at + level.readyEndpoints, ready);
  }
  return values;
}

function readPods(sim: Simulation, rows: ReadonlyMap<string, number>, values: Float64Array): void {
  const { namespace, serviceLabel } = sim.world.application;
  const readyNodes = new Set<string>();
  for (const node of listObjects<Node>(sim, "Node")) {
    const ready = node.status?.conditions?.find(({ type }) => type === "Ready");
    if (ready?.status === "True") readyNodes.add(node.metadata.name);
  }
  const placed = new Map<number, number>();
  for (const pod of listObjects<Pod>(sim, "Pod", namespace)) {
    const at = rows.get(pod.metadata.labels?.[serviceLabel] ?? "");
    if (at === undefined) continue;
    const { nodeName } = pod.spec;
    if (nodeName === undefined) add(values, at + level.unscheduledPods, 1);
    else {
      placed.set(at, (placed.get(at) ?? 0) + 1);
      add(values, at + level.readyNodesRatio, readyNodes.has(nodeName) ? 1 : 0);
    }
    add(values, at + level.restarts, 0);
    for (const { state, lastState, restartCount } of pod.status?.containerStatuses ?? []) {
      add(values, at + level.restarts, restartCount);
      if (state.waiting !== undefined && !calmReasons.includes(state.waiting.reason))
        add(values, at + level.waitingContainers, 1);
      const ended = state.terminated ?? lastState.terminated;
      if (ended?.reason === "OOMKilled") add(values, at + level.oomKilledContainers, 1);
    }
  }
  for (const [at, pods] of placed)
    values[at + level.readyNodesRatio] = (values[at + level.readyNodesRatio] ?? 0) / pods;
}

function add(values: Float64Array, at: number, amount: number): void {
  const before = values[at] ?? 0;
  values[at] = Number.isNaN(before) ? amount : before + amount;
}
