import { describe, expect, it, vi } from "vitest";
import { readCpu, setCpuStress, setIdleCpu, useCpu } from "../../src/runtime/cpu.ts";
import { addPod, emptySimulation } from "./fake-cluster.ts";

vi.mock("../../src/processes/process.ts", () => ({
  startProcess: () => {},
  signalProcess: () => {},
  processEnded: () => {},
}));
vi.mock("../../src/kubelet/container-exited.ts", () => ({ containerExited: () => {} }));

function container(cpuLimitMillicores: number | null) {
  const sim = emptySimulation();
  const { id } = addPod(sim, "a", { cpuLimitMillicores });
  return { sim, id, start: sim.now };
}

describe("useCpu", () => {
  it("runs work at once on an idle core without a limit", () => {
    const { sim, id, start } = container(null);
    expect(useCpu(sim, id, 2_500)).toBe(start + 2_500);
    // Eight cores: eight pieces run side by side, the ninth waits for the first to end.
    for (let n = 0; n < 7; n++) expect(useCpu(sim, id, 2_500)).toBe(start + 2_500);
    expect(useCpu(sim, id, 1_000)).toBe(start + 3_500);
  });

  it("lets a container with 10m run 1 ms in each 100 ms", () => {
    const { sim, id, start } = container(10);
    // 3.5 ms of work: 1 ms in periods 0, 1 and 2, half a millisecond in period 3.
    expect(useCpu(sim, id, 3_500)).toBe(start + 300_500);
    expect(useCpu(sim, id, 1_000)).toBe(start + 400_500);
  });

  it("answers for a backlog of an hour without walking through it", () => {
    const { sim, id, start } = container(10);
    // 36 s of work at 1 ms per 100 ms is 36,000 periods; the last ends after its 1 ms.
    expect(useCpu(sim, id, 36_000_000)).toBe(start + 35_999 * 100_000 + 1_000);
    expect(sim.state.runtime.containers.get(id)?.cpu.promised.length).toBeLessThanOrEqual(2);
  });

  it("throttles parallel threads that use a limit of one core up", () => {
    const { sim, id, start } = container(1000);
    // Three pieces of 50 ms on eight cores: two use the 100 ms of the period up, the third goes on in the next.
    expect(useCpu(sim, id, 50_000)).toBe(start + 50_000);
    expect(useCpu(sim, id, 50_000)).toBe(start + 50_000);
    expect(useCpu(sim, id, 50_000)).toBe(start + 150_000);
  });

  it("counts usage, periods and throttling as they pass, not as they are promised", () => {
    const { sim, id, start } = container(10);
    useCpu(sim, id, 3_500);
    sim.run(start + 150_000);
    expect(readCpu(sim, id)).toEqual({ usageMicros: 2_000, periods: 1, throttledPeriods: 1, throttledMicros: 99_000 });
    sim.run(start + 1_000_000);
    // The last period is used for half of its quota: counted, not throttled.
    expect(readCpu(sim, id)).toEqual({ usageMicros: 3_500, periods: 4, throttledPeriods: 3, throttledMicros: 297_000 });
  });

  it("counts a busy hour at 10m exactly, however often it is read", () => {
    const { sim, id, start } = container(10);
    for (let second = 0; second < 600; second++) {
      sim.run(start + second * 1_000_000);
      useCpu(sim, id, 30_000);
      if (second % 7 === 0) readCpu(sim, id);
    }
    sim.run(start + 600_000_000);
    // 600 s are 6,000 periods of 1 ms, all used: 18 s were asked for.
    expect(readCpu(sim, id)).toEqual({
      usageMicros: 6_000_000,
      periods: 6_000,
      throttledPeriods: 6_000,
      throttledMicros: 6_000 * 99_000,
    });
  });

  it("accrues idle use when the books are read", () => {
    const { sim, id, start } = container(null);
    setIdleCpu(sim, id, 0.01);
    sim.run(start + 10_000_000);
    expect(readCpu(sim, id).usageMicros).toBe(100_000);
  });

  it("shares a limit with stress in the same container, and counts every period as throttled", () => {
    const { sim, id, start } = container(1000);
    setCpuStress(sim, id, 4);
    // Four stress threads and one of the program: a fifth of the 100 ms each period.
    expect(useCpu(sim, id, 30_000)).toBe(start + 110_000);
    sim.run(start + 1_000_000);
    const usage = readCpu(sim, id);
    expect(usage.throttledPeriods).toBe(10);
    expect(usage.periods).toBe(10);
    setCpuStress(sim, id, 0);
    expect(useCpu(sim, id, 30_000)).toBe(start + 1_030_000);
  });

  it("slows neighbours when stress takes all cores of the node", () => {
    const { sim, id, start } = container(null);
    const other = addPod(sim, "noisy", { cpuRequestMillicores: 100 });
    setCpuStress(sim, other.id, 16);
    // Eight cores, weights 102 and 102: the neighbour keeps its one thread running.
    expect(useCpu(sim, id, 1_000)).toBe(start + 1_000);
    const heavy = addPod(sim, "heavy", { cpuRequestMillicores: 4000 });
    setCpuStress(sim, heavy.id, 16);
    // Weights 102 against 102 + 4096: 8 * 102 / 4300 of a core.
    expect(useCpu(sim, id, 1_000)).toBe(start + Math.ceil(1_000 / ((8 * 102) / 4300)));
  });
});
