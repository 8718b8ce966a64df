/**
 * Ends episodes after some time.
 * @module
 */
import { GymError, microsPerSecond } from "@aiops-gym/cluster";
import { z } from "zod";
import type { Env, EpisodeInfo, ResetOptions, ResetResult, StepOptions, StepResult } from "../env.ts";
import type { Observation } from "../observation.ts";
import { isOver } from "./is-over.ts";
import { Wrapper } from "./wrapper.ts";

/** Options of {@link TimeLimit}; the limit that is reached first counts. */
export interface TimeLimitOptions {
  /** Steps of an episode, a positive integer. */
  readonly maxSteps?: number;
  /** Seconds of the cluster's clock since the page; the step in which they run out is the last. */
  readonly maxSeconds?: number;
}

const optionsSchema = z.strictObject({
  maxSteps: z.int().positive().optional(),
  maxSeconds: z.number().positive().optional(),
});
const stateSchema = z.object({ steps: z.int().nonnegative(), reached: z.boolean() });

/**
 * Truncates episodes that last too long. The limit is from outside of the problem: nothing is graded, `results` stay null, and a
 * learner may bootstrap from the last state. (The environment's own `maxSteps` ends the episode, and grades it.)
 */
export class TimeLimit<O = Observation, A = unknown> extends Wrapper<O, A> {
  readonly #options: TimeLimitOptions;
  #state: z.infer<typeof stateSchema> = { steps: 0, reached: false };

  /** @throws GymError `ERR_INVALID_DEFINITION` for limits that are none. */
  constructor(env: Env<O, A>, options: TimeLimitOptions) {
    super(env);
    const parsed = optionsSchema.safeParse(options);
    if (!parsed.success)
      throw new GymError("ERR_INVALID_DEFINITION", `TimeLimit is refused: ${z.prettifyError(parsed.error)}`);
    this.#options = options;
  }

  async reset(problemId?: string, options?: ResetOptions): Promise<ResetResult<O>> {
    const result = await this.env.reset(problemId, options);
    this.#state = { steps: 0, reached: false };
    return { ...result, info: this.#limited(result.info) };
  }

  async step(action: A, options?: StepOptions): Promise<StepResult<O>> {
    if (this.#state.reached)
      throw new GymError(
        "ERR_RESET_NEEDED",
        "The episode has reached its time limit; call reset(problemId) for another.",
      );
    const result = await this.env.step(action, options);
    const steps = this.#state.steps + 1;
    const reached = !isOver(result) && this.#isReached(steps);
    this.#state = { steps, reached };
    return { ...result, truncated: result.truncated || reached, info: this.#limited(result.info) };
  }

  #isReached(steps: number): boolean {
    const { maxSteps = Infinity, maxSeconds } = this.#options;
    if (steps >= maxSteps) return true;
    if (maxSeconds === undefined) return false;
    const { header, steps: played } = this.env.trajectory;
    const now = played.at(-1)?.observation.timeUnixMicros ?? header.observation.timeUnixMicros;
    return now - header.observation.timeUnixMicros >= maxSeconds * microsPerSecond;
  }

  #limited(info: EpisodeInfo): EpisodeInfo {
    return { ...info, maxSteps: Math.min(info.maxSteps, this.#options.maxSteps ?? Infinity) };
  }

  protected rewrap(env: Env<O, A>): TimeLimit<O, A> {
    return new TimeLimit(env, this.#options);
  }

  protected override save(): unknown {
    return this.#state;
  }

  protected override load(state: unknown): void {
    this.#state = stateSchema.parse(state);
  }
}
