/**
 * Ways through the network while all is as usual: what `connect` does, worked out once.
 * @module
 */
import type { UnixMicros } from "@aiops-gym/cluster";
import { podByIP } from "../apiserver/store.ts";
import type { Simulation } from "../kernel/simulation.ts";
import { answersQueries, askedFor, candidates, isAddress, nameServer } from "./dns.ts";
import { serviceAt } from "./kube-proxy.ts";
import { isDropped } from "./network-policy.ts";
import { isClear } from "./path.ts";
import { listenerAt } from "./pod-network.ts";

/** A container that a way leads to. */
export interface WayEnd {
  readonly ip: string;
  readonly port: number;
  readonly containerId: string;
}

/** A way to a service, for whoever {@link isUsual} says; it holds while `Simulation.ways` is the same. */
export interface Way {
  /** Until when the name server's answer is kept, see {@link isSameWay}. */
  until: UnixMicros;
  /** The full name that was asked for, and the address that was told. */
  readonly name: string;
  readonly address: string;
  readonly host: string;
  readonly protocol: "TCP" | "UDP";
  /** What a name server is asked at. */
  readonly nameServers: readonly string[];
  /** Which of them is asked is drawn. */
  readonly drawsServer: boolean;
  readonly endpoints: readonly WayEnd[];
}

/** The way to a service by its name; null when anything about it is unusual. */
export function findWay(
  sim: Simulation,
  namespace: string,
  host: string,
  port: number,
  protocol: "TCP" | "UDP",
): Way | null {
  const { network } = sim.state;
  if (isAddress(host) || host === "localhost" || network.dnsFaults.length > 0) return null;
  const dns = network.proxy.get("kube-system/kube-dns")?.ports.find((one) => one.protocol === "UDP");
  const nameServers = dns === undefined ? [nameServer(sim)] : dns.endpoints.map(({ ip }) => ip);
  if (nameServers.length === 0) return null;
  if (dns !== undefined && !nameServers.every((ip) => answersQueries(sim, ip))) return null;
  // Whoever looks it up now is told the same, and the name server keeps it as long.
  const [name = ""] = candidates(host, namespace);
  const addresses = askedFor(sim, name)?.addresses ?? [];
  const [ip] = addresses;
  const cached = network.dnsCache.get(name);
  if (cached === undefined || ip === undefined || addresses.length > 1) return null;
  const proxy = serviceAt(sim, ip)?.ports.find((one) => one.port === port && one.protocol === protocol);
  if (proxy === undefined || proxy.stickySeconds > 0 || proxy.endpoints.length === 0) return null;
  const endpoints: WayEnd[] = [];
  for (const endpoint of proxy.endpoints) {
    const containerId = listenerAt(sim, endpoint.ip, endpoint.port);
    if (!network.sandboxes.has(endpoint.ip) || containerId === undefined) return null;
    endpoints.push({ ip: endpoint.ip, port: endpoint.port, containerId });
  }
  const { until } = cached;
  return { until, name, address: ip, host, protocol, nameServers, drawsServer: dns !== undefined, endpoints };
}

/** Asks for a way's name again when the answer is no longer kept; whether the way is what it was. For the same `Simulation.ways`. */
export function isSameWay(sim: Simulation, way: Way): boolean {
  if (sim.now < way.until) return true;
  const addresses = askedFor(sim, way.name)?.addresses ?? [];
  const cached = sim.state.network.dnsCache.get(way.name);
  if (cached === undefined || addresses.length !== 1 || addresses[0] !== way.address) return false;
  way.until = cached.until;
  return true;
}

/** Whether somebody's packets go the way and come back, and the other end knows them. `from` is a pod's IP, or `user`. */
export function isUsual(sim: Simulation, from: string, way: Way): boolean {
  const { sandboxes } = sim.state.network;
  const { host, nameServers, endpoints, protocol } = way;
  if (podByIP(sim, from)?.metadata.name === host) return false;
  for (const server of nameServers)
    if (!isClear(sim, from, server) || isDropped(sim, from, server, 53, "UDP")) return false;
  const inPod = sandboxes.has(from);
  for (const { ip, port } of endpoints) {
    if (!isClear(sim, from, ip) || isDropped(sim, from, ip, port, protocol)) return false;
    if (inPod && sandboxes.get(ip)?.peers.has(from) !== true) return false;
  }
  return true;
}
