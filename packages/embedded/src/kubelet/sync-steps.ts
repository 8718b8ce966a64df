/**
 * What the steps of a sync share: they name the pod and the number of what goes on, and find it gone when that is over.
 * @module
 */
import { defineEvent, type EventType, type Simulation } from "../kernel/simulation.ts";
import type { PodWorker, SyncProgress } from "./kubelet-state.ts";
import { drawLatency, nextRelist, retryAt } from "./kubelet-timing.ts";
import { requestSync } from "./sync-request.ts";

/** Names a pod and the number of what goes on. */
export interface Step {
  readonly uid: string;
  readonly token: number;
}

/** Defines a step of a sync that goes on. Once per process, at module level. */
export function defineStep<P extends Step>(
  name: string,
  step: (sim: Simulation, worker: PodWorker, sync: SyncProgress, payload: P) => void,
): EventType<P> {
  return defineEvent(`kubelet/${name}`, (sim: Simulation, payload: P) => {
    const worker = sim.state.kubelet.pods.get(payload.uid);
    if (worker?.sync && worker.token === payload.token) step(sim, worker, worker.sync, payload);
  });
}

/** Names the sync that goes on. */
export function stepOf(worker: PodWorker): Step {
  return { uid: worker.uid, token: worker.token };
}

/** Containers changed: the kubelet sees it when it next lists them. */
export function changeSeenLater(sim: Simulation, worker: PodWorker): void {
  const relist = nextRelist(sim, worker.nodeName, sim.now);
  // what one listing finds is one change
  if (worker.changeSeenAt === relist) return;
  worker.changeSeenAt = relist;
  const at = Math.round(relist + drawLatency(sim, "relist"));
  if (worker.sync === null) requestSync(sim, worker, at);
  else sim.scheduleAt(at, changeSeen, { uid: worker.uid });
}

const changeSeen = defineEvent("kubelet/change-seen", (sim: Simulation, { uid }: { readonly uid: string }) => {
  const worker = sim.state.kubelet.pods.get(uid);
  // a sync since then has seen it
  if (worker?.phase === "syncing") requestSync(sim, worker, sim.now);
});

/** Ends a sync; a failed one is tried again, and another that was asked for comes. */
export function endSync(sim: Simulation, worker: PodWorker, { failed }: SyncProgress): void {
  const { pending } = worker;
  worker.sync = null;
  worker.pending = false;
  worker.token += 1;
  worker.lastSyncEnd = sim.now;
  if (failed) requestSync(sim, worker, retryAt(sim, worker.nodeName));
  if (pending) requestSync(sim, worker, sim.now + drawLatency(sim, "relist"));
}
