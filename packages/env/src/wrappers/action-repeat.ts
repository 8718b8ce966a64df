/**
 * Does the same for some steps.
 * @module
 */
import { GymError } from "@aiops-gym/cluster";
import type { Env, ResetOptions, ResetResult, StepOptions, StepResult } from "../env.ts";
import type { Observation } from "../observation.ts";
import type { Space } from "../spaces/space.ts";
import { isOver } from "./is-over.ts";
import { readSpace, type SpaceChange } from "./space-change.ts";
import { Wrapper } from "./wrapper.ts";

/** Options of {@link ActionRepeat}. */
export interface ActionRepeatOptions<O, A> {
  /** How often an action is done, a positive integer, or what says so of an action: `(action) => (isWait(action) ? 6 : 1)`. */
  readonly times: number | ((action: A) => number);
  /** Discount from one repetition to the next, in (0, 1]; 1 by default. Who learns from the sums discounts them by `gamma ** times`. */
  readonly gamma?: number;
  /** Makes one observation of those on the way, the oldest first; the last one by default, which leaves out what the others showed. */
  readonly combine?: (observations: readonly O[]) => O;
  /** What comes out of `combine`; that of single observations by default. */
  readonly space?: SpaceChange;
}

/**
 * Does every action several times, or until the episode is over. Rewards and their components are summed, discounted by `gamma` (null
 * when aborted); `info` counts all steps, and they stand in the trajectory. Thinking time passes before the first only.
 */
export class ActionRepeat<O = Observation, A = unknown> extends Wrapper<O, A> {
  readonly #options: ActionRepeatOptions<O, A>;

  /** @throws GymError `ERR_INVALID_DEFINITION` naming the option. */
  constructor(env: Env<O, A>, options: ActionRepeatOptions<O, A>) {
    super(env);
    this.#options = options;
    if (typeof options.times !== "function") this.#timesOf(undefined as A);
    const { gamma = 1 } = options;
    if (!(gamma > 0 && gamma <= 1))
      throw new GymError(
        "ERR_INVALID_DEFINITION",
        `ActionRepeat has the discount ${gamma}; expected a number in (0, 1].`,
      );
  }

  override get observationSpace(): Space {
    const { observationSpace } = this.env;
    return readSpace(this.#options.space ?? observationSpace, observationSpace);
  }

  reset(problemId?: string, options?: ResetOptions): Promise<ResetResult<O>> {
    return this.env.reset(problemId, options);
  }

  /** @throws GymError `ERR_INVALID_DEFINITION` when `times` is no positive integer. */
  async step(action: A, options: StepOptions = {}): Promise<StepResult<O>> {
    const times = this.#timesOf(action);
    const { thinkSeconds: _, ...later } = options;
    const { combine, gamma = 1 } = this.#options;
    let discount = 1;
    let result = await this.env.step(action, options);
    let { reward } = result;
    const parts = { ...result.rewardComponents };
    const observations = [result.observation];
    for (let time = 1; time < times && !isOver(result); time++) {
      result = await this.env.step(action, later);
      observations.push(result.observation);
      discount *= gamma;
      reward = reward === null || result.reward === null ? null : reward + discount * result.reward;
      for (const [name, part] of Object.entries(result.rewardComponents))
        parts[name] = (parts[name] ?? 0) + discount * part;
    }
    const observation = combine === undefined ? result.observation : combine(observations);
    return { ...result, observation, reward, rewardComponents: reward === null ? {} : parts };
  }

  #timesOf(action: A): number {
    const { times } = this.#options;
    const count = typeof times === "function" ? times(action) : times;
    if (Number.isInteger(count) && count > 0) return count;
    throw new GymError(
      "ERR_INVALID_DEFINITION",
      `ActionRepeat was told to act ${count} times; expected a positive integer.`,
    );
  }

  protected rewrap(env: Env<O, A>): ActionRepeat<O, A> {
    return new ActionRepeat(env, this.#options);
  }
}
