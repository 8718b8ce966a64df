/**
 * The status of a pod, as its kubelet reports it.
 * @module
 */
import { type Node, type Pod, type PodStatus, toRfc3339 } from "@aiops-gym/cluster";
import { getObject } from "../apiserver/store.ts";
import { writeStatus } from "../apiserver/write.ts";
import { deepFreeze } from "../kernel/plain.ts";
import type { Simulation } from "../kernel/simulation.ts";
import { containerStatuses } from "./container-status.ts";
import type { PodWorker } from "./kubelet-state.ts";
import { withLostContainers } from "./lost-containers.ts";
import { conditionsOf } from "./pod-conditions.ts";
import { isOver, phaseOf } from "./pod-phase.ts";

/** Takes over what the runtime knows: what a sync goes by from here on. */
export function observe(worker: PodWorker): void {
  for (const container of worker.containers) {
    container.seen = container.current;
    container.seenPrevious = container.previous;
  }
  worker.seenSandbox = worker.sandbox;
  worker.seenIP = worker.podIP;
}

/**
 * Writes the status of what was last seen; answers with the phase that it comes to.
 *
 * @param last - The kubelet leaves the pod: it is over, whatever its containers came to.
 */
export function reportStatus(sim: Simulation, worker: PodWorker, last = false): NonNullable<PodStatus["phase"]> {
  const { pod } = worker;
  const found = {
    statuses: containerStatuses(worker, pod, "main"),
    initStatuses: containerStatuses(worker, pod, "init", "sidecar"),
  };
  const ended = worker.phase === "terminated";
  const reached = worker.stopped === null ? phaseOf(pod, found.statuses, found.initStatuses, ended) : "Failed";
  const phase = last && !isOver(reached) ? "Failed" : reached;
  const { statuses, initStatuses } = last ? withLostContainers(pod, found) : found;
  if (worker.startTime === "") {
    worker.startTime = toRfc3339(sim.now);
    worker.startedAt = sim.now;
  }
  const node = getObject<Node>(sim, "Node", undefined, worker.nodeName);
  const hostIP = node?.status.addresses.find(({ type }) => type === "InternalIP")?.address;
  const ip = pod.spec.hostNetwork === true ? (hostIP ?? "") : worker.seenIP;
  const { generation } = pod.metadata;
  // a phase that is final is told when everything of the pod is down
  const told = !isOver(phase) || ended;
  const { reason, message } = told && worker.stopped !== null ? worker.stopped : pod.status;
  const ephemeral = containerStatuses(worker, pod, "ephemeral");
  const status = {
    ...(generation === undefined ? {} : { observedGeneration: generation }),
    phase: told ? phase : (pod.status.phase ?? "Pending"),
    // conditions speak of the containers as they were found
    conditions: conditionsOf(sim, worker, pod, found.statuses, found.initStatuses, last ? reached : phase),
    ...(message === undefined ? {} : { message }),
    ...(reason === undefined ? {} : { reason }),
    ...(hostIP === undefined ? {} : { hostIP, hostIPs: [{ ip: hostIP }] }),
    ...(ip === "" ? {} : { podIP: ip, podIPs: [{ ip }] }),
    startTime: worker.startTime,
    ...(initStatuses.length === 0 ? {} : { initContainerStatuses: initStatuses }),
    containerStatuses: statuses,
    ...(ephemeral.length === 0 ? {} : { ephemeralContainerStatuses: ephemeral }),
    ...(pod.status.qosClass === undefined ? {} : { qosClass: pod.status.qosClass }),
  } as PodStatus;
  const current = getObject<Pod>(sim, "Pod", pod.metadata.namespace, pod.metadata.name);
  if (current?.metadata.uid === worker.uid) worker.pod = writeStatus(sim, current, status);
  else worker.pod = deepFreeze({ ...pod, status });
  return phase;
}
