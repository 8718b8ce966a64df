/**
 * What the kubelets keep: a worker a pod, its containers, their probes and back-offs.
 * @module
 */
import type { Pod, ResourceRequirements, UnixMicros } from "@aiops-gym/cluster";
import type { ContainerRole } from "./container-roles.ts";

/** An exponential back-off of one image: how long it is now and when it was last extended. */
export interface BackOff {
  /** It starts anew when the container's image changes. */
  image: string;
  micros: number;
  updatedAt: UnixMicros;
}

/** One container as the runtime knows it. Frozen: a change makes another. */
export interface ContainerInstance {
  readonly id: string;
  readonly restartCount: number;
  /** As the spec names it. */
  readonly image: string;
  readonly imageId: string;
  readonly state: "created" | "running" | "exited";
  /** 0 when it never ran. */
  readonly startedAt: UnixMicros;
  readonly finishedAt: UnixMicros;
  readonly exitCode: number;
  readonly reason: string;
  readonly message: string;
  /** What it was given last. */
  readonly resources: ResourceRequirements;
}

/** A container that is being stopped. */
export interface Stopping {
  readonly id: string;
  /** Numbers its steps; those of another number are stale. */
  token: number;
  /** Its `preStop` hook runs; it waits for those that are to end before it; it was asked to end. */
  stage: "hook" | "turn" | "signal";
  /** Whether it waits for its turn. */
  readonly ordered: boolean;
  /** Its hook has not come back, whether or not it is still waited for. */
  hookOut: boolean;
  /** Whole seconds that are left of its grace when the stage began. */
  grace: number;
  since: UnixMicros;
}

/** A probe of a running container. */
export interface ProbeWorker {
  /** The container that it probes; of another, results begin anew. */
  containerId: string;
  /** Names its next tick and the probe that is out; others are stale. */
  token: number;
  /** A probe is out and has not come back. */
  out: boolean;
  /** It was asked for while one was out: the next goes when that comes back. */
  wanted: boolean;
  lastOk: boolean | null;
  run: number;
  /** What it has decided; `null`: nothing yet. */
  result: boolean | null;
  /** It rests until there is another container. */
  onHold: boolean;
  /** Ticks are whole periods after this. */
  since: UnixMicros;
}

export type ProbeKind = "liveness" | "readiness" | "startup";

/** What a container of a pod is up to on its node. */
export interface ContainerWorker {
  readonly name: string;
  readonly role: ContainerRole;
  /** The newest container and the one before, as they are. */
  current: ContainerInstance | null;
  previous: ContainerInstance | null;
  /** The same as the kubelet last saw them: what a sync decides by and what the status shows. */
  seen: ContainerInstance | null;
  seenPrevious: ContainerInstance | null;
  /** Why it could not be started last time, as the status says. Frozen. */
  waiting: { readonly reason: string; readonly message: string } | null;
  pullBackOff: BackOff | null;
  pullError: string;
  restartBackOff: BackOff | null;
  stopping: Stopping | null;
  probes: Record<ProbeKind, ProbeWorker | null>;
}

/** A sync that goes on: what it does now, and what it has still to do. */
export interface SyncProgress {
  stage: "mount" | "sandbox" | "kill" | "start" | "hook";
  /** Containers that it waits for to stop (their ids). */
  killing: string[];
  /** Containers to start, by name; the first is in the works. */
  starting: string[];
  /** Something went wrong: the next sync comes soon. */
  failed: boolean;
  /** Nothing is left to run: the sandbox goes too. */
  killPod: boolean;
}

/** A resize of a running pod, as its conditions tell it. */
export interface PodResize {
  /** Why it has not begun. */
  pending: { readonly reason: "Infeasible" | "Deferred"; readonly message: string } | null;
  /** Since which generation it goes on; 0: it does not. */
  inProgress: number;
  /** Generation of the pod that was looked at last. */
  seenGeneration: number;
}

/** What the kubelet does for one pod. */
export interface PodWorker {
  /** `namespace/name`. */
  readonly key: string;
  readonly uid: string;
  readonly nodeName: string;
  /** The pod as it was last stored: it may be gone from the store while its containers stop. Frozen. */
  pod: Pod;
  /** `finishing`: it was found to be over, and will be taken down. */
  phase: "syncing" | "finishing" | "terminating" | "terminated";
  mounted: boolean;
  /** Volumes that could not be mounted: when to try again, and how long to wait after that; null: none so far. */
  mountRetries: Map<string, { at: UnixMicros; delay: number }> | null;
  mountDeadline: UnixMicros;
  sandbox: "none" | "ready" | "gone";
  seenSandbox: "none" | "ready" | "gone";
  podIP: string;
  seenIP: string;
  startTime: string;
  /** When the first status was made; 0 before. */
  startedAt: UnixMicros;
  /** Init containers first, then the others, in the order of the spec. */
  containers: ContainerWorker[];
  sync: SyncProgress | null;
  /** Numbers what goes on; continuations of another number are stale. */
  token: number;
  /** When the next sync is due; Infinity is 0. */
  wakeAt: UnixMicros;
  /** Somebody asked for another sync while one went on. */
  pending: boolean;
  lastSyncEnd: UnixMicros;
  /** The listing of containers after which it is to be synced for what changed; 0 before any. */
  changeSeenAt: UnixMicros;
  /** Why its node stopped it (a deadline that is over). Frozen. */
  stopped: { readonly reason: string; readonly message: string } | null;
  /** What its containers have been promised, by name. Frozen: a change makes another. */
  allocated: Readonly<Record<string, ResourceRequirements>>;
  resize: PodResize;
}

export interface KubeletState {
  /** By pod uid. */
  pods: Map<string, PodWorker>;
  /** Where in time the node's kubelet looks at its containers and at its timers, by node name. */
  phases: Map<string, { relist: UnixMicros; ticker: UnixMicros }>;
}

/** Kubelets without pods. */
export function createKubeletState(): KubeletState {
  return { pods: new Map(), phases: new Map() };
}
