/**
 * The endpoints controller: the older object of a service's name, which `kubectl get endpoints` shows.
 * @module
 */
import { type KubeObject, type Pod, type Service, toRfc3339 } from "@aiops-gym/cluster";
import { createObject } from "../apiserver/api-server.ts";
import { sameJson } from "../apiserver/draft.ts";
import { dropObject, getByKey, objectKey, observeKind } from "../apiserver/store.ts";
import { updateObject } from "../apiserver/write.ts";
import type { Simulation } from "../kernel/simulation.ts";
import {
  concernsEndpoints,
  endpointsOfService,
  type ServiceEndpoint,
  servicesOfPod,
  targetRef,
} from "./service-endpoints.ts";
import { type Controller, defineController, enqueue } from "./work-queue.ts";

const managedByLabel = "endpoints.kubernetes.io/managed-by";
const manager = "endpoint-controller";
const triggerTime = "endpoints.kubernetes.io/last-change-trigger-time";

interface Endpoints extends KubeObject {
  readonly kind: "Endpoints";
  readonly subsets?: readonly Subset[];
}
interface Subset {
  readonly addresses?: readonly unknown[];
  readonly notReadyAddresses?: readonly unknown[];
  readonly ports?: readonly { readonly name?: string; readonly port: number; readonly protocol: string }[];
}

const controller: Controller = defineController("endpoints", (sim, key) => {
  const service = getByKey<Service>(sim, "Service", key);
  const stored = getByKey<Endpoints>(sim, "Endpoints", key);
  if (service !== undefined) syncEndpoints(sim, service, stored);
  else if (stored?.metadata.labels?.[managedByLabel] === manager) dropObject(sim, stored);
});

observeKind<Service>("Service", (sim, { object }) => enqueue(sim, controller, objectKey(object)));

observeKind<Pod>("Pod", (sim, { object, previous }) => {
  if (!concernsEndpoints(object, previous)) return;
  for (const service of servicesOfPod(sim, object, previous)) enqueue(sim, controller, objectKey(service));
});

function syncEndpoints(sim: Simulation, service: Service, stored: Endpoints | undefined): void {
  if (service.spec.selector === undefined || service.spec.type === "ExternalName") return;
  const { name, namespace = "" } = service.metadata;
  const subsets = subsetsOf(endpointsOfService(sim, service).filter(({ terminating }) => !terminating));
  const content = subsets.length === 0 ? {} : { subsets };
  if (stored !== undefined) {
    if (sameJson(stored.subsets ?? [], subsets)) return;
    const { subsets: _before, ...rest } = stored;
    const annotations = { ...stored.metadata.annotations, [triggerTime]: toRfc3339(sim.now) };
    updateObject<Endpoints>(sim, { ...rest, metadata: { ...stored.metadata, annotations }, ...content });
    return;
  }
  if (getByKey(sim, "Namespace", `/${namespace}`)?.metadata.deletionTimestamp !== undefined) return;
  createObject(sim, {
    apiVersion: "v1",
    kind: "Endpoints",
    metadata: {
      name,
      namespace,
      labels: { ...service.metadata.labels, [managedByLabel]: manager },
      annotations: { [triggerTime]: toRfc3339(sim.now) },
    },
    ...content,
  });
}

function subsetsOf(endpoints: readonly ServiceEndpoint[]): readonly Subset[] {
  const byPorts = new Map<string, { ready: unknown[]; notReady: unknown[]; ports: ServiceEndpoint["ports"] }>();
  for (const endpoint of [...endpoints].sort((a, b) => (a.ip < b.ip ? -1 : 1))) {
    const key = JSON.stringify(endpoint.ports);
    let group = byPorts.get(key);
    if (group === undefined) {
      group = { ready: [], notReady: [], ports: endpoint.ports };
      byPorts.set(key, group);
    }
    const { pod, ip, hostname } = endpoint;
    const address = {
      ip,
      ...(hostname === undefined ? {} : { hostname }),
      ...(pod.spec.nodeName === undefined ? {} : { nodeName: pod.spec.nodeName }),
      targetRef: targetRef(pod),
    };
    (endpoint.ready ? group.ready : group.notReady).push(address);
  }
  return [...byPorts.values()].map(({ ready, notReady, ports }) => ({
    ...(ready.length === 0 ? {} : { addresses: ready }),
    ...(notReady.length === 0 ? {} : { notReadyAddresses: notReady }),
    ports: ports.map(({ name, port, protocol }) => ({ ...(name === "" ? {} : { name }), port, protocol })),
  }));
}
