/**
 * How users reach the application's entry while all is as usual: what `connect` of the network does, worked out once.
 * @module
 */
import type { UnixMicros } from "@aiops-gym/cluster";
import { podByIP } from "../apiserver/store.ts";
import { type LogNormal, logNormalOfBits } from "../kernel/log-normal.ts";
import { type Chance, nextInt, nextUint32 } from "../kernel/random.ts";
import type { Simulation } from "../kernel/simulation.ts";
import { answersQueries, candidates, isAddress, nameServer, servingMicros } from "../network/dns.ts";
import { serviceAt } from "../network/kube-proxy.ts";
import { isClear, packetTimes } from "../network/path.ts";
import { listenerAt } from "../network/pod-network.ts";
import { userAddress } from "./answers.ts";

/** A container that takes users' requests. */
export interface EntryEndpoint {
  readonly ip: string;
  readonly port: number;
  readonly containerId: string;
}

/** Holds while `Simulation.changes` is the same and the name server's answer is kept. */
export interface Entry {
  readonly until: UnixMicros;
  /** How many name servers there are to choose from; 0: no choice is made. */
  readonly nameServers: number;
  readonly endpoints: readonly EntryEndpoint[];
}

/** The way to the entry; null when anything about it is unusual. */
export function findEntry(sim: Simulation): Entry | null {
  const { application } = sim.world;
  const { service: host, port } = application.workload.entry;
  const { network } = sim.state;
  if (isAddress(host) || host === "localhost" || network.dnsFaults.length > 0) return null;
  if (podByIP(sim, userAddress) !== undefined || network.sandboxes.has(userAddress)) return null;
  const [name = ""] = candidates(host, application.namespace);
  const cached = network.dnsCache.get(name);
  const addresses = cached?.answer?.addresses ?? [];
  const [ip] = addresses;
  if (cached === undefined || ip === undefined || addresses.length > 1) return null;
  const dns = network.proxy.get("kube-system/kube-dns")?.ports.find(({ protocol }) => protocol === "UDP");
  const servers = dns === undefined ? [nameServer(sim)] : dns.endpoints.map((endpoint) => endpoint.ip);
  if (servers.length === 0) return null;
  for (const server of servers) {
    if (!isClear(sim, userAddress, server)) return null;
    if (dns !== undefined && !answersQueries(sim, server)) return null;
  }
  const proxy = serviceAt(sim, ip)?.ports.find((one) => one.port === port && one.protocol === "TCP");
  if (proxy === undefined || proxy.stickySeconds > 0 || proxy.endpoints.length === 0) return null;
  const endpoints: EntryEndpoint[] = [];
  for (const endpoint of proxy.endpoints) {
    const containerId = listenerAt(sim, endpoint.ip, endpoint.port);
    if (!network.sandboxes.has(endpoint.ip) || containerId === undefined) return null;
    if (!isClear(sim, userAddress, endpoint.ip)) return null;
    endpoints.push({ ip: endpoint.ip, port: endpoint.port, containerId });
  }
  return { until: cached.until, nameServers: dns === undefined ? 0 : servers.length, endpoints };
}

/** Times of packets between users and pods. */
export function userPackets(sim: Simulation): LogNormal {
  return packetTimes(sim, userAddress, userAddress);
}

/** What looking the entry's name up takes, drawn as the network draws. */
export function lookUpMicros(sim: Simulation, entry: Entry, chance: Chance): number {
  const serving = logNormalOfBits(servingMicros, nextUint32(chance));
  if (entry.nameServers > 0) nextInt(chance, entry.nameServers);
  return Math.round(roundTripMicros(sim, chance) + serving);
}

/** The endpoint that a new connection leads to. */
export function chooseEndpoint({ endpoints }: Entry, chance: Chance): EntryEndpoint | undefined {
  return endpoints[endpoints.length === 1 ? 0 : nextInt(chance, endpoints.length)];
}

/** A packet from a user and one back. */
export function roundTripMicros(sim: Simulation, chance: Chance): number {
  const times = userPackets(sim);
  const there = Math.round(logNormalOfBits(times, nextUint32(chance)));
  return there + Math.round(logNormalOfBits(times, nextUint32(chance)));
}
