/**
 * CPU time: cores, CFS quota, shares, stress. Work is promised first come, first served when it is asked for.
 * @module
 */
import type { UnixMicros } from "@aiops-gym/cluster";
import type { Simulation } from "../kernel/simulation.ts";
import { accrue, fullPeriod, periodMicros, periodOf, settle, stressTaken } from "./cpu-books.ts";
import { nodeRuntime } from "./images.ts";
import type { CpuAccount } from "./runtime-state.ts";

/** Fresh books of a container that starts now. A program with a limit below a core gets one core, others the node's. */
export function createCpuAccount(
  now: UnixMicros,
  cores: number,
  limitMillicores: number | null,
  requestMillicores: number | null,
): CpuAccount {
  // The kernel takes no quota below 1 ms; the kubelet rounds up to it.
  const quota = limitMillicores === null ? null : Math.max(1000, limitMillicores * 100);
  const usable = quota !== null && quota < periodMicros ? 1 : Math.max(1, cores);
  return {
    quotaMicros: quota,
    workQuotaMicros: quota ?? 0,
    speed: 1,
    // The kubelet's MilliCPUToShares: requests times 1024, at least 2.
    shares: Math.max(2, Math.floor(((requestMillicores ?? limitMillicores ?? 0) * 1024) / 1000)),
    originAt: now,
    settled: 0,
    coreFreeAt: new Array<number>(usable).fill(0),
    promised: [],
    full: 0,
    usageMicros: 0,
    periods: 0,
    throttledPeriods: 0,
    throttledMicros: 0,
    idleCores: 0,
    stressCores: 0,
    accruedAt: now,
  };
}

/**
 * When `micros` of CPU work that a container asks for now will be done; later work comes after it.
 *
 * @returns `now` for no work; `Infinity` when the container does not run.
 */
export function useCpu(sim: Simulation, id: string, micros: number): UnixMicros {
  const container = sim.state.runtime.containers.get(id);
  if (container === undefined || container.status !== "running") return Number.POSITIVE_INFINITY;
  const now = sim.now;
  if (micros <= 0) return now;
  const { cpu } = container;
  const { coreFreeAt } = cpu;
  let core = 0;
  for (let index = 0; index < coreFreeAt.length; index++) {
    if ((coreFreeAt[index] as number) < (coreFreeAt[core] as number)) core = index;
    if ((coreFreeAt[core] as number) <= now) break;
  }
  const from = Math.max(now, coreFreeAt[core] as number);
  const work = Math.max(1, Math.round(micros));
  let doneAt: UnixMicros;
  if (cpu.quotaMicros === null) {
    cpu.usageMicros += work;
    doneAt = from + Math.ceil(work / cpu.speed);
  } else {
    settle(cpu, now);
    doneAt = coreFreeAt.length === 1 ? promiseOnOneCore(cpu, from, work) : promiseOnCores(cpu, from, work);
  }
  coreFreeAt[core] = doneAt;
  return doneAt;
}

/** When the container's cores have done everything that was promised so far; `now` when they are idle. */
export function cpuBusyUntil(sim: Simulation, id: string): UnixMicros {
  const cpu = sim.state.runtime.containers.get(id)?.cpu;
  return cpu === undefined ? sim.now : Math.max(sim.now, ...cpu.coreFreeAt);
}

// `promised` is [head], or [head, tail] with `full` fully used periods in between; work goes to the tail.
function promiseOnOneCore(cpu: CpuAccount, from: UnixMicros, work: number): UnixMicros {
  const most = fullPeriod(cpu);
  let period = periodOf(cpu, from);
  let left = work;
  let used = usedInTail(cpu, period);
  let at = from;
  const end = cpu.originAt + (period + 1) * periodMicros;
  const run = Math.max(0, Math.min(left, most - used, Math.floor((end - at) * cpu.speed)));
  addToTail(cpu, period, used + run);
  left -= run;
  if (left === 0) return Math.ceil(at + run / cpu.speed);
  // From the next period on it runs from each period's start until the quota is gone.
  const whole = Math.ceil(left / most) - 1;
  period += 1 + whole;
  left -= whole * most;
  at = cpu.originAt + period * periodMicros;
  used = left;
  addToTail(cpu, period, used);
  return Math.ceil(at + left / cpu.speed);
}

function usedInTail(cpu: CpuAccount, period: number): number {
  const tail = cpu.settled + (cpu.promised.length < 2 ? 0 : cpu.full + 1);
  return period === tail ? (cpu.promised[cpu.promised.length - 1] ?? 0) : 0;
}

function addToTail(cpu: CpuAccount, period: number, used: number): void {
  if (period === cpu.settled) {
    cpu.promised[0] = used;
    return;
  }
  if (cpu.promised.length === 0) cpu.promised.push(0);
  cpu.promised[1] = used;
  cpu.full = period - cpu.settled - 1;
}

/** Books work of several cores' account from then on, whose periods until then are settled; answers when it is done. */
export function promiseOnCores(cpu: CpuAccount, from: UnixMicros, work: number): UnixMicros {
  const quota = cpu.workQuotaMicros;
  let left = work;
  let at = from;
  for (let period = periodOf(cpu, from); ; period++) {
    const end = cpu.originAt + (period + 1) * periodMicros;
    const slot = period - cpu.settled;
    while (cpu.promised.length <= slot) cpu.promised.push(0);
    const used = cpu.promised[slot] as number;
    const run = Math.max(0, Math.min(left, quota - used, Math.floor((end - at) * cpu.speed)));
    cpu.promised[slot] = used + run;
    left -= run;
    if (left === 0) return Math.ceil(at + run / cpu.speed);
    at = end;
  }
}

/** CPU that a program uses when nobody asks for anything, from now on, in cores. */
export function setIdleCpu(sim: Simulation, id: string, cores: number): void {
  const cpu = sim.state.runtime.containers.get(id)?.cpu;
  if (cpu === undefined) return;
  accrue(cpu, sim.now);
  cpu.idleCores = cores;
}

/** Stress in a container from now on, in cores (workers times load); 0 ends it. */
export function setCpuStress(sim: Simulation, id: string, cores: number): void {
  const container = sim.state.runtime.containers.get(id);
  if (container === undefined) return;
  const { cpu } = container;
  accrue(cpu, sim.now);
  if (cpu.quotaMicros !== null) {
    settle(cpu, sim.now);
    cpu.workQuotaMicros = Math.max(
      1,
      Math.floor(Math.max(cpu.quotaMicros / (cores + 1), cpu.quotaMicros - cores * periodMicros)),
    );
  }
  cpu.stressCores = cores;
  const node = nodeRuntime(sim, container.nodeName);
  if (cores > 0) node.stress.set(id, Math.min(cores, stressTaken(cpu)));
  else node.stress.delete(id);
  spreadStress(sim, container.nodeName);
}

/** Threads on a crowded node run at their cgroup's share of it. */
export function spreadStress(sim: Simulation, nodeName: string): void {
  const node = nodeRuntime(sim, nodeName);
  const { containers } = sim.state.runtime;
  let demand = 0;
  let weight = 0;
  for (const [id, cores] of node.stress) {
    demand += cores;
    weight += containers.get(id)?.cpu.shares ?? 0;
  }
  for (const container of containers.values()) {
    if (container.nodeName !== nodeName || container.status === "exited") continue;
    const { cpu } = container;
    accrue(cpu, sim.now);
    const others = demand - (node.stress.get(container.id) ?? 0);
    if (demand + 1 <= node.cores || demand === 0) cpu.speed = 1;
    else if (others === 0) cpu.speed = Math.min(1, node.cores / (demand + 1));
    else
      cpu.speed = Math.max(
        0.02,
        Math.min(1, Math.max(node.cores - demand, (node.cores * cpu.shares) / (cpu.shares + weight))),
      );
  }
}

export { type CpuUsage, readCpu, readCpuOf } from "./cpu-books.ts";
