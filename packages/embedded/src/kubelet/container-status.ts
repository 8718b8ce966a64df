/**
 * The status of containers, as the kubelet reports what it last saw of them.
 * @module
 */
import { type Container, type ContainerState, type ContainerStatus, type Pod, toRfc3339 } from "@aiops-gym/cluster";
import { fullImageName } from "../runtime/images.ts";
import type { ContainerInstance, ContainerWorker, PodWorker } from "./kubelet-state.ts";

/** Whether a container that does not run is to be started again. */
export function isToRestart({ metadata, spec }: Pod, worker: ContainerWorker): boolean {
  const { seen } = worker;
  if (metadata.deletionTimestamp !== undefined) return false;
  if (seen === null || seen.state === "created") return true;
  if (seen.state === "running") return false;
  if (worker.init) return seen.exitCode !== 0 && spec.restartPolicy !== "Never";
  if (spec.restartPolicy === "Never") return false;
  return spec.restartPolicy !== "OnFailure" || seen.exitCode !== 0;
}

/** The containers of a pod's specification by name. */
export function findContainer({ spec }: Pod, name: string): Container | undefined {
  return (
    spec.containers.find((container) => container.name === name) ??
    spec.initContainers?.find((container) => container.name === name)
  );
}

/** The statuses of the pod's containers (or init containers), in the order of their names as Kubernetes lists them. */
export function containerStatuses(worker: PodWorker, pod: Pod, init: boolean): readonly ContainerStatus[] {
  const statuses: ContainerStatus[] = [];
  for (const container of worker.containers) {
    const spec = findContainer(pod, container.name);
    if (container.init === init && spec !== undefined) statuses.push(statusOf(pod, container, spec));
  }
  // init containers keep their order
  return init ? statuses : statuses.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function statusOf(pod: Pod, worker: ContainerWorker, spec: Container): ContainerStatus {
  const { seen, seenPrevious } = worker;
  const volumeMounts = mountStatuses(spec);
  const fresh = (pod.spec.initContainers?.length ?? 0) > 0 ? "PodInitializing" : "ContainerCreating";
  let state: ContainerState = seen === null ? { waiting: { reason: fresh } } : stateOf(seen);
  let lastState: ContainerState = seenPrevious === null ? {} : stateOf(seenPrevious);
  if (worker.waiting !== null && isToRestart(pod, worker)) {
    if (state.terminated !== undefined) lastState = state;
    const { reason, message } = worker.waiting;
    state = { waiting: { reason, ...(message === "" ? {} : { message }) } };
  }
  const { started, ready } = readiness(worker, state, spec);
  const resources = spec.resources ?? {};
  return {
    name: spec.name,
    state,
    lastState,
    ready,
    restartCount: seen?.restartCount ?? 0,
    image: seen === null ? spec.image : fullImageName(seen.image),
    imageID: seen?.imageId ?? "",
    ...(seen === null ? {} : { containerID: `containerd://${seen.id}` }),
    started,
    ...(seen === null || resources.requests === undefined ? {} : { allocatedResources: resources.requests }),
    ...(seen === null ? {} : { resources }),
    ...(volumeMounts.length === 0 ? {} : { volumeMounts }),
  } as ContainerStatus;
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
  if (worker.init) return { started: running, ready: state.terminated?.exitCode === 0 };
  const started = running && (spec.startupProbe === undefined || resultOf(worker, "startup") === true);
  const ready = started && (spec.readinessProbe === undefined || resultOf(worker, "readiness") === true);
  return { started, ready };
}

/** What a probe has decided of the container that the kubelet last saw. */
export function resultOf(worker: ContainerWorker, kind: keyof ContainerWorker["probes"]): boolean | null {
  const probe = worker.probes[kind];
  return probe !== null && probe.containerId === worker.seen?.id ? probe.result : null;
}
