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
import { conditionsOf, phaseOf } from "./pod-conditions.ts";

/** Takes over what the runtime knows: what a sync goes by from here on. */
export function observe(worker: PodWorker): void {
  for (const container of worker.containers) {
    container.seen = container.current;
    container.seenPrevious = container.previous;
  }
  worker.seenSandbox = worker.sandbox;
  worker.seenIP = worker.podIP;
}

/** Whether all containers have ended and none will be started again. */
export function isOver(phase: PodStatus["phase"]): boolean {
  return phase === "Succeeded" || phase === "Failed";
}

/** Writes the status of what was last seen; answers with the phase that it comes to. */
export function reportStatus(sim: Simulation, worker: PodWorker): NonNullable<PodStatus["phase"]> {
  const { pod } = worker;
  const statuses = containerStatuses(worker, pod, false);
  const initStatuses = containerStatuses(worker, pod, true);
  const stopped = worker.phase === "terminated";
  const phase = phaseOf(pod, statuses, initStatuses, stopped);
  if (worker.startTime === "") worker.startTime = toRfc3339(sim.now);
  const node = getObject<Node>(sim, "Node", undefined, worker.nodeName);
  const hostIP = node?.status.addresses.find(({ type }) => type === "InternalIP")?.address;
  const ip = pod.spec.hostNetwork === true ? (hostIP ?? "") : worker.seenIP;
  const { generation } = pod.metadata;
  const { reason, message } = pod.status;
  // a phase that is final is told when everything of the pod is down
  const toldPhase = isOver(phase) && !stopped ? (pod.status.phase ?? "Pending") : phase;
  const status = {
    ...(generation === undefined ? {} : { observedGeneration: generation }),
    phase: toldPhase,
    conditions: conditionsOf(sim, worker, pod, statuses, initStatuses, phase),
    ...(reason === undefined ? {} : { reason }),
    ...(message === undefined ? {} : { message }),
    ...(hostIP === undefined ? {} : { hostIP, hostIPs: [{ ip: hostIP }] }),
    ...(ip === "" ? {} : { podIP: ip, podIPs: [{ ip }] }),
    startTime: worker.startTime,
    ...(initStatuses.length === 0 ? {} : { initContainerStatuses: initStatuses }),
    containerStatuses: statuses,
    ...(pod.status.qosClass === undefined ? {} : { qosClass: pod.status.qosClass }),
  } as PodStatus;
  const current = getObject<Pod>(sim, "Pod", pod.metadata.namespace, pod.metadata.name);
  if (current?.metadata.uid === worker.uid) worker.pod = writeStatus(sim, current, status);
  else worker.pod = deepFreeze({ ...pod, status });
  return phase;
}
