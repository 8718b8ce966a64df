/**
 * The endpoint slice controller: the addresses behind every service with a selector.
 * @module
 */
import { type EndpointSlice, type Pod, type Service, toRfc3339 } from "@aiops-gym/cluster";
import { createObject, deleteObject } from "../apiserver/api-server.ts";
import { sameJson } from "../apiserver/draft.ts";
import { dependentsOf, getByKey, objectKey, observeKind } from "../apiserver/store.ts";
import { updateObject } from "../apiserver/write.ts";
import type { Simulation } from "../kernel/simulation.ts";
import { controllerReference } from "./owners.ts";
import { alikeCount } from "./pod-index.ts";
import {
  concernsEndpoints,
  type EndpointPort,
  endpointsOfService,
  type ServiceEndpoint,
  servicesOfPod,
  targetRef,
} from "./service-endpoints.ts";
import { type Controller, defineController, enqueue } from "./work-queue.ts";

const manager = "endpointslice-controller.k8s.io";
const managedBy = "endpointslice.kubernetes.io/managed-by";
const serviceName = "kubernetes.io/service-name";
const headlessLabel = "service.kubernetes.io/headless";
const triggerTime = "endpoints.kubernetes.io/last-change-trigger-time";
const maxEndpointsPerSlice = 100;

type Endpoint = NonNullable<EndpointSlice["endpoints"]>[number];
interface Wanted {
  readonly ports: readonly EndpointPort[];
  readonly endpoints: readonly Endpoint[];
}

const controller: Controller = defineController("endpoint-slice", (sim, key) => {
  const service = getByKey<Service>(sim, "Service", key);
  if (service !== undefined) syncSlices(sim, service);
});

observeKind<Service>("Service", (sim, { type, object }) => {
  if (type !== "DELETED") enqueue(sim, controller, objectKey(object));
});

observeKind<Pod>("Pod", (sim, { object, previous }) => {
  if (!concernsEndpoints(object, previous)) return;
  const pods = alikeCount(sim, object);
  for (const service of servicesOfPod(sim, object, previous)) enqueue(sim, controller, objectKey(service), pods);
});

observeKind<EndpointSlice>("EndpointSlice", (sim, { type, object }) => {
  // somebody else took one away
  const name = object.metadata.labels?.[serviceName];
  if (type === "DELETED" && name !== undefined && object.metadata.labels?.[managedBy] === manager) {
    enqueue(sim, controller, `${object.metadata.namespace}/${name}`);
  }
});

function syncSlices(sim: Simulation, service: Service): void {
  if (service.spec.selector === undefined || service.metadata.deletionTimestamp !== undefined) return;
  if (service.spec.type === "ExternalName") return;
  const existing = dependentsOf(sim, service.metadata.uid).filter(
    (object): object is EndpointSlice =>
      object.kind === "EndpointSlice" && object.metadata.labels?.[managedBy] === manager,
  );
  const left = [...existing];
  for (const wanted of slicesFor(endpointsOfService(sim, service))) {
    // a slice of the same ports first, then the empty one, then any
    const same = left.findIndex((slice) => sameJson(slice.ports ?? [], wanted.ports));
    const vacant = left.findIndex((slice) => (slice.endpoints ?? []).length === 0);
    const at = same >= 0 ? same : vacant >= 0 ? vacant : left.length - 1;
    const [slice] = at < 0 ? [] : left.splice(at, 1);
    if (slice === undefined) createSlice(sim, service, wanted);
    else changeSlice(sim, service, slice, wanted);
  }
  for (const { metadata } of left) {
    const { name, namespace = "" } = metadata;
    deleteObject(sim, { apiVersion: "discovery.k8s.io/v1", kind: "EndpointSlice", namespace, name });
  }
}

/** One slice for each set of ports, and one without anything when there is nothing. */
function slicesFor(endpoints: readonly ServiceEndpoint[]): readonly Wanted[] {
  const [only, ...others] = endpoints;
  if (only !== undefined && others.length === 0) return [{ ports: only.ports, endpoints: [endpointOf(only)] }];
  const byPorts = new Map<string, { ports: readonly EndpointPort[]; endpoints: Endpoint[] }>();
  for (const endpoint of endpoints) {
    const key = JSON.stringify(endpoint.ports);
    let group = byPorts.get(key);
    if (group === undefined) {
      group = { ports: endpoint.ports, endpoints: [] };
      byPorts.set(key, group);
    }
    group.endpoints.push(endpointOf(endpoint));
  }
  const slices: Wanted[] = [];
  for (const { ports, endpoints: all } of byPorts.values()) {
    for (let start = 0; start < all.length; start += maxEndpointsPerSlice) {
      slices.push({ ports, endpoints: all.slice(start, start + maxEndpointsPerSlice) });
    }
  }
  return slices.length === 0 ? [{ ports: [], endpoints: [] }] : slices;
}

function endpointOf({ pod, ip, ready, serving, terminating, hostname }: ServiceEndpoint): Endpoint {
  const nodeName = pod.spec.nodeName;
  return {
    addresses: [ip],
    conditions: { ready, serving, terminating },
    ...(hostname === undefined ? {} : { hostname }),
    targetRef: targetRef(pod),
    ...(nodeName === undefined ? {} : { nodeName }),
  };
}

function labelsOf(service: Service): Readonly<Record<string, string>> {
  return {
    ...service.metadata.labels,
    [managedBy]: manager,
    [serviceName]: service.metadata.name,
    ...(service.spec.clusterIP === "None" ? { [headlessLabel]: "" } : {}),
  };
}

function createSlice(sim: Simulation, service: Service, { ports, endpoints }: Wanted): void {
  const { name, namespace = "" } = service.metadata;
  const isTerminating = getByKey(sim, "Namespace", `/${namespace}`)?.metadata.deletionTimestamp !== undefined;
  if (isTerminating) return;
  createObject(sim, {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: {
      generateName: `${name}-`,
      namespace,
      labels: labelsOf(service),
      annotations: { [triggerTime]: toRfc3339(sim.now) },
      ownerReferences: [controllerReference(service)],
    },
    addressType: "IPv4",
    endpoints: orNull(endpoints),
    ports: orNull(ports),
  });
}

/** Lists without anything are null, as Go writes them. */
function orNull<T>(list: readonly T[]): readonly T[] | null {
  return list.length === 0 ? null : list;
}

function changeSlice(sim: Simulation, service: Service, slice: EndpointSlice, { ports, endpoints }: Wanted): void {
  const labels = labelsOf(service);
  const kept = inOrderOf(slice.endpoints ?? [], endpoints);
  const same = sameJson(slice.endpoints ?? [], kept) && sameJson(slice.ports ?? [], ports);
  if (same && sameJson(slice.metadata.labels, labels)) return;
  const annotations = { ...slice.metadata.annotations, [triggerTime]: toRfc3339(sim.now) };
  const content = { endpoints: orNull(kept), ports: orNull(ports) };
  updateObject(sim, { ...slice, metadata: { ...slice.metadata, labels, annotations }, ...content });
}

/** Endpoints that were there stay in their order, new ones follow. */
function inOrderOf(before: readonly Endpoint[], endpoints: readonly Endpoint[]): readonly Endpoint[] {
  const left = new Map(endpoints.map((endpoint) => [endpoint.addresses[0], endpoint]));
  const ordered: Endpoint[] = [];
  for (const { addresses } of before) {
    const endpoint = left.get(addresses[0]);
    if (endpoint === undefined) continue;
    left.delete(addresses[0]);
    ordered.push(endpoint);
  }
  return [...ordered, ...left.values()];
}
