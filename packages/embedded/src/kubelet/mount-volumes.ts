/**
 * Mounting the volumes of a pod: what cannot be mounted is tried again, later each time.
 * @module
 */
import type { Simulation } from "../kernel/simulation.ts";
import type { PodWorker } from "./kubelet-state.ts";
import { backOffs } from "./kubelet-table.ts";
import { texts } from "./kubelet-texts.ts";
import { mountProblem } from "./pod-volumes.ts";
import { recordPodEvent } from "./record.ts";

/** Tries every volume that is due; answers when the next try is (Infinity: all are mounted). */
export function tryVolumes(sim: Simulation, worker: PodWorker): number {
  let next = Number.POSITIVE_INFINITY;
  for (const volume of worker.pod.spec.volumes ?? []) {
    const retry = worker.mountRetries?.get(volume.name);
    if (retry !== undefined && retry.at > sim.now) {
      next = Math.min(next, retry.at);
      continue;
    }
    const problem = mountProblem(sim, worker.nodeName, worker.pod, volume);
    if (problem === undefined) {
      worker.mountRetries?.delete(volume.name);
      continue;
    }
    recordPodEvent(sim, worker, "Warning", "FailedMount", texts.mountFailed(volume.name, problem));
    const delay = retry === undefined ? backOffs.mountInitial : Math.min(backOffs.mountMax, retry.delay * 2);
    worker.mountRetries ??= new Map();
    worker.mountRetries.set(volume.name, { at: sim.now + delay, delay });
    next = Math.min(next, sim.now + delay);
  }
  return next;
}
