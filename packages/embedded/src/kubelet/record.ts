/**
 * Events of the kubelet.
 * @module
 */
import { recordEvent } from "../controllers/events.ts";
import { deepFreeze } from "../kernel/plain.ts";
import type { Simulation } from "../kernel/simulation.ts";
import { type ContainerRole, specLists } from "./container-roles.ts";
import type { PodWorker } from "./kubelet-state.ts";

/** Says something about a pod. */
export function recordPodEvent(
  sim: Simulation,
  worker: PodWorker,
  type: "Normal" | "Warning",
  reason: string,
  message: string,
): void {
  recordEvent(sim, { involved: worker.pod, type, reason, message, component: "kubelet", host: worker.nodeName });
}

/** Says something about a container of a pod. */
export function recordContainerEvent(
  sim: Simulation,
  worker: PodWorker,
  container: { readonly name: string; readonly role: ContainerRole },
  type: "Normal" | "Warning",
  reason: string,
  message: string,
): void {
  const fieldPath = `spec.${specLists[container.role]}{${container.name}}`;
  recordEvent(sim, {
    involved: worker.pod,
    fieldPath,
    type,
    reason,
    message,
    component: "kubelet",
    host: worker.nodeName,
  });
}

/** A waiting reason as the status will show it. */
export function waitingFor(reason: string, message: string): { readonly reason: string; readonly message: string } {
  return deepFreeze({ reason, message });
}
