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
import { alikeCount } from "./pod-index.ts";
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
const headlessLabel = "service.kubernetes.io/headless";
const triggerTime = "endpoints.kubernetes.io/last-change-trigger-time";

interface Endpoints extends KubeObject {
  readonly kind: "Endpoints";
  readonly subsets?: readonly Subset[];
}
interface Subset {
  readonly addresses?: readonly { readonly ip: string }[];
  readonly notReadyAddresses?: readonly { readonly ip: string }[];
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
  const pods = alikeCount(sim, object);
  for (const service of servicesOfPod(sim, object, previous)) enqueue(sim, controller, objectKey(service), pods);
});

function syncEndpoints(sim: Simulation, service: Service, stored: Endpoints | undefined): void {
  if (service.spec.selector === undefined || service.spec.type === "ExternalName") return;
  const { name, namespace = "" } = service.metadata;
  const endpoints = endpointsOfService(sim, service).filter(({ terminating }) => !terminating);
  if (endpoints.length === 0 && stored !== undefined && stored.subsets === undefined) return;
  const subsets = subsetsOf(endpoints);
  const content = subsets.length === 0 ? {} : { subsets };
  if (stored !== undefined) {
    if (sameJson(stored.subsets ?? [], subsets)) return;
    const { subsets: _before, ...rest } = stored;
    const { annotations: before, ...metadata } = stored.metadata;
    const { [triggerTime]: _time, ...others } = before ?? {};
    const triggered = isTriggered(stored.subsets ?? [], subsets) ? { [triggerTime]: toRfc3339(sim.now) } : {};
    const annotations = { ...others, ...triggered };
    const noted = Object.keys(annotations).length === 0 ? metadata : { ...metadata, annotations };
    updateObject<Endpoints>(sim, { ...rest, metadata: noted, ...content });
    return;
  }
  if (getByKey(sim, "Namespace", `/${namespace}`)?.metadata.deletionTimestamp !== undefined) return;
  createObject(sim, {
    apiVersion: "v1",
    kind: "Endpoints",
    metadata: {
      name,
      namespace,
      labels: {
        ...service.metadata.labels,
        [managedByLabel]: manager,
        ...(service.spec.clusterIP === "None" ? { [headlessLabel]: "" } : {}),
      },
      annotations: { [triggerTime]: toRfc3339(sim.now) },
    },
    ...content,
  });
}

interface Address {
  readonly ip: string;
  readonly ready: boolean;
  readonly hostname?: string;
  readonly nodeName?: string;
  readonly targetRef: ReturnType<typeof targetRef>;
}
type Port = NonNullable<Subset["ports"]>[number];

function addressOf({ pod, ip, hostname, ready }: ServiceEndpoint): Address {
  return {
    ip,
    ready,
    ...(hostname === undefined ? {} : { hostname }),
    ...(pod.spec.nodeName === undefined ? {} : { nodeName: pod.spec.nodeName }),
    targetRef: targetRef(pod),
  };
}

function portsOf({ ports }: ServiceEndpoint): readonly Port[] {
  return ports.map(({ name, port, protocol }): Port => ({ ...(name === "" ? {} : { name }), port, protocol }));
}

/** Ports by the addresses that have them, as Kubernetes packs them. */
function subsetsOf(endpoints: readonly ServiceEndpoint[]): readonly Subset[] {
  const [only, ...others] = endpoints;
  // Of one pod, as most services have, there is nothing to pack.
  if (only !== undefined && others.length === 0) return [subsetOf([addressOf(only)], portsOf(only))];
  const byPort = new Map<string, { port: Port | undefined; addresses: Address[] }>();
  for (const endpoint of [...endpoints].sort((a, b) => (a.ip < b.ip ? -1 : 1))) {
    const address = addressOf(endpoint);
    const ports = portsOf(endpoint);
    for (const port of ports.length === 0 ? [undefined] : ports) {
      const key = JSON.stringify(port ?? null);
      const group = byPort.get(key) ?? { port, addresses: [] };
      group.addresses.push(address);
      byPort.set(key, group);
    }
  }
  const packed = new Map<string, { ports: Port[]; addresses: readonly Address[] }>();
  for (const { port, addresses } of byPort.values()) {
    const key = JSON.stringify(addresses);
    const group = packed.get(key) ?? { ports: [], addresses };
    if (port !== undefined) group.ports.push(port);
    packed.set(key, group);
  }
  return [...packed.values()].map(({ ports, addresses }) => subsetOf(addresses, ports));
}

function subsetOf(addresses: readonly Address[], ports: readonly Port[]): Subset {
  const [ready, notReady] = [true, false].map((wanted) =>
    addresses.filter((one) => one.ready === wanted).map(({ ready: _, ...address }) => address),
  );
  return {
    ...(ready === undefined || ready.length === 0 ? {} : { addresses: ready }),
    ...(notReady === undefined || notReady.length === 0 ? {} : { notReadyAddresses: notReady }),
    ...(ports.length === 0 ? {} : { ports }),
  };
}

/** Whether an address is new, or has become ready or unready: that is what the time of the last change is about. */
function isTriggered(before: readonly Subset[], after: readonly Subset[]): boolean {
  return (["addresses", "notReadyAddresses"] as const).some((state) => {
    const known = new Set(addressesIn(before, state));
    return addressesIn(after, state).some((ip) => !known.has(ip));
  });
}

function addressesIn(subsets: readonly Subset[], state: "addresses" | "notReadyAddresses"): readonly string[] {
  const ips: string[] = [];
  for (const subset of subsets) for (const { ip } of subset[state] ?? []) ips.push(ip);
  return ips;
}
