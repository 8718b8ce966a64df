/**
 * What users must get for a repair to count.
 * @module
 */
import type { RunningApplication, WorkloadStats } from "@aiops-gym/application";
import type { TelemetryWindow } from "@aiops-gym/cluster";

/** The strict grader's thresholds and windows. */
export const serviceLevel = {
  /** Share of all requests that must succeed in the window. */
  successRate: 0.99,
  /** Share of each kind of request, where there were enough to tell. */
  successRateByType: 0.95,
  fewestRequestsByType: 20,
  /** Medians may be so much slower than before the fault. */
  medianFactor: 3,
  /** Length of the window that must be good from end to end, seconds. */
  windowSeconds: 60,
  /** Longest wait for such a window after the submission: restart back-off (300 s), reconnection back-off, and the window. */
  settleSeconds: 480,
  /** How often the grader looks, seconds. */
  pollSeconds: 10,
} as const;

/** What falls short in a window; `undefined` when users were served as before. */
export async function findShortfall(
  running: RunningApplication,
  window: TelemetryWindow,
  before: readonly WorkloadStats[],
): Promise<string | undefined> {
  const stats = await running.workloadStats(window);
  const all = stats.find(({ type }) => type === "all");
  if (all === undefined || all.requests === 0) return "no request was answered or failed";
  const percent = (part: WorkloadStats): string => `${((100 * part.successes) / part.requests).toFixed(1)}%`;
  if (all.successes < serviceLevel.successRate * all.requests) {
    return `${percent(all)} of ${all.requests} requests succeeded; expected at least ${100 * serviceLevel.successRate}%`;
  }
  for (const part of stats) {
    if (
      part.requests >= serviceLevel.fewestRequestsByType &&
      part.successes < serviceLevel.successRateByType * part.requests
    ) {
      return `${percent(part)} of ${part.requests} ${part.type} requests succeeded; expected at least ${100 * serviceLevel.successRateByType}%`;
    }
    const healthy = before.find(({ type }) => type === part.type);
    if (
      healthy !== undefined &&
      part.requests >= serviceLevel.fewestRequestsByType &&
      part.p50Micros > serviceLevel.medianFactor * healthy.p50Micros
    ) {
      return `the median latency of ${part.type} requests is ${(part.p50Micros / 1000).toFixed(1)} ms; before the fault it was ${(healthy.p50Micros / 1000).toFixed(1)} ms`;
    }
  }
  return undefined;
}
