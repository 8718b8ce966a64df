/**
 * Metrics of objects, as kube-state-metrics has them.
 * @module
 */
import type { ContainerStatus, Deployment, EndpointSlice, Node, PersistentVolumeClaim, Pod } from "@aiops-gym/cluster";
import type { Origin, Series } from "@aiops-gym/telemetry";
import type { Simulation } from "../kernel/simulation.ts";
import { addSamples, type ObjectSamples } from "./metric-writer.ts";

const phases = ["Pending", "Running", "Succeeded", "Failed", "Unknown"] as const;
const claimPhases = ["Pending", "Bound", "Lost"] as const;

/** Adds the samples of an object; what they are follows from the object alone. */
type Sampler<T> = (sim: Simulation, object: T, into: ObjectSamples) => void;

/** The kinds that are measured, in the order of the samples. */
export const objectSamplers: {
  readonly Pod: Sampler<Pod>;
  readonly Deployment: Sampler<Deployment>;
  readonly EndpointSlice: Sampler<EndpointSlice>;
  readonly PersistentVolumeClaim: Sampler<PersistentVolumeClaim>;
  readonly Node: Sampler<Node>;
} = {
  Pod: samplePod,
  Deployment: sampleDeployment,
  EndpointSlice: sampleSlice,
  PersistentVolumeClaim: sampleClaim,
  Node: sampleNode,
};

const flag = (value: boolean): number => (value ? 1 : 0);

function originOf(sim: Simulation, pod: Pod, container: string | null): Origin {
  const { name, namespace = "", labels } = pod.metadata;
  const service = labels?.[sim.world.application.serviceLabel] ?? name;
  return { service, namespace, pod: name, container, node: pod.spec.nodeName ?? null };
}

function samplePod(sim: Simulation, pod: Pod, into: ObjectSamples): void {
  const { uid } = pod.metadata;
  const { phase = "Pending", conditions = [], containerStatuses = [] } = pod.status;
  const ready = conditions.find((condition) => condition.type === "Ready")?.status ?? "False";
  const scheduled = conditions.find((condition) => condition.type === "PodScheduled");
  addSamples(
    sim,
    into,
    `pod ${uid}`,
    () => {
      const origin = originOf(sim, pod, null);
      return [
        ...phases.map((name) => ({ name: "kube_pod_status_phase", origin, labels: { phase: name, uid } })),
        ...["true", "false"].map((condition) => ({
          name: "kube_pod_status_ready",
          origin,
          labels: { condition, uid },
        })),
        { name: "kube_pod_status_unschedulable", origin, labels: { uid } },
      ];
    },
    [
      ...phases.map((name) => flag(name === phase)),
      flag(ready === "True"),
      flag(ready !== "True"),
      scheduled?.reason === "Unschedulable" ? 1 : Number.NaN,
    ],
  );
  for (const status of containerStatuses) sampleStatus(sim, pod, status, into);
  for (const container of pod.spec.containers) {
    const { requests = {}, limits = {} } = container.resources ?? {};
    const amounts = [requests["cpu"], requests["memory"], limits["cpu"], limits["memory"]];
    if (amounts.every((amount) => amount === undefined)) continue;
    addSamples(
      sim,
      into,
      `resources ${uid} ${container.name}`,
      () => {
        const origin = originOf(sim, pod, container.name);
        const series = (kind: string, resource: string, unit: string): Series => ({
          name: `kube_pod_container_resource_${kind}`,
          origin,
          labels: { resource, unit, uid },
        });
        return [
          series("requests", "cpu", "core"),
          series("requests", "memory", "byte"),
          series("limits", "cpu", "core"),
          series("limits", "memory", "byte"),
        ];
      },
      amounts.map((amount) => (amount === undefined ? Number.NaN : quantity(amount))),
    );
  }
}

function sampleStatus(sim: Simulation, pod: Pod, status: ContainerStatus, into: ObjectSamples): void {
  const { uid } = pod.metadata;
  const { waiting, running, terminated } = status.state;
  const series = (name: string, labels: Record<string, string> = {}): Series => ({
    name: `kube_pod_container_status_${name}`,
    origin: originOf(sim, pod, status.name),
    labels: { ...labels, uid },
  });
  addSamples(
    sim,
    into,
    `status ${uid} ${status.name}`,
    () => [series("restarts_total"), series("ready"), series("running"), series("last_terminated_exitcode")],
    [
      status.restartCount,
      flag(status.ready),
      flag(running !== undefined),
      status.lastState.terminated?.exitCode ?? Number.NaN,
    ],
  );
  const reasons = [
    ["waiting_reason", waiting?.reason],
    ["terminated_reason", terminated?.reason],
    ["last_terminated_reason", status.lastState.terminated?.reason],
  ] as const;
  for (const [name, reason] of reasons) {
    if (reason === undefined) continue;
    addSamples(sim, into, `${name} ${uid} ${status.name} ${reason}`, () => [series(name, { reason })], [1]);
  }
}

function sampleDeployment(sim: Simulation, deployment: Deployment, into: ObjectSamples): void {
  const { name, namespace = "", uid } = deployment.metadata;
  const { spec, status } = deployment;
  addSamples(
    sim,
    into,
    `deployment ${uid}`,
    () => {
      const { services } = sim.world.application;
      const origin = {
        service: services.includes(name) ? name : null,
        namespace,
        pod: null,
        container: null,
        node: null,
      };
      return ["spec_replicas", "status_replicas", "available", "unavailable", "updated", "ready"].map(
        (what, index) => ({
          name: index < 2 ? `kube_deployment_${what}` : `kube_deployment_status_replicas_${what}`,
          origin,
          labels: { deployment: name },
        }),
      );
    },
    [
      spec.replicas,
      status.replicas ?? 0,
      status.availableReplicas ?? 0,
      status.unavailableReplicas ?? 0,
      status.updatedReplicas ?? 0,
      status.readyReplicas ?? 0,
    ],
  );
}

function sampleSlice(sim: Simulation, slice: EndpointSlice, into: ObjectSamples): void {
  const { namespace = "", labels, uid } = slice.metadata;
  const service = labels?.["kubernetes.io/service-name"] ?? null;
  for (const endpoint of slice.endpoints ?? []) {
    const [address = ""] = endpoint.addresses;
    for (const state of ["ready", "serving", "terminating"] as const) {
      if (endpoint.conditions[state] !== true) continue;
      addSamples(
        sim,
        into,
        `slice ${uid} ${address} ${state}`,
        () => [
          {
            name: "kube_endpointslice_endpoints",
            origin: { service, namespace, pod: null, container: null, node: null },
            labels: { endpointslice: slice.metadata.name, address, [state]: "true" },
          },
        ],
        [1],
      );
    }
  }
}

function sampleClaim(sim: Simulation, claim: PersistentVolumeClaim, into: ObjectSamples): void {
  const { name, namespace = "", uid } = claim.metadata;
  addSamples(
    sim,
    into,
    `claim ${uid}`,
    () => {
      const origin = { service: null, namespace, pod: null, container: null, node: null };
      return claimPhases.map((phase) => ({
        name: "kube_persistentvolumeclaim_status_phase",
        origin,
        labels: { persistentvolumeclaim: name, phase },
      }));
    },
    claimPhases.map((phase) => flag(claim.status?.phase === phase)),
  );
}

function sampleNode(sim: Simulation, node: Node, into: ObjectSamples): void {
  const { name, uid } = node.metadata;
  for (const { type, status } of node.status?.conditions ?? []) {
    addSamples(
      sim,
      into,
      `node ${uid} ${type} ${status}`,
      () => [
        {
          name: "kube_node_status_condition",
          origin: { service: null, namespace: null, pod: null, container: null, node: name },
          labels: { condition: type, status: status.toLowerCase() },
        },
      ],
      [1],
    );
  }
}

const suffixes: Readonly<Record<string, number>> = {
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  Ki: 1024,
  Mi: 1024 ** 2,
  Gi: 1024 ** 3,
};

/** A Kubernetes quantity as a number. */
export function quantity(text: string): number {
  const match = /^([\d.]+)([A-Za-z]*)$/.exec(String(text));
  return Number(match?.[1] ?? 0) * (suffixes[match?.[2] ?? ""] ?? 1);
}
