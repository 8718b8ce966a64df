/**
 * What the scheduler keeps: sums over the pods of each node and of pods that are alike, and who waits.
 * @module
 */
import type { UnixMicros } from "@aiops-gym/cluster";

/** What the pods on a node use in all. Amounts are in thousandths of a unit. */
export interface NodeRecord {
  /** Pods that are not over, as `namespace/name`, in the order of their assignment. */
  pods: Map<string, true>;
  /** What they ask for, by resource. */
  requested: Map<string, number>;
  /** What scores count of `cpu` and `memory`: pods that ask for nothing are taken to use a little. */
  cpu: number;
  memory: number;
  /** Taken host ports (`protocol address port`), and how often. */
  ports: Map<string, number>;
}

/** Pods of one namespace that have the same labels. */
export interface PodGroup {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  /** How many there are on each node, and how many of them are being stopped. */
  byNode: Map<string, { count: number; leaving: number }>;
}

/** A pod that the scheduler could not place. */
export interface UnschedulablePod {
  /** Which plug-ins said no: decides which changes of the cluster are worth another try. */
  plugins: readonly string[];
  /** Attempts in a row that failed by an error. */
  errors: number;
  /** Since when it waits. */
  since: UnixMicros;
}

export interface SchedulerState {
  /** By node name; also for nodes that there are not. */
  nodes: Map<string, NodeRecord>;
  groups: Map<string, PodGroup>;
  /** Assigned pods with rules about other pods, as `namespace/name`. */
  affine: Map<string, true>;
  /** Pods that wait for a change of the cluster, by `namespace/name`. */
  unschedulable: Map<string, UnschedulablePod>;
  /** Nodes that pods have been nominated for, by the pods' `namespace/name`. */
  nominated: Map<string, string>;
  /** With many nodes not all are looked at: where the next search begins. */
  nextNode: number;
  /** Where in time it looks for pods that wait too long; negative before the first. */
  flushPhase: UnixMicros;
  /** When the last new pod is looked at: they come in their order. */
  lastEntry: UnixMicros;
}

/** A scheduler that has seen nothing. */
export function createSchedulerState(): SchedulerState {
  return {
    nodes: new Map(),
    groups: new Map(),
    affine: new Map(),
    unschedulable: new Map(),
    nominated: new Map(),
    nextNode: 0,
    flushPhase: -1,
    lastEntry: 0,
  };
}
