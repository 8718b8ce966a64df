import type { RunningApplication, WorkloadStats } from "@aiops-gym/application";
import type { TelemetryWindow } from "@aiops-gym/cluster";
import type { RewardContext } from "../../src/reward.ts";

/** Statistics of a window as they are told; kinds beside `all` are made from it. */
export function statsOf(requests: number, successes: number, p50Micros: number = 10_000): readonly WorkloadStats[] {
  const row = { requests, successes, p50Micros: successes === 0 ? Number.NaN : p50Micros, p99Micros: 2 * p50Micros };
  return [
    { type: "all", ...row },
    { type: "search", ...row },
  ];
}

/** An application of which only the users' view is known. */
export function runningWith(stats: (window: TelemetryWindow) => readonly WorkloadStats[]): RunningApplication {
  const running = {
    application: { warmupSeconds: 100 },
    workloadStats: async (window: TelemetryWindow) => stats(window),
  };
  return running as unknown as RunningApplication;
}

/** A context in which nothing has happened, with what a test says instead. Before the fault: 1,000 requests in 100 s, 10 ms. */
export function lookContext(more: Partial<RewardContext> = {}): RewardContext {
  return {
    evaluation: undefined,
    ended: false,
    window: { startUnixMicros: 0, endUnixMicros: 10_000_000 },
    pagedAt: 0,
    baseline: { stats: statsOf(1_000, 1_000), objects: [], takenAt: 0 },
    exchange: undefined,
    running: runningWith(() => []),
    twin: undefined,
    before: undefined,
    memory: undefined,
    ...more,
  };
}
