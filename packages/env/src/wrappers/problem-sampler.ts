/**
 * Chooses which problem is played.
 * @module
 */
import { z } from "zod";
import type { Env, ResetOptions, ResetResult, StepOptions, StepResult } from "../env.ts";
import type { Observation } from "../observation.ts";
import { drawsInTurn, type ProblemDraw, type ProblemSource } from "./problem-source.ts";
import { Wrapper } from "./wrapper.ts";

const stateSchema = z.object({ next: z.int().nonnegative() });

/**
 * Lets `reset()` without a problem draw one, and its seed. `reset(id)` plays what it names and draws nothing; `reset(undefined, { seed })`
 * draws the problem and takes this seed. The number of the next draw is part of forks, snapshots and hashes.
 *
 * @example
 * const train = new ProblemSampler(env, weightedDraws({ weights: { "wrong_bin_usage-mitigation-1": 1 } }));
 * await train.reset();
 */
export class ProblemSampler<O = Observation, A = unknown> extends Wrapper<O, A> {
  readonly #source: ProblemSource;
  #next = 0;

  /** @param source - A function of the draw's number, or draws in turn. */
  constructor(env: Env<O, A>, source: ProblemSource | Iterable<ProblemDraw>) {
    super(env);
    this.#source = typeof source === "function" ? source : drawsInTurn(source);
  }

  async reset(problemId?: string, options?: ResetOptions): Promise<ResetResult<O>> {
    if (problemId !== undefined) return this.env.reset(problemId, options);
    const draw = this.#source(this.#next);
    const result = await this.env.reset(draw.problemId, { ...options, seed: options?.seed ?? draw.seed });
    this.#next += 1;
    return result;
  }

  step(action: A, options?: StepOptions): Promise<StepResult<O>> {
    return this.env.step(action, options);
  }

  protected rewrap(env: Env<O, A>): ProblemSampler<O, A> {
    return new ProblemSampler(env, this.#source);
  }

  protected override save(): unknown {
    return { next: this.#next };
  }

  protected override load(state: unknown): void {
    this.#next = stateSchema.parse(state).next;
  }
}
