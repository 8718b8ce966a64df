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
}

/** One port of a service as kube-proxy programmed it. Frozen. */
export interface ProxyPort {
  readonly name: string;
  readonly protocol: string;
  readonly port: number;
  readonly nodePort: number;
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
  /** Services changed since the last sync (`namespace/name`). */
  proxyDirty: Map<string, true>;
  /** When the last sync was, or the next one is. */
  proxySyncAt: UnixMicros;
  /** Pod IPs that were given back, with the time: neighbours remember their hardware address for a while. */
  releasedAt: Map<string, UnixMicros>;
  /** How many network policies there are. */
  policies: number;
  /** The name server's cache, by full name; `ip` null: no such host. */
  dnsCache: Map<string, { ip: string | null; until: UnixMicros }>;
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
    proxyDirty: new Map(),
    proxySyncAt: 0,
    releasedAt: new Map(),
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
