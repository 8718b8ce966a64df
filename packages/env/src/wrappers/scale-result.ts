/**
 * A step's result with its reward multiplied.
 * @module
 */
import type { StepResult } from "../env.ts";

/** Multiplies the reward and its components, so that they sum to it still; null stays null. */
export function scaleResult<O>(result: StepResult<O>, factor: number): StepResult<O> {
  if (result.reward === null) return result;
  const scaled = Object.entries(result.rewardComponents).map(([name, part]) => [name, part * factor] as const);
  return { ...result, reward: result.reward * factor, rewardComponents: Object.fromEntries(scaled) };
}
