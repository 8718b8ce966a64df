/**
 * Lets policies that think for no time think for some.
 * @module
 */
import { createRandomStream, GymError } from "@aiops-gym/cluster";
import { z } from "zod";
import type { Env, ResetOptions, ResetResult, StepOptions, StepResult } from "../env.ts";
import type { Observation } from "../observation.ts";
import { nextUniform } from "../spaces/random-stream.ts";
import { Wrapper } from "./wrapper.ts";

/** Options of {@link StickyThinkTime}. */
export interface StickyThinkTimeOptions {
  /** Least and most seconds of a thought, drawn evenly. */
  readonly seconds: readonly [least: number, most: number];
  /** How likely a thought takes as long as the last one, in [0, 1]; 0.25 by default. */
  readonly stickiness?: number;
  /** Counts beside the seed of each episode; 0 by default. */
  readonly seed?: number;
}

const optionsSchema = z.strictObject({
  seconds: z.tuple([z.number().nonnegative(), z.number().nonnegative()]).refine(([least, most]) => least <= most, {
    message: "expected the smaller number first",
  }),
  stickiness: z.number().min(0).max(1).default(0.25),
  seed: z.int().nonnegative().default(0),
});
const stateSchema = z.object({
  seed: z.int().nonnegative(),
  step: z.int().nonnegative(),
  last: z.number().nonnegative().nullable(),
});

/**
 * Gives steps the thinking time that the policy does not give, as if a slower one had chosen: drawn anew, or, with probability
 * `stickiness`, that of the step before, as Gymnasium's `StickyAction` does with actions. For environments with `pace: "policy"`, where time
 * passes while the policy thinks; with `pace: "fixed"` it does nothing. Times come from the episode's seed and stand in the
 * trajectory. What a step is given in `thinkSeconds` counts instead, and sticks.
 */
export class StickyThinkTime<O = Observation, A = unknown> extends Wrapper<O, A> {
  readonly #options: z.infer<typeof optionsSchema>;
  #state: z.infer<typeof stateSchema> = { seed: 0, step: 0, last: null };

  /** @throws GymError `ERR_INVALID_DEFINITION` naming the option. */
  constructor(env: Env<O, A>, options: StickyThinkTimeOptions) {
    super(env);
    const parsed = optionsSchema.safeParse(options);
    if (!parsed.success)
      throw new GymError("ERR_INVALID_DEFINITION", `StickyThinkTime is refused: ${z.prettifyError(parsed.error)}`);
    this.#options = parsed.data;
  }

  async reset(problemId?: string, options?: ResetOptions): Promise<ResetResult<O>> {
    const result = await this.env.reset(problemId, options);
    this.#state = { seed: this.env.trajectory.header.seed, step: 0, last: null };
    return result;
  }

  async step(action: A, options: StepOptions = {}): Promise<StepResult<O>> {
    const thinkSeconds = options.thinkSeconds ?? this.#draw();
    const result = await this.env.step(action, { ...options, thinkSeconds });
    this.#state = { ...this.#state, step: this.#state.step + 1, last: thinkSeconds };
    return result;
  }

  #draw(): number {
    const { seconds, stickiness, seed } = this.#options;
    const { last, step } = this.#state;
    const stream = createRandomStream(seed, `think ${this.#state.seed} ${step}`);
    if (last !== null && nextUniform(stream) < stickiness) return last;
    const [least, most] = seconds;
    return least + nextUniform(stream) * (most - least);
  }

  protected rewrap(env: Env<O, A>): StickyThinkTime<O, A> {
    return new StickyThinkTime(env, this.#options);
  }

  protected override save(): unknown {
    return this.#state;
  }

  protected override load(state: unknown): void {
    this.#state = stateSchema.parse(state);
  }
}
