/**
 * What a sync is to stop and to start, from what the kubelet last saw of a pod's containers.
 * @module
 */
import type { Simulation } from "../kernel/simulation.ts";
import { findContainer } from "./container-roles.ts";
import { isToRestart, resultOf } from "./container-status.ts";
import { planInitContainers } from "./init-containers.ts";
import type { ContainerWorker, PodWorker, SyncProgress } from "./kubelet-state.ts";
import { texts } from "./kubelet-texts.ts";
import { restartsForResize } from "./resize-pod.ts";
import { stopContainer } from "./stop-container.ts";
import { killContainers } from "./terminate-pod.ts";

/** Fills in what the sync has to do, and begins to stop what is to stop. */
export function decideContainers(sim: Simulation, worker: PodWorker, sync: SyncProgress): void {
  for (const { name, role, seen } of worker.containers) {
    if (role === "ephemeral" && seen === null) sync.starting.push(name);
  }
  const init = planInitContainers(worker);
  for (const { name, message, probe } of init.kill) kill(sim, worker, sync, name, texts.willRestart(message), probe);
  const ephemeral = sync.starting.length;
  sync.starting.push(...init.start);
  sync.killPod = init.failed;
  if (init.initialized) {
    const mains = sync.starting.length;
    let kept = 0;
    for (const container of worker.containers) {
      if (container.role === "main" && decideMain(sim, worker, sync, container)) kept += 1;
    }
    sync.killPod = kept === 0 && sync.starting.length === mains;
  }
  if (sync.killPod) {
    // what keeps others company does not keep the pod
    sync.starting.splice(ephemeral);
    killContainers(sim, worker, worker.pod.spec.terminationGracePeriodSeconds ?? 30);
    sync.killing = worker.containers.flatMap(({ stopping }) => (stopping === null ? [] : [stopping.id]));
  }
}

/** Answers whether the container runs on as it is. */
function decideMain(sim: Simulation, worker: PodWorker, sync: SyncProgress, container: ContainerWorker): boolean {
  const { name, seen } = container;
  const spec = findContainer(worker.pod, name);
  if (spec === undefined) return false;
  if (seen?.state !== "running") {
    if (isToRestart(worker.pod, container)) sync.starting.push(name);
    return false;
  }
  const never = worker.pod.spec.restartPolicy === "Never";
  if (seen.image !== spec.image) kill(sim, worker, sync, name, texts.willRestart(texts.definitionChanged(name)));
  else if (resultOf(container, "liveness") === false) {
    if (never) return false;
    kill(sim, worker, sync, name, texts.willRestart(texts.livenessFailed(name)), "liveness");
  } else if (resultOf(container, "startup") === false) {
    if (never) return false;
    kill(sim, worker, sync, name, texts.willRestart(texts.startupFailed(name)), "startup");
  } else if (restartsForResize(worker, container, spec)) kill(sim, worker, sync, name, texts.resizeRestart(name));
  else return true;
  sync.starting.push(name);
  return false;
}

function kill(
  sim: Simulation,
  worker: PodWorker,
  sync: SyncProgress,
  name: string,
  message: string,
  probe?: "startup" | "liveness",
): void {
  const container = worker.containers.find((candidate) => candidate.name === name);
  const spec = findContainer(worker.pod, name);
  if (container === undefined || spec === undefined) return;
  const settings = probe === undefined ? undefined : probe === "startup" ? spec.startupProbe : spec.livenessProbe;
  const grace = settings?.terminationGracePeriodSeconds ?? worker.pod.spec.terminationGracePeriodSeconds ?? 30;
  if (stopContainer(sim, worker, container, grace, message)) sync.killing.push(container.current?.id ?? "");
}
