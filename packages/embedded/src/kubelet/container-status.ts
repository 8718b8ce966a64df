/**
 * The status of containers, as the kubelet reports what it last saw of them.
 * @module
 */
import {
  type Container,
  type ContainerState,
  type ContainerStatus,
  type Pod,
  type ResourceRequirements,
  toRfc3339,
} from "@aiops-gym/cluster";
import { fullImageName } from "../runtime/images.ts";
import { type ContainerRole, findContainer } from "./container-roles.ts";
import type { ContainerInstance, ContainerWorker, PodWorker } from "./kubelet-state.ts";

/** Whether a container that does not run is to be started again. */
export function isToRestart({ metadata, spec }: Pod, { seen }: ContainerWorker): boolean {
  if (metadata.deletionTimestamp !== undefined) return false;
  if (seen === null || seen.state === "created") return true;
  if (seen.state === "running" || spec.restartPolicy === "Never") return false;
  return spec.restartPolicy !== "OnFailure" || seen.exitCode !== 0;
}

/** The statuses of the pod's containers of some roles, in the order of their names as Kubernetes lists them. */
export function containerStatuses(
  worker: PodWorker,
  pod: Pod,
  ...roles: readonly ContainerRole[]
): readonly ContainerStatus[] {
  const statuses: ContainerStatus[] = [];
  for (const container of worker.containers) {
    const spec = findContainer(pod, container.name);
    if (roles.includes(container.role) && spec !== undefined) statuses.push(statusOf(worker, pod, container, spec));
  }
  // init containers keep their order
  return roles.includes("init") ? statuses : statuses.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function statusOf(pod_: PodWorker, pod: Pod, worker: ContainerWorker, spec: Container): ContainerStatus {
  const { seen, seenPrevious, role } = worker;
  const volumeMounts = mountStatuses(spec);
  const waitsForInit = (pod.spec.initContainers?.length ?? 0) > 0 && role !== "ephemeral";
  const fresh = waitsForInit ? "PodInitializing" : "ContainerCreating";
  let state: ContainerState = seen === null ? { waiting: { reason: fresh } } : stateOf(seen);
  let lastState: ContainerState = seenPrevious === null ? {} : stateOf(seenPrevious);
  if (worker.waiting !== null && isShownWaiting(pod, worker)) {
    if (state.terminated !== undefined) lastState = state;
    const { reason, message } = worker.waiting;
    state = { waiting: { reason, ...(message === "" ? {} : { message }) } };
  }
  const { started, ready } = readiness(worker, state, spec);
  return {
    name: spec.name,
    state,
    lastState,
    ready,
    restartCount: seen?.restartCount ?? 0,
    image: seen === null ? spec.image : fullImageName(seen.image),
    imageID: seen?.imageId ?? "",
    ...(seen === null ? {} : { containerID: `containerd://${seen.id}` }),
    ...(role === "ephemeral" ? {} : { started }),
    ...resourcesOf(seen, pod_.allocated[spec.name]),
    ...(volumeMounts.length === 0 ? {} : { volumeMounts }),
  } as ContainerStatus;
}

// what an init container left that ended well stays
function isShownWaiting(pod: Pod, worker: ContainerWorker): boolean {
  if (worker.role !== "main" && worker.seen?.state === "exited" && worker.seen.exitCode === 0) return false;
  return isToRestart(pod, worker);
}

function resourcesOf(
  seen: ContainerInstance | null,
  allocated: ResourceRequirements | undefined,
): Pick<ContainerStatus, "allocatedResources" | "resources"> {
  if (seen === null) return {};
  const requests = allocated?.requests;
  return { ...(requests === undefined ? {} : { allocatedResources: requests }), resources: seen.resources };
}

function mountStatuses({ volumeMounts = [] }: Container): readonly unknown[] {
  return volumeMounts.map(({ name, mountPath, readOnly }) => ({
    mountPath,
    name,
    ...(readOnly === true ? { readOnly, recursiveReadOnly: "Disabled" } : {}),
  }));
}

function stateOf(instance: ContainerInstance): ContainerState {
  if (instance.state === "running") return { running: { startedAt: toRfc3339(instance.startedAt) } };
  if (instance.state === "created") return { waiting: {} };
  const { exitCode, reason, message, startedAt, finishedAt, id } = instance;
  return {
    terminated: {
      exitCode,
      reason,
      ...(message === "" ? {} : { message }),
      startedAt: toRfc3339(startedAt),
      finishedAt: toRfc3339(finishedAt),
      containerID: `containerd://${id}`,
    },
  };
}

function readiness(
  worker: ContainerWorker,
  state: ContainerState,
  spec: Container,
): { started: boolean; ready: boolean } {
  const running = state.running !== undefined;
  if (worker.role === "ephemeral") return { started: false, ready: false };
  if (worker.role === "init") return { started: running, ready: state.terminated?.exitCode === 0 };
  const started = running && (spec.startupProbe === undefined || resultOf(worker, "startup") === true);
  const ready = started && (spec.readinessProbe === undefined || resultOf(worker, "readiness") === true);
  return { started, ready };
}

/** What a probe has decided of the container that the kubelet last saw. */
export function resultOf(worker: ContainerWorker, kind: keyof ContainerWorker["probes"]): boolean | null {
  const probe = worker.probes[kind];
  return probe !== null && probe.containerId === worker.seen?.id ? probe.result : null;
}
