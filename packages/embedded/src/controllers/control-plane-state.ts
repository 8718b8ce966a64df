/**
 * What controllers and the scheduler keep beside the objects: work queues, event correlation, allocation, back-off.
 * @module
 */
import type { UnixMicros } from "@aiops-gym/cluster";
import { createSchedulerState, type SchedulerState } from "../scheduler/scheduler-state.ts";
import type { AutoscalerMemory } from "./autoscaler/autoscaler-memory.ts";
import type { JobBackOff } from "./job/pod-back-off.ts";
import { createNodesState, type NodesState } from "./nodes/nodes-state.ts";
import { createPodIndex, type PodIndexState } from "./pod-index.ts";

/** A token bucket of the event recorder's spam filter. Frozen: forks share it. */
export interface EventBucket {
  readonly tokens: number;
  readonly refilledAt: UnixMicros;
}

/** Messages seen of alike events. Frozen: forks share it. */
export interface EventGroup {
  readonly messages: readonly string[];
  readonly lastAt: UnixMicros;
}

export interface ControlPlaneState {
  /** When each `controller|key` is due; the scheduled event of another time is stale. */
  queue: Map<string, UnixMicros>;
  /** Event objects by correlation key, as `namespace/name`. */
  eventByKey: Map<string, string>;
  /** By aggregation key. */
  eventGroups: Map<string, EventGroup>;
  eventBuckets: Map<string, EventBucket>;
  /** When each event object was last written, in that order: the oldest is first. */
  eventWrites: Map<string, UnixMicros>;
  eventSweepAt: UnixMicros;
  scheduler: SchedulerState;
  nodes: NodesState;
  podIndex: PodIndexState;
  /** From when on the scheduler's second view of a claim (`namespace/name`) has it; its first view is a moment ahead. */
  claimSeenAt: Map<string, UnixMicros>;
  /** Failures in a row of each `controller|key`: the wait before the next try grows with each. */
  failures: Map<string, number>;
  /** What jobs (`namespace/name`) remember of failed pods. */
  jobBackOffs: Map<string, JobBackOff>;
  /** What autoscalers (`namespace/name`) remember. */
  autoscalers: Map<string, AutoscalerMemory>;
  /** When each `controller|key` is looked at again, even when it is before that. */
  waiting: Map<string, UnixMicros>;
  /** Failed pods of a daemon set on a node (`uid/generation/node`) are deleted in growing intervals. */
  daemonPodBackOff: Map<string, { delayMicros: number; at: UnixMicros }>;
}

/** Controllers with nothing to do. */
export function createControlPlaneState(): ControlPlaneState {
  return {
    queue: new Map(),
    eventByKey: new Map(),
    eventGroups: new Map(),
    eventBuckets: new Map(),
    eventWrites: new Map(),
    eventSweepAt: 0,
    scheduler: createSchedulerState(),
    nodes: createNodesState(),
    podIndex: createPodIndex(),
    claimSeenAt: new Map(),
    failures: new Map(),
    jobBackOffs: new Map(),
    autoscalers: new Map(),
    waiting: new Map(),
    daemonPodBackOff: new Map(),
  };
}
