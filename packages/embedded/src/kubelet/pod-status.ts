/**
 * The status of a pod, as its kubelet reports it.
 * @module
 */
import { type Node, type Pod, type PodStatus, toRfc3339 } from "@aiops-gym/cluster";
import { getByKey, getObject } from "../apiserver/store.ts";
import { replaceStatus } from "../apiserver/write.ts";
import { deepFreeze } from "../kernel/plain.ts";
import type { Simulation } from "../kernel/simulation.ts";
import { containerStatuses, resultOf } from "./container-status.ts";
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
export function reportStatus(sim: Simulation, worker: PodWorker, last = false): Phase {
  const node = getObject<Node>(sim, "Node", undefined, worker.nodeName);
  const hostIP = node?.status.addresses.find(({ type }) => type === "InternalIP")?.address;
  const stored = getByKey<Pod>(sim, "Pod", worker.key);
  const ground = groundOf(worker, hostIP);
  const known = last || stored === undefined ? undefined : reported.get(stored);
  if (known !== undefined && stored === worker.pod && areSame(known.ground, ground)) return known.phase;
  const phase = writeFound(sim, worker, stored, hostIP, last);
  // what it is told by is taken anew: the write set the start time
  if (!last && worker.resize.pending === null && worker.resize.inProgress === 0 && worker.startTime !== "")
    reported.set(worker.pod, { phase, ground: groundOf(worker, hostIP) });
  return phase;
}

type Phase = NonNullable<PodStatus["phase"]>;

// By the pod as it was stored, whose status was then what this comes to: another version, or another ground, is looked at anew.
const reported = new WeakMap<Pod, { readonly phase: Phase; readonly ground: readonly unknown[] }>();

/** All beside the pod that a status follows from. */
function groundOf(worker: PodWorker, hostIP: string | undefined): readonly unknown[] {
  const { phase, stopped, startTime, seenIP, seenSandbox, allocated, resize } = worker;
  const ground: unknown[] = [phase, stopped, startTime, seenIP, seenSandbox, allocated, hostIP];
  ground.push(resize.pending, resize.inProgress);
  for (const container of worker.containers) {
    const { name, role, seen, seenPrevious, waiting } = container;
    ground.push(name, role, seen, seenPrevious, waiting?.reason, waiting?.message);
    ground.push(resultOf(container, "startup"), resultOf(container, "readiness"));
  }
  return ground;
}

function areSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((part, index) => part === b[index]);
}

function writeFound(
  sim: Simulation,
  worker: PodWorker,
  stored: Pod | undefined,
  hostIP: string | undefined,
  last: boolean,
): Phase {
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
  if (stored?.metadata.uid === worker.uid) worker.pod = replaceStatus(sim, stored, status, "Pod", worker.key);
  else worker.pod = deepFreeze({ ...pod, status });
  return phase;
}
