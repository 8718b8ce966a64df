/**
 * What the kubelets keep: a worker a pod, its containers, their probes and back-offs.
 * @module
 */
import type { ContainerStateTerminated, UnixMicros } from "@aiops-gym/cluster";

/** An exponential back-off: how long it is now and when it was last extended. */
export interface BackOff {
  micros: number;
  updatedAt: UnixMicros;
}

/** What the kubelet knows of a probe of a running container. */
export interface ProbeWorker {
  /** Number of the container that it probes. */
  containerId: string;
  /** Names this worker; a reply or a tick for an earlier one is dropped. */
  token: number;
  successes: number;
  failures: number;
  /** What the probe last decided; `null` before its threshold was first reached. */
  result: boolean | null;
  /** Liveness and startup probes rest after they had the container killed. */
  onHold: boolean;
}

/** What a container of a pod is up to on its node. */
export interface ContainerWorker {
  name: string;
  init: boolean;
  /** The runtime's id of the newest container; empty before the first. */
  containerId: string;
  status: "none" | "created" | "running" | "exited";
  restartCount: number;
  /** Image as the spec names it, of the container that was last created; a change restarts it. */
  image: string;
  imageId: string;
  startedAt: UnixMicros;
  /** How the newest container ended. Frozen. */
  exit: ContainerStateTerminated | null;
  /** How the container before ended. Frozen. */
  lastExit: ContainerStateTerminated | null;
  /** Why it does not run, as the status says. Frozen. */
  waiting: { readonly reason: string; readonly message?: string } | null;
  /** Image pulls: when one may be tried again. */
  pullBackOff: BackOff | null;
  pullError: string;
  restartBackOff: BackOff | null;
  /** Set while a pull is under way. */
  pulling: boolean;
  /** Why it is being stopped; empty when it is not. */
  stopping: string;
  /** When it gets SIGKILL, while it is being stopped. */
  killAt: UnixMicros;
  ready: boolean;
  /** Its startup probe has succeeded, or it has none. */
  started: boolean;
  probes: { liveness: ProbeWorker | null; readiness: ProbeWorker | null; startup: ProbeWorker | null };
}

/** What the kubelet does for one pod. */
export interface PodWorker {
  /** `namespace/name`. */
  key: string;
  uid: string;
  nodeName: string;
  phase: "starting" | "running" | "terminating" | "terminated";
  /** Its volumes are mounted. */
  mounted: boolean;
  /** When it began to wait for its volumes. */
  mountingSince: UnixMicros;
  /** When a failing mount may be tried again, by volume name. */
  mountBackOff: Map<string, BackOff>;
  sandbox: "none" | "creating" | "ready" | "gone";
  podIP: string;
  startTime: string;
  /** Init containers first, then the others, in the order of the spec. */
  containers: ContainerWorker[];
  /** When the next look at the pod is due; a scheduled one of another time is stale. */
  syncAt: UnixMicros;
  /** Work (a pull, a start) goes on until then: the worker does one thing after another. */
  busyUntil: UnixMicros;
  /** Grace period with which it is being stopped, in seconds. */
  graceSeconds: number;
}

export interface KubeletState {
  /** By pod uid. */
  pods: Map<string, PodWorker>;
  /** Where in each second the node's kubelet looks at its containers (microseconds), by node name. */
  relistPhase: Map<string, number>;
  /** Numbers probe workers. */
  probeTokens: number;
}

/** Kubelets without pods. */
export function createKubeletState(): KubeletState {
  return { pods: new Map(), relistPhase: new Map(), probeTokens: 0 };
}
