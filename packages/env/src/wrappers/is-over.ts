/**
 * Whether a step was the last.
 * @module
 */
import type { StepResult } from "../env.ts";

/** Whether the episode is over: submitted, out of steps, or aborted. */
export function isOver({
  terminated,
  truncated,
  aborted,
}: Pick<StepResult, "terminated" | "truncated" | "aborted">): boolean {
  return terminated || truncated || aborted !== null;
}
