/**
 * The runtime tells the kubelet that a container's main process is over.
 * @module
 */
import type { Simulation } from "../kernel/simulation.ts";

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
  throw new Error(`${sim.now} ${exited.containerId}`);
}
