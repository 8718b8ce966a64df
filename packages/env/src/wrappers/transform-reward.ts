/**
 * Changes what is paid.
 * @module
 */
import { GymError } from "@aiops-gym/cluster";
import type { Env, ResetOptions, ResetResult, StepOptions, StepResult } from "../env.ts";
import type { Observation } from "../observation.ts";
import { Wrapper } from "./wrapper.ts";

/** Makes one reward of another; the same for the same arguments. */
export type RewardFunction<O> = (reward: number, result: StepResult<O>) => number;

/**
 * Passes every reward through a function; null (aborted) stays null. The difference stands in `rewardComponents` as `transform`, so
 * that they sum to the reward still.
 *
 * @example
 * const clipped = new TransformReward(env, (reward) => Math.min(Math.max(reward, -1), 1));
 */
export class TransformReward<O = Observation, A = unknown> extends Wrapper<O, A> {
  readonly #change: RewardFunction<O>;

  constructor(env: Env<O, A>, change: RewardFunction<O>) {
    super(env);
    this.#change = change;
  }

  reset(problemId?: string, options?: ResetOptions): Promise<ResetResult<O>> {
    return this.env.reset(problemId, options);
  }

  /** @throws GymError `ERR_INVALID_DEFINITION` when the function's answer is no finite number. */
  async step(action: A, options?: StepOptions): Promise<StepResult<O>> {
    const result = await this.env.step(action, options);
    if (result.reward === null) return result;
    const reward = this.#change(result.reward, result);
    if (!Number.isFinite(reward))
      throw new GymError(
        "ERR_INVALID_DEFINITION",
        `TransformReward made ${reward} of the reward ${result.reward}; expected a finite number.`,
      );
    const { transform = 0, ...rewardComponents } = result.rewardComponents;
    const difference = transform + (reward - result.reward);
    return { ...result, reward, rewardComponents: { ...rewardComponents, transform: difference } };
  }

  protected rewrap(env: Env<O, A>): TransformReward<O, A> {
    return new TransformReward(env, this.#change);
  }
}
