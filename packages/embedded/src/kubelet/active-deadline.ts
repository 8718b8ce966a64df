/**
 * `activeDeadlineSeconds`: a pod that is active for longer is stopped by its node.
 * @module
 */
import { microsPerSecond, type UnixMicros } from "@aiops-gym/cluster";
import { deepFreeze } from "../kernel/plain.ts";
import type { Simulation } from "../kernel/simulation.ts";
import type { PodWorker } from "./kubelet-state.ts";
import { texts } from "./kubelet-texts.ts";
import { nextTick } from "./kubelet-timing.ts";
import { recordPodEvent } from "./record.ts";

function deadlineOf({ pod, startedAt }: PodWorker): UnixMicros {
  const { activeDeadlineSeconds } = pod.spec;
  if (activeDeadlineSeconds === undefined || startedAt === 0) return Number.POSITIVE_INFINITY;
  return startedAt + activeDeadlineSeconds * microsPerSecond;
}

/** When the kubelet will find that the pod's time is over; Infinity without a deadline. */
export function deadlineCheckAt(sim: Simulation, worker: PodWorker): UnixMicros {
  const deadline = deadlineOf(worker);
  return deadline === Number.POSITIVE_INFINITY ? deadline : nextTick(sim, worker.nodeName, deadline);
}

/** Looks at the pod's time, as before every status that is made, and says each time that it is over. */
export function checkDeadline(sim: Simulation, worker: PodWorker): void {
  if (sim.now < deadlineOf(worker)) return;
  worker.stopped ??= deepFreeze({ reason: "DeadlineExceeded", message: texts.deadlineExceeded });
  recordPodEvent(sim, worker, "Normal", "DeadlineExceeded", texts.deadlineExceeded);
}
