/**
 * Which pods stand behind a service, and under which ports: what endpoint slices and endpoints are made from.
 * @module
 */
import { labelsInclude, type Pod, type Service } from "@aiops-gym/cluster";
import { listObjects } from "../apiserver/store.ts";
import type { Simulation } from "../kernel/simulation.ts";
import { isPodOver, isPodReady } from "./pod-facts.ts";
import { podsMatching } from "./pod-index.ts";

/** A port that endpoints answer on. */
export interface EndpointPort {
  readonly name: string;
  readonly protocol: string;
  readonly port: number;
}

/** A pod behind a service. */
export interface ServiceEndpoint {
  readonly pod: Pod;
  readonly ip: string;
  readonly serving: boolean;
  readonly terminating: boolean;
  /** It takes part: serving and not being stopped, or the service takes everybody. */
  readonly ready: boolean;
  /** The name that the pod has within the service. */
  readonly hostname: string | undefined;
  /** Ports of the service that the pod has. */
  readonly ports: readonly EndpointPort[];
}

/** Pods that a service selects and that have an address, in the order of their names. */
export function endpointsOfService(sim: Simulation, service: Service): readonly ServiceEndpoint[] {
  const { selector, publishNotReadyAddresses } = service.spec;
  if (selector === undefined) return [];
  const endpoints: ServiceEndpoint[] = [];
  for (const pod of podsMatching(sim, service.metadata.namespace, (labels) => labelsInclude(labels, selector))) {
    const ip = pod.status.podIP;
    if (ip === undefined || isPodOver(pod)) continue;
    const terminating = pod.metadata.deletionTimestamp !== undefined;
    const serving = isPodReady(pod);
    const ready = publishNotReadyAddresses === true || (serving && !terminating);
    const { hostname, subdomain } = pod.spec;
    const named = hostname !== undefined && subdomain === service.metadata.name;
    const name = named ? hostname : undefined;
    endpoints.push({ pod, ip, serving, terminating, ready, hostname: name, ports: portsOf(service, pod) });
  }
  return endpoints;
}

function portsOf(service: Service, pod: Pod): readonly EndpointPort[] {
  const ports: EndpointPort[] = [];
  for (const { name = "", protocol, targetPort } of service.spec.ports ?? []) {
    const port = typeof targetPort === "number" ? targetPort : namedPort(pod, targetPort, protocol);
    if (port !== undefined) ports.push({ name, protocol, port });
  }
  return ports.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/** The number of a pod's port by its name. */
export function namedPort(pod: Pod, name: string, protocol = "TCP"): number | undefined {
  for (const { ports } of pod.spec.containers) {
    const found = ports?.find((port) => port.name === name && (port.protocol ?? "TCP") === protocol);
    if (found !== undefined) return found.containerPort;
  }
  return undefined;
}

// What was found last: two controllers ask for each change. The labels are frozen; a list of services is another one once any was written.
let found: { readonly labels: unknown; readonly among: readonly Service[]; readonly services: readonly Service[] } = {
  labels: undefined,
  among: [],
  services: [],
};

/** Services whose selector matches the labels of a pod now or before. */
export function servicesOfPod(sim: Simulation, { metadata }: Pod, previous: Pod | undefined): readonly Service[] {
  const among = listObjects<Service>(sim, "Service", metadata.namespace);
  const { labels } = metadata;
  const before = previous === undefined ? labels : previous.metadata.labels;
  if (before === labels && found.labels === labels && found.among === among) return found.services;
  const services = among.filter(({ spec: { selector } }) => {
    if (selector === undefined) return false;
    return labelsInclude(labels, selector) || (before !== labels && labelsInclude(before, selector));
  });
  if (before === labels) found = { labels, among, services };
  return services;
}

/**
 * Whether the controllers take a change of a pod for one that matters to the services that select it. That it has come to its end
 * is none: it stays as not ready until something else changes (recorded).
 */
export function concernsEndpoints(pod: Pod, previous: Pod | undefined): boolean {
  if (previous === undefined) return pod.status.podIP !== undefined;
  return (
    pod.status.podIP !== previous.status.podIP ||
    pod.metadata.labels !== previous.metadata.labels ||
    pod.metadata.deletionTimestamp !== previous.metadata.deletionTimestamp ||
    isPodReady(pod) !== isPodReady(previous)
  );
}

/** A reference to a pod, as endpoints carry it. */
export function targetRef({ metadata }: Pod): { kind: "Pod"; namespace: string; name: string; uid: string } {
  return { kind: "Pod", namespace: metadata.namespace ?? "", name: metadata.name, uid: metadata.uid };
}
