/**
 * Processes that are stopped by a signal: their kernel goes on for them, they do nothing until they are continued.
 * @module
 */
import type { Simulation } from "../kernel/simulation.ts";
import { type Resume, wake } from "./wait.ts";

/** Whether a container's processes are stopped. */
export function isStopped(sim: Simulation, containerId: string): boolean {
  const { stopped } = sim.state.processes;
  return stopped.size > 0 && stopped.has(containerId);
}

/** Keeps what a stopped process would have gone on with. */
export function park(sim: Simulation, containerId: string, resume: Resume): void {
  sim.state.processes.stopped.get(containerId)?.push({ ...resume });
}

/** Stops a container's processes. */
export function stopProcess(sim: Simulation, containerId: string): void {
  const { stopped } = sim.state.processes;
  if (!stopped.has(containerId)) stopped.set(containerId, []);
}

/** Lets them go on with all that has come meanwhile. */
export function continueProcess(sim: Simulation, containerId: string): void {
  const { stopped, tasks } = sim.state.processes;
  const parked = stopped.get(containerId) ?? [];
  stopped.delete(containerId);
  for (const { task: id, turn } of parked) {
    const task = tasks.get(id);
    if (task?.turn === turn) wake(sim, task, sim.now);
  }
}
