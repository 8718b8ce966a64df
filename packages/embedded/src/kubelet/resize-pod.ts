/**
 * Resizes of running pods: what containers are promised changes while they run, or with a restart.
 * @module
 */
import { type Container, type Node, type Pod, quantityMillis, type ResourceRequirements } from "@aiops-gym/cluster";
import { getObject } from "../apiserver/store.ts";
import { deepFreeze } from "../kernel/plain.ts";
import type { Simulation } from "../kernel/simulation.ts";
import { resizeContainer } from "../runtime/resize-container.ts";
import { requestsOf } from "../scheduler/pod-requests.ts";
import { shortageOn } from "./admit-pod.ts";
import { findContainer } from "./container-roles.ts";
import type { ContainerWorker, PodWorker } from "./kubelet-state.ts";
import { rejectionTexts, texts } from "./kubelet-texts.ts";
import { recordPodEvent } from "./record.ts";

/** What the containers of a pod ask for, by name. */
export function resourcesOfPod({ spec }: Pod): Readonly<Record<string, ResourceRequirements>> {
  const all = [...(spec.initContainers ?? []), ...spec.containers];
  return deepFreeze(Object.fromEntries(all.map(({ name, resources }) => [name, resources ?? {}])));
}

function sameResources(a: ResourceRequirements | undefined, b: ResourceRequirements | undefined): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

function sorted({ requests = {}, limits = {} }: ResourceRequirements = {}): unknown {
  const entries = (list: Readonly<Record<string, string>>) => Object.entries(list).sort(([a], [b]) => (a < b ? -1 : 1));
  return [entries(requests), entries(limits)];
}

/** Takes over a new wish of the pod's spec, or says why not; then whether one that goes on has ended. */
export function followResize(sim: Simulation, worker: PodWorker): void {
  const { pod, resize, allocated } = worker;
  const { generation = 0 } = pod.metadata;
  // a wish is looked at when it is new, and again as long as it has to wait
  const changed = resize.seenGeneration !== generation || resize.pending !== null;
  resize.seenGeneration = generation;
  if (changed) {
    const wanted = resourcesOfPod(pod);
    const differs = Object.keys(wanted).some((name) => !sameResources(wanted[name], allocated[name]));
    const pending = differs ? pendingResize(sim, worker) : null;
    resize.pending = null;
    if (pending !== null) resize.pending = deepFreeze(pending);
    else if (differs) {
      worker.allocated = wanted;
      resize.inProgress = generation;
    }
  }
  if (resize.inProgress === 0) return;
  const goesOn = worker.containers.some(
    ({ name, seen }) => seen?.state === "running" && !sameResources(seen.resources, worker.allocated[name]),
  );
  if (goesOn || worker.containers.some(({ role, seen }) => role === "main" && seen?.state !== "running")) return;
  resize.inProgress = 0;
  recordPodEvent(sim, worker, "Normal", "ResizeCompleted", texts.resizeCompleted(allocationText(worker)));
}

function pendingResize(sim: Simulation, worker: PodWorker): PodWorker["resize"]["pending"] {
  const node = getObject<Node>(sim, "Node", undefined, worker.nodeName);
  for (const resource of ["cpu", "memory"] as const) {
    const capacity = inUnits(resource, quantityMillis(node?.status.allocatable?.[resource] ?? "0"));
    const requested = inUnits(resource, requestsOf(worker.pod).amounts.get(resource) ?? 0);
    if (requested > capacity) {
      return { reason: "Infeasible", message: rejectionTexts.capacity(resource, requested, capacity) };
    }
  }
  const shortage = shortageOn(sim, worker.nodeName, worker.pod);
  return shortage === undefined ? null : { reason: "Deferred", message: shortage.message };
}

function inUnits(resource: "cpu" | "memory", thousandths: number): number {
  return resource === "cpu" ? thousandths : thousandths / 1000;
}

function allocationText({ pod, allocated }: PodWorker): string {
  const parts = (containers: readonly Container[]) =>
    containers.map(({ name }) => {
      const { limits, requests } = allocated[name] ?? {};
      return {
        name,
        resources: { ...(limits === undefined ? {} : { limits }), ...(requests === undefined ? {} : { requests }) },
      };
    });
  return JSON.stringify({ containers: parts(pod.spec.containers) });
}

function changedResources(worker: PodWorker, { name, seen }: ContainerWorker): readonly string[] {
  const wanted = worker.allocated[name];
  if (seen?.state !== "running" || wanted === undefined || sameResources(seen.resources, wanted)) return [];
  return ["cpu", "memory"].filter(
    (resource) =>
      seen.resources.requests?.[resource] !== wanted.requests?.[resource] ||
      seen.resources.limits?.[resource] !== wanted.limits?.[resource],
  );
}

/** Whether a container must be started again to be given what it was promised. */
export function restartsForResize(worker: PodWorker, container: ContainerWorker, spec: Container): boolean {
  const changed = changedResources(worker, container);
  return (spec.resizePolicy ?? []).some(
    ({ resourceName, restartPolicy }) => restartPolicy === "RestartContainer" && changed.includes(resourceName),
  );
}

/** Gives running containers what they were promised, where that needs no restart; answers whether any was changed. */
export function resizeInPlace(sim: Simulation, worker: PodWorker): boolean {
  let any = false;
  for (const container of worker.containers) {
    const { current, seen, name } = container;
    const spec = findContainer(worker.pod, name);
    const resources = worker.allocated[name];
    if (current === null || current !== seen || spec === undefined || resources === undefined) continue;
    if (changedResources(worker, container).length === 0 || restartsForResize(worker, container, spec)) continue;
    resizeContainer(sim, current.id, resources);
    container.current = deepFreeze({ ...current, resources });
    any = true;
  }
  return any;
}
