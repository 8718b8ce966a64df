/**
 * New limits for a container that runs.
 * @module
 */
import { quantityMillis, quantityValue, type ResourceRequirements } from "@aiops-gym/cluster";
import type { Simulation } from "../kernel/simulation.ts";
import { runningContainer } from "./containers.ts";
import { createCpuAccount } from "./cpu.ts";
import { nodeRuntime } from "./images.ts";

/** Changes the CPU quota, the shares and the memory limit of a container; counters go on. */
export function resizeContainer(sim: Simulation, id: string, { requests, limits }: ResourceRequirements): void {
  const container = runningContainer(sim, id);
  if (container === undefined) return;
  const millis = (amount: string | undefined) => (amount === undefined ? null : quantityMillis(amount));
  container.cpuLimitMillicores = millis(limits?.["cpu"]);
  container.cpuRequestMillicores = millis(requests?.["cpu"]);
  container.memoryLimitBytes = limits?.["memory"] === undefined ? null : quantityValue(limits["memory"]);
  const { cores } = nodeRuntime(sim, container.nodeName);
  const fresh = createCpuAccount(sim.now, cores, container.cpuLimitMillicores, container.cpuRequestMillicores);
  const { usageMicros, periods, throttledPeriods, throttledMicros, idleCores, stressCores, speed } = container.cpu;
  container.cpu = { ...fresh, usageMicros, periods, throttledPeriods, throttledMicros, idleCores, stressCores, speed };
}
