/**
 * Memory: the working set, and the kernel's out-of-memory killer.
 * @module
 */
import type { Simulation } from "../kernel/simulation.ts";
import { exitContainer, runningContainer } from "./containers.ts";
import type { ContainerRecord } from "./runtime-state.ts";

/** Memory of a container beside its program's own: page tables, the runtime's shim, cached files. */
const overheadBytes = 512 * 1024;

/**
 * Sets what the program holds.
 *
 * @returns false when that is over the limit and the kernel killed it: exit code 137, reason `OOMKilled`.
 */
export function setMemory(sim: Simulation, id: string, bytes: number): boolean {
  const container = runningContainer(sim, id);
  if (container === undefined) return false;
  container.memoryBytes = Math.max(0, Math.round(bytes));
  return killIfOver(sim, id);
}

/** Whether the kernel would let the program of a running container hold that much. */
export function mayHold(container: ContainerRecord, bytes: number): boolean {
  const { memoryLimitBytes: limit, stressMemoryBytes } = container;
  return limit === null || Math.max(0, Math.round(bytes)) + stressMemoryBytes + overheadBytes <= limit;
}

/**
 * Sets what injected stressors hold. They run in the container's cgroup but are not its main process: the kernel kills the
 * biggest, so the main process dies only when it is that.
 */
export function setMemoryStress(sim: Simulation, id: string, bytes: number): boolean {
  const container = runningContainer(sim, id);
  if (container === undefined) return false;
  container.stressMemoryBytes = Math.max(0, Math.round(bytes));
  return killIfOver(sim, id);
}

function killIfOver(sim: Simulation, id: string): boolean {
  const container = runningContainer(sim, id);
  if (container === undefined) return false;
  const limit = container.memoryLimitBytes;
  if (limit === null || workingSet(sim, id) <= limit) return true;
  if (container.stressMemoryBytes > container.memoryBytes) {
    container.stressMemoryBytes = 0;
    if (workingSet(sim, id) <= limit) return true;
  }
  exitContainer(sim, id, { exitCode: 137, signal: 9, reason: "OOMKilled" });
  return false;
}

/** Bytes of `container_memory_working_set_bytes`; 0 when nothing runs. */
export function workingSet(sim: Simulation, id: string): number {
  const container = runningContainer(sim, id);
  return container === undefined ? 0 : workingSetOf(container);
}

/** As {@link workingSet}, of a container that runs. */
export function workingSetOf({ memoryBytes, stressMemoryBytes }: ContainerRecord): number {
  return memoryBytes + stressMemoryBytes + overheadBytes;
}
