/**
 * Names: the cluster's DNS as a pod's resolver asks it.
 * @module
 */
import type { Service, UnixMicros } from "@aiops-gym/cluster";
import { getObject, podByIP } from "../apiserver/store.ts";
import { createLogNormal, logNormalOfBits } from "../kernel/log-normal.ts";
import { deepFreeze } from "../kernel/plain.ts";
import { nextInt, nextUint32, type Source } from "../kernel/random.ts";
import type { Simulation } from "../kernel/simulation.ts";
import { slicesOf } from "./kube-proxy.ts";
import { isDropped } from "./network-policy.ts";
import type { DnsAnswer } from "./network-state.ts";
import { packetMicros } from "./path.ts";

/** What a look-up came to, and when. */
export type Resolution =
  | { readonly kind: "ok"; readonly at: UnixMicros; readonly ip: string }
  /** `message` as Go's resolver says it: `lookup x on 10.96.0.10:53: no such host`. */
  | { readonly kind: "no-such-host"; readonly at: UnixMicros; readonly message: string }
  /** No answer, or a useless one. */
  | { readonly kind: "dns-timeout"; readonly at: UnixMicros; readonly message: string };

const domain = "cluster.local";
/** resolv.conf's default: seconds that a query waits, and how often it is sent. */
const queryTimeoutMicros = 5_000_000;
const queryAttempts = 2;

/** Whether a host is an address already. */
export function isAddress(host: string): boolean {
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(host);
}

/** Address of the cluster's name server. */
export function nameServer(sim: Simulation): string {
  return getObject<Service>(sim, "Service", "kube-system", "kube-dns")?.spec.clusterIP ?? "10.96.0.10";
}

/**
 * Looks a name up, as a program in a pod does (`ndots:5`, search through the pod's namespace).
 *
 * @param from - A pod's IP, `node:<name>` or `user`.
 * @param namespace - The pod's.
 * @param stream - Chance of whom it is looked up for.
 */
export function resolve(
  sim: Simulation,
  from: string,
  namespace: string,
  host: string,
  stream: Source = sim.random("network/dns"),
): Resolution {
  const { now } = sim;
  if (isAddress(host)) return { kind: "ok", at: now, ip: host };
  if (host === "localhost") return { kind: "ok", at: now, ip: "127.0.0.1" };
  // The kubelet writes a pod's own name into its /etc/hosts.
  if (podByIP(sim, from)?.metadata.name === host) return { kind: "ok", at: now, ip: from };
  const server = nameServer(sim);
  const said = (what: string): string => `lookup ${host} on ${server}:53: ${what}`;
  const names = candidates(host, namespace);
  let at = now;
  for (const name of names) {
    const fault = dnsFaultFor(sim, from, name);
    if (fault === "error") return { kind: "dns-timeout", at: at + 2_000, message: said("server misbehaving") };
    const query = askServer(sim, from, server, stream);
    at += query.micros;
    if (query.kind === "refused") {
      const local = `${from}:${30_000 + nextInt(sim.random("network/ephemeral-port"), 30_000)}`;
      return { kind: "dns-timeout", at, message: said(`read udp ${local}->${server}:53: read: connection refused`) };
    }
    if (query.kind === "timeout") {
      // Go's resolver goes on with the next name; all of them time out.
      at = now + queryTimeoutMicros * queryAttempts * names.length;
      const local = `${from}:${30_000 + nextInt(sim.random("network/ephemeral-port"), 30_000)}`;
      return { kind: "dns-timeout", at, message: said(`read udp ${local}->${server}:53: i/o timeout`) };
    }
    if (fault === "random") {
      const stream = sim.random("network/dns-chaos");
      const ip = `${1 + nextInt(stream, 223)}.${nextInt(stream, 256)}.${nextInt(stream, 256)}.${1 + nextInt(stream, 254)}`;
      return { kind: "ok", at, ip };
    }
    const addresses = askedFor(sim, name)?.addresses ?? [];
    const ip = pick(stream, addresses);
    if (ip !== undefined) return { kind: "ok", at, ip };
  }
  return { kind: "no-such-host", at, message: said("no such host") };
}

const mostNames = 1_000;
/** By namespace, then by host: programs ask for the same few names all the time. */
const candidatesOf = new Map<string, Map<string, readonly string[]>>();

/** Names that a host may mean, in the order in which they are asked for. */
export function candidates(host: string, namespace: string): readonly string[] {
  let known = candidatesOf.get(namespace);
  if (known === undefined) {
    if (candidatesOf.size >= mostNames) candidatesOf.clear();
    known = new Map();
    candidatesOf.set(namespace, known);
  }
  let names = known.get(host);
  if (names === undefined) {
    if (known.size >= mostNames) known.clear();
    names = searched(host, namespace);
    known.set(host, names);
  }
  return names;
}

function searched(host: string, namespace: string): readonly string[] {
  if (host.endsWith(".")) return [host.slice(0, -1)];
  const below = [`${host}.${namespace}.svc.${domain}`, `${host}.svc.${domain}`, `${host}.${domain}`];
  return host.split(".").length > 5 ? [host, ...below] : [...below, host];
}

/** CoreDNS' time to live of a service's records, and of "no such host". */
const cacheMicros = 5_000_000;

/** What the name server answers: for some seconds the same, also when the service has come or gone since. */
export function askedFor(sim: Simulation, name: string): DnsAnswer | undefined {
  const { dnsCache } = sim.state.network;
  const cached = dnsCache.get(name);
  if (cached !== undefined && sim.now < cached.until) return cached.answer ?? undefined;
  const answer = lookUp(sim, name);
  dnsCache.set(name, { answer: answer === undefined ? null : deepFreeze(answer), until: sim.now + cacheMicros });
  // Names that nobody asks for any more go when there are many.
  if (dnsCache.size > 1000) for (const [old, { until }] of dnsCache) if (until < sim.now) dnsCache.delete(old);
  return answer;
}

function pick(stream: Source, addresses: readonly string[]): string | undefined {
  return addresses.length < 2 ? addresses[0] : addresses[nextInt(stream, addresses.length)];
}

/** What a full name stands for, by the cluster's objects; `undefined` when there is no such name. */
export function lookUp(sim: Simulation, name: string, depth = 0): DnsAnswer | undefined {
  const labels = name.split(".");
  if (!name.endsWith(`.svc.${domain}`)) return undefined;
  const below = labels.slice(0, -5);
  const [serviceName = "", namespace = ""] = labels.slice(-5);
  const service = getObject<Service>(sim, "Service", namespace, serviceName);
  if (service === undefined || below.length > 2) return undefined;
  if (service.spec.type === "ExternalName") {
    const alias = (service.spec as { externalName?: string }).externalName ?? "";
    const target = depth < 8 && below.length === 0 ? lookUp(sim, alias, depth + 1) : undefined;
    return { addresses: target?.addresses ?? [], aliases: [alias, ...(target?.aliases ?? [])] };
  }
  const { clusterIP } = service.spec;
  const [first = "", second = ""] = below;
  // `_port._protocol` before the name of a service stands for the service.
  const isPort = below.length === 2;
  if (isPort && !hasPort(service, first, second)) return undefined;
  if (clusterIP !== undefined && clusterIP !== "" && clusterIP !== "None")
    return below.length === 1 ? undefined : { addresses: [clusterIP], aliases: [] };
  const endpoints = slicesOf(sim, namespace, serviceName).flatMap((slice) => slice.endpoints ?? []);
  const addresses = endpoints
    .filter(({ addresses: [ip = ""], conditions, hostname }) => {
      if (conditions.ready === false) return false;
      return below.length !== 1 || first === (hostname ?? ip.replaceAll(".", "-"));
    })
    .flatMap(({ addresses: [ip] }) => (ip === undefined ? [] : [ip]));
  return addresses.length === 0 ? undefined : { addresses: [...new Set(addresses)], aliases: [] };
}

function hasPort(service: Service, port: string, protocol: string): boolean {
  return (service.spec.ports ?? []).some(
    (candidate) => `_${candidate.name ?? ""}` === port && `_${candidate.protocol.toLowerCase()}` === protocol,
  );
}

type Answer = { readonly kind: "answered" | "refused" | "timeout"; readonly micros: number };

/** What CoreDNS takes for a query. */
export const servingMicros = createLogNormal(260, 0.35);

/** One query and its answer, through the network like all else. */
function askServer(sim: Simulation, from: string, server: string, stream: Source): Answer {
  const serving = logNormalOfBits(servingMicros, nextUint32(stream));
  const port = sim.state.network.proxy.get("kube-system/kube-dns")?.ports.find((p) => p.protocol === "UDP");
  let target = server;
  if (port !== undefined) {
    if (port.endpoints.length === 0) return { kind: "refused", micros: 150 };
    target = port.endpoints[nextInt(stream, port.endpoints.length)]?.ip ?? server;
    if (!answersQueries(sim, target)) return { kind: "timeout", micros: queryTimeoutMicros * queryAttempts };
  }
  const dropped = isDropped(sim, from, target, 53, "UDP");
  for (let attempt = 0; attempt < queryAttempts && !dropped; attempt++) {
    const there = packetMicros(sim, from, target, 0, stream);
    const back = packetMicros(sim, target, from, 0, stream);
    if (there === undefined || back === undefined || there + back > queryTimeoutMicros) continue;
    return { kind: "answered", micros: Math.round(attempt * queryTimeoutMicros + there + back + serving) };
  }
  return { kind: "timeout", micros: queryTimeoutMicros * queryAttempts };
}

/** CoreDNS answers when its container runs. Pods that were never given a sandbox here are taken at the API server's word. */
export function answersQueries(sim: Simulation, ip: string): boolean {
  const sandbox = sim.state.network.sandboxes.get(ip);
  if (sandbox === undefined) return !sim.state.network.released.has(ip);
  if (sandbox.containerIds.length === 0) return true;
  return sandbox.containerIds.some((id) => {
    const container = sim.state.runtime.containers.get(id);
    return container?.status === "running" && !container.paused;
  });
}

function dnsFaultFor(sim: Simulation, from: string, name: string): "error" | "random" | undefined {
  for (const fault of sim.state.network.dnsFaults) {
    if (!fault.from.includes(from)) continue;
    if (fault.patterns.length === 0 || fault.patterns.some((pattern) => matchesPattern(pattern, name)))
      return fault.action;
  }
  return undefined;
}

// `*` only at the end, `?` anywhere, as Chaos Mesh's DNS server has it.
function matchesPattern(pattern: string, name: string): boolean {
  const open = pattern.endsWith("*");
  const wanted = open ? pattern.slice(0, -1) : pattern;
  if (open ? name.length < wanted.length : name.length !== wanted.length) return false;
  for (let index = 0; index < wanted.length; index++) {
    if (wanted.charAt(index) !== "?" && wanted.charAt(index) !== name.charAt(index)) return false;
  }
  return true;
}
