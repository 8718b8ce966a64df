/**
 * Divides what is paid by how much returns vary.
 * @module
 */
import { GymError } from "@aiops-gym/cluster";
import { z } from "zod";
import type { Env, ResetOptions, ResetResult, StepOptions, StepResult } from "../env.ts";
import type { Observation } from "../observation.ts";
import { scaleResult } from "./scale-result.ts";
import { Wrapper } from "./wrapper.ts";

/** Options of {@link NormalizeReward}. */
export interface NormalizeRewardOptions {
  /** Discount of the returns whose spread is taken, in (0, 1]; 0.99 by default. */
  readonly gamma?: number;
  /** Added to the variance; 1e-8 by default. */
  readonly epsilon?: number;
}

const optionsSchema = z.strictObject({
  gamma: z.number().gt(0).max(1).default(0.99),
  epsilon: z.number().positive().default(1e-8),
});
const stateSchema = z.object({
  /** Discounted rewards of the episode so far. */
  return: z.number(),
  mean: z.number(),
  variance: z.number().nonnegative(),
  count: z.number().positive(),
  updating: z.boolean(),
});

/**
 * Divides rewards, and their components, by the running standard deviation of discounted returns, as Gymnasium's `NormalizeReward`:
 * `reward / sqrt(variance + epsilon)`, where the variance is of all `return = gamma * return + reward` so far. The mean is not taken
 * off, so that signs stay. Returns start anew with every episode, however the last one ended. The statistics go on over episodes,
 * start as one of variance 1 with a weight of 0.0001, and are part of forks, snapshots and hashes. Null (aborted) stays null and counts nowhere.
 */
export class NormalizeReward<O = Observation, A = unknown> extends Wrapper<O, A> {
  readonly #options: z.infer<typeof optionsSchema>;
  #state: z.infer<typeof stateSchema> = { return: 0, mean: 0, variance: 1, count: 1e-4, updating: true };

  /** @throws GymError `ERR_INVALID_DEFINITION` naming the option. */
  constructor(env: Env<O, A>, options: NormalizeRewardOptions = {}) {
    super(env);
    const parsed = optionsSchema.safeParse(options);
    if (!parsed.success)
      throw new GymError("ERR_INVALID_DEFINITION", `NormalizeReward is refused: ${z.prettifyError(parsed.error)}`);
    this.#options = parsed.data;
  }

  /** Whether the statistics follow what is played; set it to false to measure a policy. */
  get updating(): boolean {
    return this.#state.updating;
  }

  set updating(updating: boolean) {
    this.#state = { ...this.#state, updating };
  }

  async reset(problemId?: string, options?: ResetOptions): Promise<ResetResult<O>> {
    const result = await this.env.reset(problemId, options);
    this.#state = { ...this.#state, return: 0 };
    return result;
  }

  async step(action: A, options?: StepOptions): Promise<StepResult<O>> {
    const result = await this.env.step(action, options);
    if (result.reward === null) return result;
    const sum = this.#options.gamma * this.#state.return + result.reward;
    this.#state = this.#state.updating ? include(this.#state, sum) : { ...this.#state, return: sum };
    return scaleResult(result, 1 / Math.sqrt(this.#state.variance + this.#options.epsilon));
  }

  protected rewrap(env: Env<O, A>): NormalizeReward<O, A> {
    return new NormalizeReward(env, this.#options);
  }

  protected override save(): unknown {
    return this.#state;
  }

  protected override load(state: unknown): void {
    this.#state = stateSchema.parse(state);
  }
}

/** Takes one more return into the statistics (Chan's parallel update, with a batch of one). */
function include(state: z.infer<typeof stateSchema>, sum: number): z.infer<typeof stateSchema> {
  const count = state.count + 1;
  const delta = sum - state.mean;
  const squares = state.variance * state.count + (delta * delta * state.count) / count;
  return { ...state, return: sum, mean: state.mean + delta / count, variance: squares / count, count };
}
