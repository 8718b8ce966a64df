/**
 * What runs on the nodes: containers, their CPU and memory, images that were pulled, volumes.
 * @module
 */
import type { UnixMicros } from "@aiops-gym/cluster";

/**
 * CPU that a container used and was promised: the CFS scheduler's books. Amounts are whole microseconds.
 * Periods are counted from {@link CpuAccount.originAt}; those before {@link CpuAccount.settled} are in the counters.
 */
export interface CpuAccount {
  /** Runtime that the container may use in 100 ms; `null` without a limit. */
  quotaMicros: number | null;
  /** What is left of it for the program where stress takes a part; the quota without stress, 0 without a limit. */
  workQuotaMicros: number;
  /** CPU time per wall time of a running thread: below 1 when neighbours crowd the node. */
  speed: number;
  /** Weight among neighbours when the node is short of CPU (`cpu.shares`). */
  shares: number;
  originAt: UnixMicros;
  settled: number;
  /** When each core that the program may use has done what it was given. */
  coreFreeAt: number[];
  /** Runtime promised from period `settled` on, a number a period; with a quota below a core the last full run is in `full`. */
  promised: number[];
  /** With a quota below one core: how many fully used periods follow the first entry of `promised`. */
  full: number;
  usageMicros: number;
  periods: number;
  throttledPeriods: number;
  throttledMicros: number;
  /** Cores that the program uses when nobody asks for anything, accrued when the books are read. */
  idleCores: number;
  /** Cores' worth of stress injected into this container: workers times load. */
  stressCores: number;
  /** Until when idle and stress usage have been accrued. */
  accruedAt: UnixMicros;
}

/** Where a mount's data come from. */
export interface MountSource {
  kind: "configMap" | "secret" | "claim" | "hostPath" | "emptyDir";
  /** Name of the object; the path for `hostPath`; the volume's name in the pod for `emptyDir`. */
  name: string;
}

/** A volume where a container sees it. */
export interface ContainerMount {
  path: string;
  source: MountSource;
  subPath?: string;
  readOnly?: boolean;
}

/** One container, from its creation until it is removed. */
export interface ContainerRecord {
  id: string;
  podUid: string;
  podName: string;
  namespace: string;
  containerName: string;
  /** Value of the application's service label of the pod, or the pod's name. */
  service: string;
  nodeName: string;
  podIP: string;
  restartCount: number;
  image: string;
  imageId: string;
  /** What was run: the entry point or the pod's `command`, with arguments. */
  argv: readonly string[];
  env: Readonly<Record<string, string>>;
  mounts: readonly ContainerMount[];
  workingDir: string;
  cpuLimitMillicores: number | null;
  cpuRequestMillicores: number | null;
  memoryLimitBytes: number | null;
  /** Program that the image says `argv` is; set when the container starts. */
  programName: string;
  config: Readonly<Record<string, string>>;
  status: "created" | "running" | "exited";
  createdAt: UnixMicros;
  startedAt: UnixMicros;
  finishedAt: UnixMicros;
  exitCode: number;
  signal: number;
  reason: string;
  /** The last line of its log, when it ended without an end of that line. */
  openLine?: string;
  listening: number[];
  /** Stopped by a signal or a frozen cgroup: holds its ports, answers nothing. */
  paused: boolean;
  cpu: CpuAccount;
  /** Resident memory of the program. */
  memoryBytes: number;
  /** Resident memory of stressors that were injected. */
  stressMemoryBytes: number;
  /** Faults of the container's file systems. */
  ioFaults: IoFault[];
}

/** A fault of the file system below a path. */
export interface IoFault {
  /** The chaos object that made it. */
  owner: string;
  path: string;
  kind: "latency" | "error";
  delayMicros: number;
  errno: number;
  /** Share of operations, 0 to 1. */
  share: number;
  /** Which operations (`READ`, `WRITE`, `FSYNC`); all when empty. */
  methods: readonly string[];
}

/** A fault of the kernel: some of a container's system calls fail. */
export interface CallFault {
  /** The chaos object that made it. */
  owner: string;
  containerId: string;
  /** Names of the calls (`write`); all when empty. */
  calls: readonly string[];
  /** What fails in them: memory of the kernel (slabs, pages) or requests to block devices. */
  kind: "slab" | "page" | "bio";
  /** Share of calls, 0 to 1. */
  share: number;
  /** How many calls more. */
  left: number;
}

/** Persistent data: what a host path, a claim's volume or an `emptyDir` holds. */
export interface VolumeRecord {
  /** `hostPath:<node>:<path>`, `emptyDir:<pod uid>:<name>` or `container:<container id>:<path>`. */
  key: string;
  /** Files' texts by path below the volume. */
  files: Map<string, string>;
  /** Data of servers, by the server's name (`mongod`). Plain. */
  data: Map<string, unknown>;
}

/** A node's runtime. */
export interface NodeRuntime {
  name: string;
  cores: number;
  /** Stress injected into containers of this node, by container id: what they take at most, in cores. */
  stress: Map<string, number>;
  /** Image ids by full name. */
  images: Map<string, string>;
}

export interface RuntimeState {
  /** By container id, in order of creation. */
  containers: Map<string, ContainerRecord>;
  /** By node name. */
  nodes: Map<string, NodeRuntime>;
  /** By {@link VolumeRecord.key}. */
  volumes: Map<string, VolumeRecord>;
  /** Faults of the nodes' kernels, in order of injection. */
  callFaults: CallFault[];
}

/** A runtime without containers. */
export function createRuntimeState(): RuntimeState {
  return { containers: new Map(), nodes: new Map(), volumes: new Map(), callFaults: [] };
}
