/**
 * The data plane: pod addresses, what kube-proxy last programmed, conditions between pods.
 * @module
 */
import type { UnixMicros } from "@aiops-gym/cluster";

/** A pod's network namespace. */
export interface PodSandbox {
  ip: string;
  podUid: string;
  nodeName: string;
  /** Containers that run in it, in order of creation. */
  containerIds: string[];
  /** Pods that have talked to it, by IP: they know its hardware address. */
  peers: Map<string, true>;
}

/** One port of a service as kube-proxy programmed it. Frozen. */
export interface ProxyPort {
  readonly name: string;
  readonly protocol: string;
  readonly port: number;
  readonly nodePort: number;
  /** How long a client keeps its endpoint (`sessionAffinity: ClientIP`); 0: not at all. */
  readonly stickySeconds: number;
  readonly endpoints: readonly { readonly ip: string; readonly port: number }[];
}

/** One service as kube-proxy programmed it. Frozen. */
export interface ProxyService {
  readonly namespace: string;
  readonly name: string;
  readonly clusterIP: string;
  readonly ports: readonly ProxyPort[];
}

/** What happens to packets from some addresses to some: one injected action. */
export interface PathRule {
  /** Key of the chaos object that made it. */
  owner: string;
  /** Senders' pod IPs; `null` for all. */
  from: readonly string[] | null;
  /** Receivers' IPs; `null` for all. */
  to: readonly string[] | null;
  delayMicros: number;
  jitterMicros: number;
  /** 0 to 1. */
  loss: number;
  duplicate: number;
  corrupt: number;
  /** Bytes per second; `null` when not limited. */
  bandwidth: number | null;
  /** Drops everything. */
  blocked: boolean;
}

/** What the name server knows of a name. */
export interface DnsAnswer {
  /** Of A records; empty: the name is there and has none. */
  readonly addresses: readonly string[];
  /** Names that stand between the one asked for and that of the addresses, that of the addresses last. */
  readonly aliases: readonly string[];
}

/** A probe that is out. */
export interface ProbeInFlight {
  /** Event that takes its result, and what that gets beside it. */
  replyType: string;
  ticket: object;
  nodeName: string;
  ip: string;
  address: string;
  url: string;
  path: string;
  deadline: UnixMicros;
  timeoutMessage: string;
  /** Of an exec: its session in the container's process table. */
  session?: number;
}

export interface NetworkState {
  /** By pod IP. */
  sandboxes: Map<string, PodSandbox>;
  /** Next host number to try, by node. */
  nextHost: Map<string, number>;
  /** Pod network of each node, as the first three numbers of its addresses (`10.244.1`). */
  podNetworks: Map<string, string>;
  /** By `namespace/name`: what kube-proxy last synced. */
  proxy: Map<string, ProxyService>;
  /** Keys of {@link NetworkState.proxy} by cluster IP. */
  clusterIPs: Map<string, string>;
  /** Endpoints (`ip:port`) that clients of services with affinity keep, by client and address dialled. */
  affinities: Map<string, { to: string; until: UnixMicros }>;
  /** Services changed since the last sync (`namespace/name`). */
  proxyDirty: Map<string, true>;
  /** When the last sync was, or the next one is. */
  proxySyncAt: UnixMicros;
  /** Pod IPs that were given back: who has talked to them remembers their hardware address for a while. */
  released: Map<string, { at: UnixMicros; peers: Map<string, true> }>;
  /** How many network policies there are. */
  policies: number;
  /** The name server's cache, by full name. Answers are frozen; `null`: no such host. */
  dnsCache: Map<string, { answer: DnsAnswer | null; until: UnixMicros }>;
  /** ICMP errors that a pod may still get, by its IP, and when that was counted. */
  rejections: Map<string, { tokens: number; at: UnixMicros }>;
  /** Injected conditions, in order of injection. */
  rules: PathRule[];
  /** Injected DNS faults. */
  dnsFaults: { owner: string; from: readonly string[]; action: "error" | "random"; patterns: readonly string[] }[];
  /** Answers that an exec waits for, by token. */
  replies: Map<number, { at: UnixMicros; status: number; body: string }>;
  probes: Map<number, ProbeInFlight>;
  /** Numbers replies and probes. */
  replySequence: number;
}

/** A network without pods. */
export function createNetworkState(): NetworkState {
  return {
    sandboxes: new Map(),
    nextHost: new Map(),
    podNetworks: new Map(),
    proxy: new Map(),
    clusterIPs: new Map(),
    affinities: new Map(),
    proxyDirty: new Map(),
    proxySyncAt: 0,
    released: new Map(),
    policies: 0,
    dnsCache: new Map(),
    rejections: new Map(),
    rules: [],
    dnsFaults: [],
    replies: new Map(),
    probes: new Map(),
    replySequence: 0,
  };
}
