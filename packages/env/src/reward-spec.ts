/**
 * Reward components as data: what a trajectory's header says of them, so that it can be played again.
 * @module
 */
import { z } from "zod";
import { type RewardComponent, taskReward } from "./reward.ts";

/** Which component a trajectory was recorded with. */
export interface RewardSpec {
  readonly name: string;
  readonly weight: number;
  /** Null where there is no bound. */
  readonly clip?: readonly [least: number | null, most: number | null] | undefined;
  readonly parameters?: Readonly<Record<string, number>> | undefined;
}

export const rewardSpecSchema: z.ZodType<RewardSpec> = z.object({
  name: z.string(),
  weight: z.number(),
  clip: z.tuple([z.number().nullable(), z.number().nullable()]).optional(),
  parameters: z.record(z.string(), z.number()).optional(),
});

/** The components as data; undefined for the task's evaluator alone, the default. */
export function describeRewards(components: readonly RewardComponent[]): readonly RewardSpec[] | undefined {
  const [first] = components;
  if (components.length === 1 && first?.value === taskReward.value && first.weight === 1 && first.clip === undefined)
    return undefined;
  return components.map(({ name, weight, clip, parameters }) => ({
    name,
    weight,
    ...(clip === undefined ? {} : { clip: [bound(clip[0]), bound(clip[1])] as const }),
    ...(parameters === undefined ? {} : { parameters }),
  }));
}

function bound(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
