/**
 * What the node controllers and the kubelets of nodes keep.
 * @module
 */
import type { UnixMicros } from "@aiops-gym/cluster";

/** What is known of a node's life. */
export interface NodeHealth {
  /** Of the Node object. */
  readonly uid: string;
  /** When the monitor last saw a sign of life. */
  probedAt: UnixMicros;
  /** When it is next looked at because nothing was heard. */
  checkAt: UnixMicros;
  /** The monitor has met it. */
  registered: boolean;
}

/** An eviction that waits for the end of a toleration. */
export interface PendingEviction {
  readonly since: UnixMicros;
  readonly at: UnixMicros;
}

/** Something that keeps a node alive: a kubelet, or kwok in the place of one. */
export interface NodeKeeper {
  readonly kind: "kubelet" | "kwok";
  /** When the lease, and the status, are next written; stale events are of other times. */
  leaseAt: UnixMicros;
  statusAt: UnixMicros;
}

export interface NodesState {
  /** Where in time the monitor looks at nodes, and where orphaned pods are looked for; negative before the first. */
  monitorPhase: number;
  collectorPhase: number;
  /** By node name. */
  health: Map<string, NodeHealth>;
  /** No node of the cluster is ready: nobody is evicted. */
  disrupted: boolean;
  /** When each node is due at the monitor; the event of another time is stale. */
  visits: Map<string, UnixMicros>;
  /** When a node may next be tainted so that its pods are evicted. */
  nextTaintAt: UnixMicros;
  /** By pod, as `namespace/name`. */
  evictions: Map<string, PendingEviction>;
  /** By node name. */
  keepers: Map<string, NodeKeeper>;
  /** Numbers the addresses of pods that only pretend. */
  fakeAddresses: number;
}

/** No nodes. */
export function createNodesState(): NodesState {
  return {
    monitorPhase: -1,
    collectorPhase: -1,
    health: new Map(),
    disrupted: false,
    visits: new Map(),
    nextTaintAt: 0,
    evictions: new Map(),
    keepers: new Map(),
    fakeAddresses: 0,
  };
}
