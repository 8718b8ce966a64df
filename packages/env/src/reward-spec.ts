/**
 * Reward components as data: what a trajectory's header says of them, so that it can be played again.
 * @module
 */
import { canonicalJson, GymError } from "@aiops-gym/cluster";
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

/**
 * Expects that an episode goes on with the components that it began with, for they go on from what they kept.
 *
 * @throws GymError `ERR_INVALID_SNAPSHOT` naming both.
 */
export function expectSameRewards(
  found: readonly RewardSpec[] | undefined,
  expected: readonly RewardSpec[] | undefined,
): void {
  const [theirs, ours] = [canonicalJson(found), canonicalJson(expected)];
  if (theirs === ours) return;
  const say = (specs: readonly RewardSpec[] | undefined): string =>
    specs === undefined ? "the task's evaluator alone" : canonicalJson(specs);
  throw new GymError(
    "ERR_INVALID_SNAPSHOT",
    `The snapshot is of an episode with other rewards: found ${say(found)}; expected ${say(expected)}. Restore it into an environment with the same \`rewards\`.`,
  );
}
