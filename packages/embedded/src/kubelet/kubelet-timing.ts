/**
 * The kubelet's clocks: when it next lists its containers, when it next looks at its timers, how long things take.
 * @module
 */
import type { UnixMicros } from "@aiops-gym/cluster";
import { nextInt, nextLogNormal, nextUniform } from "../kernel/random.ts";
import type { Simulation } from "../kernel/simulation.ts";
import { latencies, latencySpread, periods } from "./kubelet-table.ts";

function phasesOf(sim: Simulation, nodeName: string): { relist: UnixMicros; ticker: UnixMicros } {
  const { phases } = sim.state.kubelet;
  let phase = phases.get(nodeName);
  if (phase === undefined) {
    const random = sim.random("kubelet/phases");
    phase = { relist: nextInt(random, periods.relist), ticker: nextInt(random, periods.ticker) };
    phases.set(nodeName, phase);
  }
  return phase;
}

function nextOn(after: UnixMicros, phase: number, period: number): UnixMicros {
  return phase + (Math.floor((after - phase) / period) + 1) * period;
}

/** The first listing of containers after a time. */
export function nextRelist(sim: Simulation, nodeName: string, after: UnixMicros): UnixMicros {
  return nextOn(after, phasesOf(sim, nodeName).relist, periods.relist);
}

/** The first look at timers at or after a time. */
export function nextTick(sim: Simulation, nodeName: string, at: UnixMicros): UnixMicros {
  return nextOn(at - 1, phasesOf(sim, nodeName).ticker, periods.ticker);
}

/** How long one of the kubelet's doings takes this time. */
export function drawLatency(sim: Simulation, what: keyof typeof latencies): number {
  return nextLogNormal(sim.random("kubelet/latency"), latencies[what], latencySpread);
}

/** What work of the runtime inside a CPU limit takes beside its usual time. Limits of a core and more are not felt. */
export function throttledMicros(limitMillicores: number, cpuMicros: number): number {
  return limitMillicores >= 1000 || limitMillicores === 0 ? 0 : Math.round(cpuMicros * (1000 / limitMillicores - 1));
}

/** When a pod whose sync failed is due again. */
export function retryAt(sim: Simulation, nodeName: string): UnixMicros {
  const wait = periods.retry * (1 + periods.retryJitter * nextUniform(sim.random("kubelet/retry")));
  return nextTick(sim, nodeName, sim.now + Math.round(wait));
}
