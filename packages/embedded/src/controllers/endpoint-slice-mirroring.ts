/**
 * The endpoint slice mirroring controller: slices of Endpoints that were made by hand.
 * @module
 */
import type { EndpointSlice, KubeObject, Service } from "@aiops-gym/cluster";
import { createObject, deleteObject } from "../apiserver/api-server.ts";
import { sameJson } from "../apiserver/draft.ts";
import { dependentsOf, getByKey, objectKey, observeKind } from "../apiserver/store.ts";
import { updateObject } from "../apiserver/write.ts";
import type { Simulation } from "../kernel/simulation.ts";
import { controllerReference } from "./owners.ts";
import { type Controller, defineController, enqueue } from "./work-queue.ts";

const manager = "endpointslicemirroring-controller.k8s.io";
const managedBy = "endpointslice.kubernetes.io/managed-by";
const skipMirror = "endpointslice.kubernetes.io/skip-mirror";
const serviceName = "kubernetes.io/service-name";
const endpointsManagedBy = "endpoints.kubernetes.io/managed-by";

interface EndpointAddress {
  readonly ip: string;
  readonly hostname?: string;
  readonly nodeName?: string;
  readonly targetRef?: unknown;
}
interface Endpoints extends KubeObject {
  readonly kind: "Endpoints";
  readonly subsets?: readonly {
    readonly addresses?: readonly EndpointAddress[];
    readonly notReadyAddresses?: readonly EndpointAddress[];
    readonly ports?: readonly { readonly name?: string; readonly port: number; readonly protocol: string }[];
  }[];
}

const controller: Controller = defineController("endpoint-slice-mirroring", (sim, key) => {
  const endpoints = getByKey<Endpoints>(sim, "Endpoints", key);
  if (endpoints !== undefined) mirror(sim, endpoints, getByKey<Service>(sim, "Service", key));
});

observeKind<Endpoints>("Endpoints", (sim, { type, object }) => {
  if (type !== "DELETED" && isMirrored(object)) enqueue(sim, controller, objectKey(object));
});

observeKind<Service>("Service", (sim, { object, previous }) => {
  const changed = previous === undefined || object.spec.selector !== previous.spec.selector;
  const endpoints = changed ? getByKey<Endpoints>(sim, "Endpoints", objectKey(object)) : undefined;
  if (endpoints !== undefined && isMirrored(endpoints)) enqueue(sim, controller, objectKey(object));
});

function isMirrored({ metadata }: Endpoints): boolean {
  return metadata.labels?.[skipMirror] !== "true" && metadata.labels?.[endpointsManagedBy] === undefined;
}

function mirror(sim: Simulation, endpoints: Endpoints, service: Service | undefined): void {
  const { name, namespace = "", uid } = endpoints.metadata;
  const left = dependentsOf(sim, uid).filter(
    (object): object is EndpointSlice =>
      object.kind === "EndpointSlice" && object.metadata.labels?.[managedBy] === manager,
  );
  const wanted = service === undefined || service.spec.selector !== undefined ? [] : slicesOf(endpoints);
  const labels = { ...endpoints.metadata.labels, [managedBy]: manager, [serviceName]: name };
  for (const content of wanted) {
    const same = left.findIndex((slice) => sameJson(slice.ports, content.ports));
    const [slice] = same < 0 ? [] : left.splice(same, 1);
    if (slice !== undefined) {
      updateObject<EndpointSlice>(sim, { ...slice, ...content } as EndpointSlice);
      continue;
    }
    createObject(sim, {
      apiVersion: "discovery.k8s.io/v1",
      kind: "EndpointSlice",
      metadata: { generateName: `${name}-`, namespace, labels, ownerReferences: [controllerReference(endpoints)] },
      addressType: "IPv4",
      ...content,
    });
  }
  for (const { metadata } of left) {
    deleteObject(sim, { apiVersion: "discovery.k8s.io/v1", kind: "EndpointSlice", namespace, name: metadata.name });
  }
}

function slicesOf({ subsets = [] }: Endpoints): readonly { readonly endpoints: unknown; readonly ports: unknown }[] {
  return subsets.map(({ addresses = [], notReadyAddresses = [], ports = [] }) => ({
    endpoints: [
      ...addresses.map((one) => endpointOf(one, true)),
      ...notReadyAddresses.map((one) => endpointOf(one, false)),
    ],
    ports: ports.map(({ name = "", protocol, port }) => ({ name, protocol, port })),
  }));
}

function endpointOf({ ip, hostname, nodeName, targetRef }: EndpointAddress, ready: boolean): unknown {
  return {
    addresses: [ip],
    conditions: { ready },
    ...(hostname === undefined ? {} : { hostname }),
    ...(targetRef === undefined ? {} : { targetRef }),
    ...(nodeName === undefined ? {} : { nodeName }),
  };
}
