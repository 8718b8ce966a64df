/**
 * The CFS scheduler's books: what periods came to, settled as they pass.
 * @module
 */
import type { UnixMicros } from "@aiops-gym/cluster";
import type { Simulation } from "../kernel/simulation.ts";
import type { ContainerRecord, CpuAccount } from "./runtime-state.ts";

/** Linux' `cpu.cfs_period_us` as Kubernetes leaves it. */
export const periodMicros = 100_000;

/** Index of the period that a time lies in. */
export function periodOf(cpu: CpuAccount, at: UnixMicros): number {
  return Math.floor((at - cpu.originAt) / periodMicros);
}

/** Runtime that a program which never pauses gets in a period. */
export function fullPeriod(cpu: CpuAccount): number {
  return Math.max(1, Math.min(cpu.workQuotaMicros, Math.floor(periodMicros * cpu.speed * cpu.coreFreeAt.length)));
}

/** Moves the periods that are over into the counters. */
export function settle(cpu: CpuAccount, now: UnixMicros): void {
  const until = periodOf(cpu, now);
  if (until <= cpu.settled) return;
  if (cpu.promised.length === 0) {
    cpu.settled = until;
  } else if (cpu.coreFreeAt.length === 1) {
    settleOneCore(cpu, until);
  } else {
    if (cpu.promised.length === 1) {
      // Nearly always. The array stays as it is: making room anew for every period is dear.
      count(cpu, cpu.promised[0] ?? 0, 1, false);
      cpu.promised[0] = 0;
      cpu.settled = until;
      return;
    }
    while (cpu.settled < until && cpu.promised.length > 0) {
      count(cpu, cpu.promised.shift() ?? 0, 1, (cpu.promised[0] ?? 0) > 0);
      cpu.settled += 1;
    }
    cpu.settled = until;
  }
}

function settleOneCore(cpu: CpuAccount, until: number): void {
  const [head = 0, tail] = cpu.promised;
  if (tail === undefined) {
    count(cpu, head, 1, false);
    cpu.promised.length = 0;
    cpu.settled = until;
    return;
  }
  count(cpu, head, 1, true);
  const whole = Math.min(cpu.full, until - cpu.settled - 1);
  count(cpu, fullPeriod(cpu), whole, true);
  cpu.full -= whole;
  cpu.settled += 1 + whole;
  if (cpu.settled === until) {
    // The next full period, or the tail, is the new head.
    if (cpu.full > 0) {
      cpu.full -= 1;
      cpu.promised[0] = fullPeriod(cpu);
    } else {
      cpu.promised = [tail];
    }
    return;
  }
  count(cpu, tail, 1, false);
  cpu.promised.length = 0;
  cpu.settled = until;
}

function count(cpu: CpuAccount, used: number, times: number, moreToDo: boolean): void {
  if (times <= 0) return;
  cpu.usageMicros += used * times;
  // Under stress every period is counted as time passes, see `accrue`.
  if (used === 0 || cpu.stressCores > 0) return;
  cpu.periods += times;
  const quota = cpu.quotaMicros ?? Number.POSITIVE_INFINITY;
  if (!moreToDo || used < quota) return;
  cpu.throttledPeriods += times;
  cpu.throttledMicros += times * throttledPerPeriod(cpu, quota, 1);
}

function throttledPerPeriod(cpu: CpuAccount, quota: number, threads: number): number {
  const parallel = Math.min(cpu.coreFreeAt.length, Math.max(threads, Math.ceil(quota / periodMicros)));
  return Math.max(0, Math.round(periodMicros - quota / parallel));
}

/** Counters as cAdvisor reads them. */
export interface CpuUsage {
  readonly usageMicros: number;
  /** 0 without a limit, as the three below. */
  readonly periods: number;
  readonly throttledPeriods: number;
  readonly throttledMicros: number;
}

/** What a container has used until now: work that is promised for later is not in it. */
export function readCpu(sim: Simulation, id: string): CpuUsage {
  const container = sim.state.runtime.containers.get(id);
  if (container === undefined) return { usageMicros: 0, periods: 0, throttledPeriods: 0, throttledMicros: 0 };
  return readCpuOf(sim, container);
}

/** As {@link readCpu}, of a container that is at hand. */
export function readCpuOf(sim: Simulation, container: ContainerRecord): CpuUsage {
  const { cpu } = container;
  const now = container.status === "running" ? sim.now : container.finishedAt;
  let usage = cpu.usageMicros;
  if (container.status === "running") accrue(cpu, now);
  if (cpu.quotaMicros === null) {
    usage = cpu.usageMicros;
    for (const freeAt of cpu.coreFreeAt) if (freeAt > now) usage -= (freeAt - now) * cpu.speed;
  } else {
    settle(cpu, now);
    const elapsed = now - cpu.originAt - cpu.settled * periodMicros;
    usage = cpu.usageMicros + Math.min(cpu.promised[0] ?? 0, Math.floor(elapsed * cpu.coreFreeAt.length * cpu.speed));
  }
  return {
    usageMicros: Math.max(0, Math.round(usage)),
    periods: cpu.periods,
    throttledPeriods: cpu.throttledPeriods,
    throttledMicros: cpu.throttledMicros,
  };
}

/** Adds what idle programs and stressors have used since the last look. */
export function accrue(cpu: CpuAccount, now: UnixMicros): void {
  const elapsed = now - cpu.accruedAt;
  if (elapsed <= 0) return;
  cpu.accruedAt = now;
  cpu.usageMicros += Math.round(elapsed * cpu.idleCores);
  if (cpu.stressCores === 0) return;
  const taken = stressTaken(cpu);
  cpu.usageMicros += Math.round(elapsed * taken * cpu.speed);
  if (cpu.quotaMicros === null) return;
  const passed = Math.round(elapsed / periodMicros);
  cpu.periods += passed;
  if (cpu.stressCores * periodMicros < cpu.quotaMicros) return;
  cpu.throttledPeriods += passed;
  cpu.throttledMicros += passed * throttledPerPeriod(cpu, cpu.quotaMicros, Math.ceil(cpu.stressCores));
}

/** Cores that the stress in a container takes: all it can, less the program's fair share of a quota that is too small. */
export function stressTaken(cpu: CpuAccount): number {
  if (cpu.quotaMicros === null) return cpu.stressCores;
  return Math.min(cpu.stressCores, (cpu.quotaMicros - cpu.workQuotaMicros) / periodMicros);
}
