/**
 * kube-proxy: turns Services and EndpointSlices into what the nodes' packet filters do, a moment after they change.
 * @module
 */
import type { EndpointSlice, KubeObject, Service } from "@aiops-gym/cluster";
import { getObject, listObjects, observeKind } from "../apiserver/store.ts";
import { deepFreeze } from "../kernel/plain.ts";
import { defineEvent, type Simulation } from "../kernel/simulation.ts";
import type { ProxyPort, ProxyService } from "./network-state.ts";

/** kube-proxy's `iptables.minSyncPeriod`. */
const minSyncMicros = 1_000_000;
/** Watch latency and `iptables-restore`. */
const syncMicros = 60_000;

const serviceNameLabel = "kubernetes.io/service-name";

const sync = defineEvent<{ at: number }>("network/proxy-sync", (sim, { at }) => {
  const { network } = sim.state;
  if (network.proxySyncAt !== at) return;
  const keys = [...network.proxyDirty.keys()];
  network.proxyDirty.clear();
  for (const key of keys) syncService(sim, key);
});

observeKind("Service", (sim, change) => {
  markDirty(sim, `${change.object.metadata.namespace ?? ""}/${change.object.metadata.name}`);
});

observeKind("EndpointSlice", (sim, change) => {
  const { object } = change;
  const name = object.metadata.labels?.[serviceNameLabel];
  if (name !== undefined) markDirty(sim, `${object.metadata.namespace ?? ""}/${name}`);
});

function markDirty(sim: Simulation, key: string): void {
  const { network } = sim.state;
  const waiting = network.proxyDirty.size > 0;
  network.proxyDirty.set(key, true);
  if (waiting) return;
  network.proxySyncAt = Math.max(sim.now + syncMicros, network.proxySyncAt + minSyncMicros);
  sim.scheduleAt(network.proxySyncAt, sync, { at: network.proxySyncAt });
}

/** Programs all services at once, as a kube-proxy that starts. */
export function syncAllServices(sim: Simulation): void {
  for (const service of listObjects<Service>(sim, "Service")) {
    syncService(sim, `${service.metadata.namespace ?? ""}/${service.metadata.name}`);
  }
}

function syncService(sim: Simulation, key: string): void {
  const { network } = sim.state;
  const slash = key.indexOf("/");
  const namespace = key.slice(0, slash);
  const name = key.slice(slash + 1);
  sim.ways += 1;
  const previous = network.proxy.get(key);
  if (previous !== undefined && network.clusterIPs.get(previous.clusterIP) === key)
    network.clusterIPs.delete(previous.clusterIP);
  const service = getObject<Service>(sim, "Service", namespace, name);
  const clusterIP = service?.spec.clusterIP;
  if (service === undefined || clusterIP === undefined || clusterIP === "" || clusterIP === "None") {
    network.proxy.delete(key);
    return;
  }
  network.proxy.set(key, deepFreeze(program(sim, service, namespace, name, clusterIP)));
  network.clusterIPs.set(clusterIP, key);
}

function program(sim: Simulation, service: Service, namespace: string, name: string, clusterIP: string): ProxyService {
  const slices = slicesOf(sim, namespace, name);
  const { sessionAffinity, sessionAffinityConfig } = service.spec as {
    readonly sessionAffinity?: string;
    readonly sessionAffinityConfig?: { readonly clientIP?: { readonly timeoutSeconds?: number } };
  };
  const stickySeconds =
    sessionAffinity === "ClientIP" ? (sessionAffinityConfig?.clientIP?.timeoutSeconds ?? 10_800) : 0;
  const ports = (service.spec.ports ?? []).map(
    (port): ProxyPort => ({
      name: port.name ?? "",
      protocol: port.protocol,
      port: port.port,
      nodePort: port.nodePort ?? 0,
      stickySeconds,
      endpoints: endpointsOf(slices, port.name ?? "", port.protocol),
    }),
  );
  return { namespace, name, clusterIP, ports };
}

/** EndpointSlices of a service. */
export function slicesOf(sim: Simulation, namespace: string, name: string): EndpointSlice[] {
  return listObjects<EndpointSlice>(sim, "EndpointSlice", namespace).filter(
    (slice: KubeObject) => slice.metadata.labels?.[serviceNameLabel] === name,
  );
}

/** Addresses that get a port's connections: the ready ones; when there are none, those that still serve while they terminate. */
export function endpointsOf(
  slices: readonly EndpointSlice[],
  portName: string,
  protocol: string,
): { ip: string; port: number }[] {
  const ready: { ip: string; port: number }[] = [];
  const terminating: { ip: string; port: number }[] = [];
  for (const slice of slices) {
    const port = (slice.ports ?? []).find((p) => (p.name ?? "") === portName && (p.protocol ?? "TCP") === protocol);
    if (port === undefined) continue;
    for (const { addresses, conditions } of slice.endpoints ?? []) {
      const [ip] = addresses;
      if (ip === undefined) continue;
      if (conditions.ready !== false) ready.push({ ip, port: port.port });
      else if (conditions.serving !== false && conditions.terminating === true)
        terminating.push({ ip, port: port.port });
    }
  }
  return ready.length > 0 ? ready : terminating;
}

/** The service behind a cluster IP, as last programmed. */
export function serviceAt(sim: Simulation, clusterIP: string): ProxyService | undefined {
  const key = sim.state.network.clusterIPs.get(clusterIP);
  return key === undefined ? undefined : sim.state.network.proxy.get(key);
}

/** The port of a service that a node port leads to. */
export function nodePortAt(sim: Simulation, nodePort: number, protocol: string): ProxyPort | undefined {
  if (nodePort < 30_000) return undefined;
  for (const service of sim.state.network.proxy.values()) {
    for (const port of service.ports) if (port.nodePort === nodePort && port.protocol === protocol) return port;
  }
  return undefined;
}
