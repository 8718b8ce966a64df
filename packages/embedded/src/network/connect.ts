/**
 * The one way to open a connection: DNS, Service, the endpoints that kube-proxy knows, policy and injected conditions, and
 * whether somebody listens.
 * @module
 */
import type { Node, UnixMicros } from "@aiops-gym/cluster";
import { listObjects } from "../apiserver/store.ts";
import { nextInt, type Source } from "../kernel/random.ts";
import type { Simulation } from "../kernel/simulation.ts";
import { resolve } from "./dns.ts";
import { nodePortAt, serviceAt } from "./kube-proxy.ts";
import { isDropped } from "./network-policy.ts";
import type { ProxyPort } from "./network-state.ts";
import { packetMicros } from "./path.ts";
import { listenerAt } from "./pod-network.ts";

/** A connection attempt whose first packets got no answer: what {@link connectAgain} needs. Plain data. */
export interface PendingConnection {
  readonly from: string;
  /** As dialled, after DNS. */
  readonly ip: string;
  readonly port: number;
  readonly protocol: "TCP" | "UDP";
  /** When the first SYN went, and how many have gone. */
  readonly startedAt: UnixMicros;
  readonly attempt: number;
  /** Endpoint that the node's connection tracking has chosen; empty before. */
  readonly endpointIP: string;
  readonly endpointPort: number;
  /** The program waits in `connect` itself instead of polling. */
  readonly blocking: boolean;
}

/** What dialling came to. `at` is when the caller knows; `address` is `ip:port` as dialled, for messages. */
export type ConnectOutcome =
  | {
      readonly kind: "ok";
      readonly at: UnixMicros;
      readonly address: string;
      readonly containerId: string;
      readonly podIP: string;
      readonly port: number;
      readonly roundTripMicros: number;
    }
  /** `connect: connection refused`. */
  | { readonly kind: "refused"; readonly at: UnixMicros; readonly address: string }
  /** `connect: no route to host`: nobody has that address. */
  | { readonly kind: "no-route"; readonly at: UnixMicros; readonly address: string }
  | { readonly kind: "no-such-host"; readonly at: UnixMicros; readonly message: string }
  | { readonly kind: "dns-timeout"; readonly at: UnixMicros; readonly message: string }
  /**
   * No answer yet. The kernel sends the next SYN at `retryAt`: whoever still waits then calls {@link connectAgain}. `null`: it
   * has given up (`connect: connection timed out`).
   */
  | {
      readonly kind: "silent";
      readonly address: string;
      readonly retryAt: UnixMicros;
      readonly pending: PendingConnection | null;
    };

/** How long Linux asks for a hardware address that nobody answers to (three times, a second apart). */
const noNeighbourMicros = 3_050_000;
/** How long who has talked to a pod that is gone goes on sending to its hardware address. */
const staleNeighbourMicros = 30_000_000;
/**
 * When SYNs go again after the first one, and when it is given up (Linux' `tcp_syn_retries`): after 1, 3, 7, ... 127 s by the book,
 * which the kernel's coarse timers make these (1.02 s and 134.6 s were measured).
 */
const synMicros = [1_020_000, 3_070_000, 7_300_000, 15_700_000, 32_700_000, 66_500_000, 134_500_000];

/**
 * Opens a connection.
 *
 * @param from - A pod's IP, `node:<name>` (the kubelet), or `user` (outside).
 * @param namespace - Where a short name is looked up.
 * @param host - A name or an address.
 * @param blocking - The program waits in `connect` itself (BusyBox), instead of polling (Go, Node.js, curl).
 * @param stream - Chance of whom it is opened for.
 */
export function connect(
  sim: Simulation,
  from: string,
  namespace: string,
  host: string,
  port: number,
  protocol: "TCP" | "UDP" = "TCP",
  blocking = false,
  stream?: Source,
): ConnectOutcome {
  const resolved = resolve(sim, from, namespace, host, stream);
  if (resolved.kind !== "ok") return resolved;
  const lookUpMicros = resolved.at - sim.now;
  return dial(
    sim,
    {
      from,
      ip: resolved.ip,
      port,
      protocol,
      startedAt: resolved.at,
      attempt: 0,
      endpointIP: "",
      endpointPort: 0,
      blocking,
    },
    lookUpMicros,
    stream,
  );
}

/** Sends the next SYN of a connection attempt, by the conditions that hold now. */
export function connectAgain(sim: Simulation, pending: PendingConnection): ConnectOutcome {
  return dial(sim, pending, 0);
}

function dial(sim: Simulation, pending: PendingConnection, afterMicros: number, stream?: Source): ConnectOutcome {
  const { from, ip, port } = pending;
  const address = `${ip}:${port}`;
  const start = sim.now + afterMicros;
  let target = pending.endpointIP;
  let targetPort = pending.endpointPort;
  if (target === "") {
    const chosen = route(sim, pending, stream);
    if (chosen === "refused") {
      // The answer comes before a program that waits in `connect` has let go of its socket: it hears the next SYN's
      // (1.02 s were measured, each time; programs that poll, as Go's and Node's do, were refused in 0.3 ms).
      const heard = rejects(sim, from) && !(pending.blocking && pending.attempt === 0);
      if (heard) return { kind: "refused", at: start + 120, address };
      return silence(sim, pending, address, start, "", 0);
    }
    if (chosen === "silent") return silence(sim, pending, address, start, "", 0);
    target = chosen.ip;
    targetPort = chosen.port;
  }
  const { network } = sim.state;
  const sandbox = network.sandboxes.get(target);
  if (sandbox === undefined) {
    const released = network.released.get(target);
    // A node answers for itself: nobody listens there.
    if (isNodeAddress(sim, target)) return { kind: "refused", at: start + 60, address };
    if (!isPodAddress(sim, target)) return silence(sim, pending, address, start, target, targetPort);
    const known = released?.peers.has(from) === true && sim.now - released.at < staleNeighbourMicros;
    if (known || pending.attempt > 0) return silence(sim, pending, address, start, target, targetPort);
    return { kind: "no-route", at: start + noNeighbourMicros, address };
  }
  if (isDropped(sim, from, target, targetPort, pending.protocol)) {
    return silence(sim, pending, address, start, target, targetPort);
  }
  const there = packetMicros(sim, from, target, 0, stream);
  const back = there === undefined ? undefined : packetMicros(sim, target, from, 0, stream);
  if (there === undefined || back === undefined) return silence(sim, pending, address, start, target, targetPort);
  if (!sandbox.peers.has(from) && network.sandboxes.has(from)) {
    sim.ways += 1;
    sandbox.peers.set(from, true);
  }
  const at = start + there + back;
  const containerId = listenerAt(sim, target, targetPort);
  if (containerId === undefined) return { kind: "refused", at, address };
  return { kind: "ok", at, address, containerId, podIP: target, port: targetPort, roundTripMicros: there + back };
}

/**
 * Whether kube-proxy's REJECT rule answers. Linux limits ICMP errors to one a second and peer, six at most at once
 * (`icmp_ratelimit`): a program that dials on and on mostly waits for its next SYN (measured: six times 0.3 ms, then 1.02 s each).
 */
function rejects(sim: Simulation, from: string): boolean {
  const { rejections, sandboxes } = sim.state.network;
  if (!sandboxes.has(from)) return true;
  const last = rejections.get(from);
  const tokens = last === undefined ? 6 : Math.min(6, last.tokens + (sim.now - last.at) / 1_000_000);
  const allowed = tokens >= 1;
  rejections.set(from, { tokens: allowed ? tokens - 1 : tokens, at: sim.now });
  return allowed;
}

/** Where packets to an address go: kube-proxy's choice for a service, the address itself otherwise. */
function route(
  sim: Simulation,
  pending: PendingConnection,
  stream: Source = sim.random("network/endpoint"),
): { ip: string; port: number } | "refused" | "silent" {
  const { ip, port, protocol, from } = pending;
  if (ip.startsWith("127.")) return { ip: from, port };
  const service = serviceAt(sim, ip);
  const entry =
    service?.ports.find((candidate) => candidate.port === port && candidate.protocol === protocol) ??
    (service === undefined && !sim.state.network.sandboxes.has(ip) ? nodePortAt(sim, port, protocol) : undefined);
  // A cluster IP's other ports lead nowhere: no rule takes the packet.
  if (entry === undefined) return service === undefined ? { ip, port } : "silent";
  if (entry.endpoints.length === 0) return "refused";
  if (entry.stickySeconds > 0) return stickyEndpoint(sim, from, entry, `${from} ${ip}:${port}`);
  const index = entry.endpoints.length === 1 ? 0 : nextInt(stream, entry.endpoints.length);
  return entry.endpoints[index] ?? "refused";
}

/** A client of a service with affinity gets the pod that it had before, while that is there and for some hours. */
function stickyEndpoint(
  sim: Simulation,
  from: string,
  entry: ProxyPort,
  key: string,
): { ip: string; port: number } | "refused" {
  const { affinities, sandboxes } = sim.state.network;
  const known = affinities.get(key);
  let endpoint = entry.endpoints.find(({ ip, port }) => known !== undefined && known.to === `${ip}:${port}`);
  if (endpoint === undefined || known === undefined || known.until < sim.now)
    endpoint = entry.endpoints[nextInt(sim.random("network/endpoint"), entry.endpoints.length)];
  if (endpoint === undefined) return "refused";
  if (sandboxes.has(from)) {
    const until = sim.now + entry.stickySeconds * 1_000_000;
    affinities.set(key, { to: `${endpoint.ip}:${endpoint.port}`, until });
    if (affinities.size > 1000) for (const [old, { until: at }] of affinities) if (at < sim.now) affinities.delete(old);
  }
  return endpoint;
}

function isNodeAddress(sim: Simulation, ip: string): boolean {
  return listObjects<Node>(sim, "Node").some(
    ({ status }) => status.addresses?.some(({ type, address }) => type === "InternalIP" && address === ip) === true,
  );
}

function isPodAddress(sim: Simulation, ip: string): boolean {
  const prefix = ip.slice(0, ip.lastIndexOf("."));
  for (const network of sim.state.network.podNetworks.values()) if (network === prefix) return true;
  return false;
}

function silence(
  sim: Simulation,
  pending: PendingConnection,
  address: string,
  start: UnixMicros,
  endpointIP: string,
  endpointPort: number,
): ConnectOutcome {
  const startedAt = pending.attempt === 0 ? start : pending.startedAt;
  const retryAt = Math.max(sim.now, startedAt + (synMicros[pending.attempt] ?? 0));
  if (pending.attempt >= synMicros.length - 1) return { kind: "silent", address, retryAt, pending: null };
  const next = { ...pending, startedAt, attempt: pending.attempt + 1, endpointIP, endpointPort };
  return { kind: "silent", address, retryAt, pending: next };
}

/** What a connection's other end is like. */
export type PeerState =
  /** Its process runs. */
  | "open"
  /** The process is over: the kernel answers with a reset. */
  | "reset"
  /** Its pod is gone: nothing answers. */
  | "silent";

/** Looks at the other end of an established connection. */
export function peerState(sim: Simulation, containerId: string, podIP: string): PeerState {
  const container = sim.state.runtime.containers.get(containerId);
  if (container?.status === "running" && container.podIP === podIP) return "open";
  return sim.state.network.sandboxes.has(podIP) ? "reset" : "silent";
}
