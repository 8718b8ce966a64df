/**
 * The stages that kwok 0.7 brings nodes and pods through, as it does without configuration ("fast").
 * @module
 */
import { type Node, type Pod, type PodStatus, toRfc3339, type UnixMicros } from "@aiops-gym/cluster";

/** The annotation of nodes that kwok keeps. */
export const fakeNodeAnnotation = { key: "kwok.x-k8s.io/node", value: "fake" } as const;

const version = "kwok-0.7.0";
const plenty = { cpu: "1k", memory: "1Ti", pods: "1M" } as const;

// biome-ignore format: a table
const nodeConditions = [
  ["Ready", "True", "KubeletReady", "kubelet is posting ready status"],
  ["MemoryPressure", "False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"],
  ["DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"],
  ["PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"],
  ["NetworkUnavailable", "False", "RouteCreated", "RouteController created a route"],
] as const;

/** A node's status once kwok has it; what the node says itself of its resources stays. */
export function initializedNode({ metadata, status }: Node, now: UnixMicros): Node["status"] {
  const own = (status ?? {}) as Partial<Node["status"]>;
  const info = own.nodeInfo ?? {};
  const or = (field: string, usual: string) => (info[field] === undefined || info[field] === "" ? usual : info[field]);
  const at = toRfc3339(now);
  return {
    ...own,
    conditions: nodeConditions.map(([type, state, reason, message]) => ({
      lastHeartbeatTime: at,
      lastTransitionTime: metadata.creationTimestamp ?? at,
      message,
      reason,
      status: state,
      type,
    })),
    allocatable: own.allocatable ?? plenty,
    capacity: own.capacity ?? plenty,
    nodeInfo: {
      ...info,
      architecture: or("architecture", "amd64"),
      bootID: or("bootID", ""),
      containerRuntimeVersion: or("containerRuntimeVersion", version),
      kernelVersion: or("kernelVersion", version),
      kubeProxyVersion: or("kubeProxyVersion", version),
      kubeletVersion: or("kubeletVersion", version),
      machineID: or("machineID", ""),
      operatingSystem: or("operatingSystem", "linux"),
      osImage: or("osImage", ""),
      systemUUID: or("systemUUID", ""),
    },
    phase: "Running",
  } as Node["status"];
}

/** One stage of a pod: when it applies, and what it does. */
export interface PodStage {
  readonly name: "pod-ready" | "pod-complete" | "pod-delete";
  readonly applies: (pod: Pod) => boolean;
}

const deleting = ({ metadata }: Pod): boolean => metadata.deletionTimestamp !== undefined;

/** The first that applies is next. */
export const podStages: readonly PodStage[] = [
  { name: "pod-delete", applies: deleting },
  { name: "pod-ready", applies: (pod) => !deleting(pod) && pod.status.podIP === undefined },
  {
    name: "pod-complete",
    applies: (pod) =>
      !deleting(pod) &&
      pod.status.phase === "Running" &&
      pod.metadata.ownerReferences?.some(({ kind }) => kind === "Job") === true,
  },
];

/** A pod that pretends to run. */
export function readyStatus({ spec, status }: Pod, podIP: string, now: UnixMicros): PodStatus {
  const at = toRfc3339(now);
  const types = ["Initialized", "Ready", "ContainersReady", ...(spec.readinessGates ?? []).map((g) => g.conditionType)];
  const others = (status.conditions ?? []).filter(({ type }) => !types.includes(type));
  const image = (container: { readonly image?: string }) => container.image ?? "";
  const running = { running: { startedAt: at } };
  const completed = { terminated: { exitCode: 0, finishedAt: at, reason: "Completed", startedAt: at } };
  return {
    ...status,
    conditions: [
      ...types.map((type) => ({ lastProbeTime: null, lastTransitionTime: at, status: "True", type })),
      ...others,
    ],
    containerStatuses: spec.containers.map((container) => ({
      image: image(container),
      imageID: "",
      lastState: {},
      name: container.name,
      ready: true,
      restartCount: 0,
      state: running,
    })),
    ...(spec.initContainers === undefined
      ? {}
      : {
          initContainerStatuses: spec.initContainers.map((container) => {
            const stays = (container as { restartPolicy?: string }).restartPolicy === "Always";
            return {
              image: image(container),
              imageID: "",
              lastState: {},
              name: container.name,
              ready: true,
              restartCount: 0,
              ...(stays ? { started: true } : {}),
              state: stays ? running : completed,
            };
          }),
        }),
    phase: "Running",
    podIP,
    podIPs: [{ ip: podIP }],
    startTime: at,
  } as unknown as PodStatus;
}

/** A pod of a job that pretends to be done. */
export function completedStatus({ spec, status }: Pod, now: UnixMicros): PodStatus {
  const at = toRfc3339(now);
  return {
    ...status,
    containerStatuses: spec.containers.map((container) => ({
      image: container.image ?? "",
      imageID: "",
      lastState: {},
      name: container.name,
      ready: false,
      restartCount: 0,
      started: false,
      state: { terminated: { exitCode: 0, finishedAt: at, reason: "Completed", startedAt: at } },
    })),
    phase: "Succeeded",
  } as unknown as PodStatus;
}
