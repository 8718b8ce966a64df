/**
 * Names: the cluster's DNS as a pod's resolver asks it.
 * @module
 */
import type { Service, UnixMicros } from "@aiops-gym/cluster";
import { getObject, podByIP } from "../apiserver/store.ts";
import { nextInt, nextLogNormal } from "../kernel/random.ts";
import type { Simulation } from "../kernel/simulation.ts";
import { endpointsOf, slicesOf } from "./kube-proxy.ts";
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
 */
export function resolve(sim: Simulation, from: string, namespace: string, host: string): Resolution {
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
    const query = askServer(sim, from, server);
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
    const ip = cachedLookUp(sim, name);
    if (ip !== undefined) return { kind: "ok", at, ip };
  }
  return { kind: "no-such-host", at, message: said("no such host") };
}

function candidates(host: string, namespace: string): string[] {
  if (host.endsWith(".")) return [host.slice(0, -1)];
  const searched = [`${host}.${namespace}.svc.${domain}`, `${host}.svc.${domain}`, `${host}.${domain}`];
  return host.split(".").length > 5 ? [host, ...searched] : [...searched, host];
}

/** CoreDNS' time to live of a service's records, and of "no such host". */
const cacheMicros = 5_000_000;

/** What the name server answers: for some seconds the same, also when the service has come or gone since. */
function cachedLookUp(sim: Simulation, name: string): string | undefined {
  const { dnsCache } = sim.state.network;
  const cached = dnsCache.get(name);
  if (cached !== undefined && sim.now < cached.until) return cached.ip ?? undefined;
  const ip = lookUp(sim, name);
  dnsCache.set(name, { ip: ip ?? null, until: sim.now + cacheMicros });
  // Names that nobody asks for any more go when there are many.
  if (dnsCache.size > 1000) for (const [old, { until }] of dnsCache) if (until < sim.now) dnsCache.delete(old);
  return ip;
}

/** The address of a full name, by the cluster's objects; `undefined` when there is none. */
export function lookUp(sim: Simulation, name: string): string | undefined {
  const labels = name.split(".");
  if (!name.endsWith(`.svc.${domain}`)) return undefined;
  if (labels.length === 6) return lookUpMember(sim, labels);
  if (labels.length !== 5) return undefined;
  const [serviceName = "", namespace = ""] = labels;
  const service = getObject<Service>(sim, "Service", namespace, serviceName);
  if (service === undefined || service.spec.type === "ExternalName") return undefined;
  const { clusterIP } = service.spec;
  if (clusterIP !== undefined && clusterIP !== "" && clusterIP !== "None") return clusterIP;
  // Headless: the addresses of its ready pods.
  const slices = slicesOf(sim, namespace, serviceName);
  const ports = slices[0]?.ports?.[0];
  const endpoints = endpointsOf(slices, ports?.name ?? "", ports?.protocol ?? "TCP");
  return endpoints[nextInt(sim.random("network/dns"), Math.max(1, endpoints.length))]?.ip;
}

/** The address of one pod of a headless service, by its name within the service: `db-0.db.shop.svc.cluster.local`. */
function lookUpMember(
  sim: Simulation,
  [hostname, serviceName = "", namespace = ""]: readonly string[],
): string | undefined {
  for (const { endpoints } of slicesOf(sim, namespace, serviceName)) {
    const member = endpoints.find((endpoint) => endpoint.hostname === hostname && endpoint.conditions.ready !== false);
    if (member !== undefined) return member.addresses[0];
  }
  return undefined;
}

type Answer = { readonly kind: "answered" | "refused" | "timeout"; readonly micros: number };

/** One query and its answer, through the network like all else. */
function askServer(sim: Simulation, from: string, server: string): Answer {
  const serving = nextLogNormal(sim.random("network/dns"), 260, 0.35);
  const port = sim.state.network.proxy.get("kube-system/kube-dns")?.ports.find((p) => p.protocol === "UDP");
  let target = server;
  if (port !== undefined) {
    if (port.endpoints.length === 0) return { kind: "refused", micros: 150 };
    target = port.endpoints[nextInt(sim.random("network/dns"), port.endpoints.length)]?.ip ?? server;
    if (!answersQueries(sim, target)) return { kind: "timeout", micros: queryTimeoutMicros * queryAttempts };
  }
  for (let attempt = 0; attempt < queryAttempts; attempt++) {
    const there = packetMicros(sim, from, target);
    const back = packetMicros(sim, target, from);
    if (there === undefined || back === undefined || there + back > queryTimeoutMicros) continue;
    return { kind: "answered", micros: Math.round(attempt * queryTimeoutMicros + there + back + serving) };
  }
  return { kind: "timeout", micros: queryTimeoutMicros * queryAttempts };
}

// CoreDNS answers when its container runs. Pods that were never given a sandbox here are taken at the API server's word.
function answersQueries(sim: Simulation, ip: string): boolean {
  const sandbox = sim.state.network.sandboxes.get(ip);
  if (sandbox === undefined) return !sim.state.network.releasedAt.has(ip);
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
