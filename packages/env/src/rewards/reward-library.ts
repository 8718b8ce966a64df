/**
 * The components that are shipped, by name: how a trajectory's header becomes components again.
 * @module
 */
import { GymError } from "@aiops-gym/cluster";
import { type RewardComponent, taskReward } from "../reward.ts";
import type { RewardSpec } from "../reward-spec.ts";
import { advantageOverNoop } from "./advantage-over-noop.ts";
import { collateralDamage } from "./collateral-damage.ts";
import { errorBudget } from "./error-budget.ts";
import { healthShaping } from "./health-shaping.ts";
import { type ComponentOptions, readParameters, weighted } from "./reward-options.ts";
import { timeCost } from "./time-cost.ts";
import { tokenCost } from "./token-cost.ts";

/** Makes each from its options; all but `task` are off by default. */
export const rewardLibrary: Readonly<Record<string, (options: ComponentOptions) => RewardComponent>> = {
  task: (options) => {
    readParameters("task", {}, {}, options);
    return { ...taskReward, ...weighted(options, 1) };
  },
  "health-shaping": healthShaping,
  "collateral-damage": collateralDamage,
  "error-budget": errorBudget,
  time: timeCost,
  tokens: tokenCost,
  "advantage-over-noop": advantageOverNoop,
};

/**
 * Makes components from their description.
 *
 * @throws GymError `ERR_INVALID_DEFINITION` for one that is not shipped, naming those that are.
 */
export function createRewards(specs: readonly RewardSpec[]): readonly RewardComponent[] {
  return specs.map(({ name, weight, clip, parameters }) => {
    const create = rewardLibrary[name];
    if (create === undefined)
      throw new GymError(
        "ERR_INVALID_DEFINITION",
        `There is no shipped reward component "${name}"; there are ${Object.keys(rewardLibrary).join(", ")}. Pass your own as \`rewards\`.`,
      );
    return create({
      ...parameters,
      weight,
      ...(clip === undefined ? {} : { clip: [clip[0] ?? -Infinity, clip[1] ?? Infinity] }),
    });
  });
}
