/**
 * Asking for a sync of a pod: one goes on at a time, and none begins before the kubelet has listed its containers again.
 * @module
 */
import type { UnixMicros } from "@aiops-gym/cluster";
import { defineEvent, type Simulation } from "../kernel/simulation.ts";
import type { PodWorker } from "./kubelet-state.ts";
import { nextRelist } from "./kubelet-timing.ts";

/** Does a sync; set by the module that knows how. */
let beginSync: (sim: Simulation, worker: PodWorker) => void = () => undefined;

/** Names what a due sync does. Once per process, at module level. */
export function defineSync(begin: (sim: Simulation, worker: PodWorker) => void): void {
  beginSync = begin;
}

const wake = defineEvent("kubelet/wake", (sim: Simulation, { uid, at }: { uid: string; at: UnixMicros }) => {
  const worker = sim.state.kubelet.pods.get(uid);
  if (worker === undefined || worker.wakeAt !== at) return;
  worker.wakeAt = 0;
  beginSync(sim, worker);
});

/** Has the pod synced at a time, or before, when that is agreed on already. */
export function requestSync(sim: Simulation, worker: PodWorker, at: UnixMicros): void {
  if (worker.sync !== null) {
    worker.pending = true;
    return;
  }
  const earliest = worker.lastSyncEnd === 0 ? 0 : nextRelist(sim, worker.nodeName, worker.lastSyncEnd);
  const due = Math.round(Math.max(at, earliest, sim.now));
  if (worker.wakeAt !== 0 && worker.wakeAt <= due) return;
  worker.wakeAt = due;
  sim.scheduleAt(due, wake, { uid: worker.uid, at: due });
}
