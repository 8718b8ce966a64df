/**
 * How well users are served, as one number.
 * @module
 */
import type { WorkloadStats } from "@aiops-gym/application";
import { serviceLevel } from "@aiops-gym/problems";

/** What it is measured with. */
export interface HealthOptions {
  /** A kind of request is in time while its median is at most so many times the median before the fault. */
  readonly latencyFactor: number;
}

/** The strict grader's. */
export const defaultLatencyFactor: number = serviceLevel.medianFactor;

/**
 * The share of requests that succeeded in time, in [0, 1]: the mean over all requests that ended of
 *
 *     (successes of its kind / requests of its kind) * min(1, latencyFactor * median before / median now)
 *
 * 1 when every request succeeds and no kind's median is above its objective; 0 when none succeeds, or none ends although some did
 * before the fault. An application without traffic is healthy.
 *
 * @param stats - Of the window; the row `all` is passed over.
 * @param before - Of the healthy time before the fault.
 */
export function healthOf(
  stats: readonly WorkloadStats[],
  before: readonly WorkloadStats[],
  { latencyFactor }: HealthOptions,
): number {
  let requests = 0;
  let served = 0;
  for (const part of stats) {
    if (part.type === "all" || part.requests === 0) continue;
    requests += part.requests;
    const objective = latencyFactor * (before.find(({ type }) => type === part.type)?.p50Micros ?? 0);
    const late = objective > 0 && part.p50Micros > objective;
    served += part.successes * (late ? objective / part.p50Micros : 1);
  }
  if (requests > 0) return served / requests;
  return before.some((part) => part.requests > 0) ? 0 : 1;
}
