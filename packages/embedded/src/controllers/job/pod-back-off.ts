/**
 * How long a job waits before it replaces a pod that failed: ten seconds, doubled with each failure, ten minutes at most.
 * @module
 */
import { microsPerSecond, type Pod, type UnixMicros } from "@aiops-gym/cluster";
import { finishedAt } from "./job-facts.ts";

/** What a job remembers of failures since its last success. Frozen: a change makes another. */
export interface JobBackOff {
  readonly failures: number;
  /** 0 when there is none. */
  readonly lastFailureAt: UnixMicros;
}

const first = 10 * microsPerSecond;
const longest = 600 * microsPerSecond;

/** The record after more pods have ended. */
export function nextBackOff(
  before: JobBackOff | undefined,
  succeeded: readonly Pod[],
  failed: readonly Pod[],
): JobBackOff {
  const { failures = 0, lastFailureAt = 0 } = before ?? {};
  const ends = failed.map(finishedAt);
  const lastSuccess = Math.max(0, ...succeeded.map(finishedAt));
  const fresh = ends.filter((end) => end > lastSuccess);
  if (succeeded.length > 0) return { failures: fresh.length, lastFailureAt: Math.max(0, ...fresh) };
  if (failed.length === 0) return { failures, lastFailureAt };
  return { failures: failures + failed.length, lastFailureAt: Math.max(...ends) };
}

/** Microseconds that are left to wait after so many failures. */
export function remainingBackOff({ failures, lastFailureAt }: JobBackOff, now: UnixMicros): number {
  if (failures === 0) return 0;
  let wait = first;
  for (let count = 1; count < failures && wait < longest; count++) wait = Math.min(longest, wait * 2);
  return Math.max(0, wait - (now - lastFailureAt));
}
