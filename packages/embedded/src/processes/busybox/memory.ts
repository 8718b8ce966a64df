/**
 * Memory of BusyBox's processes, and whom the kernel kills when there is too little.
 * @module
 */
import type { Simulation } from "../../kernel/simulation.ts";
import { setMemory, workingSet } from "../../runtime/memory.ts";
import type { ContainerRecord } from "../../runtime/runtime-state.ts";
import type { BusyboxHost, BusyboxProcess } from "./busybox-state.ts";
import { killedForMemory } from "./wake.ts";

/** Resident memory of an idle BusyBox process that is not shared with others. */
const idleBytes = 100 * 1024;

/** Sums the processes' memory up; over the limit, the kernel kills the biggest process. */
export function accountMemory(sim: Simulation, container: ContainerRecord, host: BusyboxHost): void {
  for (;;) {
    let sum = 0;
    let biggest: BusyboxProcess | undefined;
    for (const process of host.processes.values()) {
      sum += idleBytes + process.bytes;
      if (biggest === undefined || process.bytes > biggest.bytes) biggest = process;
    }
    const limit = container.memoryLimitBytes;
    const others = workingSet(sim, container.id) - container.memoryBytes;
    if (limit === null || biggest === undefined || biggest.bytes === 0 || biggest.pid === 1 || sum + others <= limit) {
      setMemory(sim, container.id, sum);
      return;
    }
    host.outOfMemory = true;
    biggest.bytes = 0;
    sim.schedule(0, killedForMemory, {
      container: host.containerId,
      startedAt: host.startedAt,
      pid: biggest.pid,
      turn: biggest.turn,
    });
  }
}
