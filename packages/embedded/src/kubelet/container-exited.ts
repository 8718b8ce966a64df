/**
 * The runtime tells the kubelet that a container's main process is over.
 * @module
 */
import { deepFreeze } from "../kernel/plain.ts";
import type { Simulation } from "../kernel/simulation.ts";
import { endedInHook, killedInSync } from "./carry-out.ts";
import { endMessage } from "./end-message.ts";
import { stoppedContainer } from "./stop-container.ts";
import { changeSeenLater } from "./sync-steps.ts";
import { endedInTermination } from "./terminate-pod.ts";

/** How a container's main process ended, as the runtime reports it. */
export interface ContainerExited {
  readonly podUid: string;
  readonly containerName: string;
  readonly containerId: string;
  readonly exitCode: number;
  readonly signal?: number;
  /** `Completed`, `Error`, `OOMKilled`, `StartError`, `ContainerCannotRun`. */
  readonly reason: string;
}

/** Called by the runtime, once per container. The kubelet sees it when it next lists its containers. */
export function containerExited(sim: Simulation, exited: ContainerExited): void {
  const worker = sim.state.kubelet.pods.get(exited.podUid);
  const container = worker?.containers.find(({ name }) => name === exited.containerName);
  const current = container?.current;
  if (worker === undefined || container === undefined || current?.id !== exited.containerId) return;
  const { exitCode, reason } = exited;
  const message = endMessage(sim, worker, exited);
  container.current = deepFreeze({ ...current, state: "exited", finishedAt: sim.now, exitCode, reason, message });
  stoppedContainer(sim, worker, container);
  if (worker.phase === "syncing") {
    killedInSync(sim, worker);
    endedInHook(sim, worker, container);
    changeSeenLater(sim, worker);
  } else endedInTermination(sim, worker);
}
