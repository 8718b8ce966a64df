/**
 * What the API server keeps: objects, their versions, the recent past for watches.
 * @module
 */
import type { KubeObject, UnixMicros } from "@aiops-gym/cluster";
import type { ManagedEntry } from "./apply/managed-fields.ts";

/** What a write did. */
export type ChangeType = "ADDED" | "MODIFIED" | "DELETED";

/** One entry of the watch log. Frozen. */
export interface LoggedChange {
  readonly resourceVersion: number;
  readonly at: UnixMicros;
  readonly type: ChangeType;
  readonly object: KubeObject;
  /** The object before, absent when it was new: selectors of watches need it. */
  readonly previous?: KubeObject;
}

/** All objects of one kind. */
export interface KindShard {
  /** By `namespace/name` (`/name` for cluster-scoped kinds). Objects are frozen. */
  objects: Map<string, KubeObject>;
  /** Grows with every write; names the contents for caches outside of the state. */
  version: number;
}

/** The accounts of an object's fields as of one of its versions. */
export interface ManagedRecord {
  /** `metadata.managedFields` then; absent for an object that nobody but its creator has written. */
  readonly entries?: readonly ManagedEntry[];
  readonly creator?: string;
  readonly seen: KubeObject;
}

export interface StoreState {
  resourceVersion: number;
  shards: Map<string, KindShard>;
  /** The last writes, oldest first. */
  log: LoggedChange[];
  /** Watches from before this version are refused. */
  compactedVersion: number;
  /** Keys (`kind/namespace/name`) of an owner's dependents, by the owner's uid. Lists are frozen: forks share them. */
  dependents: Map<string, readonly string[]>;
  /** Who owns the fields of objects that users wrote, by `kind/namespace/name`. Frozen. */
  managed: Map<string, ManagedRecord>;
  /** Pods that own an address (not host network, not over), as `namespace/name` by IP. */
  podByIP: Map<string, string>;
  /** Pods by uid, as `namespace/name`. */
  podByUid: Map<string, string>;
}

/** An empty store. */
export function createStoreState(): StoreState {
  return {
    resourceVersion: 1,
    shards: new Map(),
    log: [],
    compactedVersion: 1,
    dependents: new Map(),
    managed: new Map(),
    podByIP: new Map(),
    podByUid: new Map(),
  };
}
