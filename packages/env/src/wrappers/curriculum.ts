/**
 * Chooses harder problems as the policy gets better.
 * @module
 */
import { createRandomStream, GymError } from "@aiops-gym/cluster";
import { z } from "zod";
import type { Env, ResetOptions, ResetResult, StepOptions, StepResult } from "../env.ts";
import type { Observation } from "../observation.ts";
import { nextUniform } from "../spaces/random-stream.ts";
import { isOver } from "./is-over.ts";
import { drawsInTurn, type ProblemDraw, type ProblemSource } from "./problem-source.ts";
import { Wrapper } from "./wrapper.ts";

/** One stage, the easiest first. */
export interface CurriculumStage {
  readonly problems: ProblemSource | readonly ProblemDraw[];
}

/** Options of {@link Curriculum}. */
export interface CurriculumOptions {
  /** At least one. */
  readonly stages: readonly CurriculumStage[];
  /** Share of episodes to be solved before the next stage begins, in (0, 1]; 0.8 by default. */
  readonly threshold?: number;
  /** Over how many of the stage's latest episodes, a positive integer; 20 by default. */
  readonly window?: number;
  /** How often an episode is of an earlier stage, any of them evenly, so that it is not forgotten, in [0, 1); 0 by default. */
  readonly rehearsal?: number;
  /** Of the choice between new and old; 0 by default. */
  readonly seed?: number;
  /** Whether an ended episode is solved; by default `results.success` is true. */
  readonly isSolved?: (last: Pick<StepResult, "reward" | "results">) => boolean;
}

const optionsSchema = z.object({
  threshold: z.number().gt(0).max(1).default(0.8),
  window: z.int().positive().default(20),
  rehearsal: z.number().min(0).lt(1).default(0),
  seed: z.int().nonnegative().default(0),
});
const stateSchema = z.object({
  stage: z.int().nonnegative(),
  /** Draws so far, by stage. */
  drawn: z.array(z.int().nonnegative()),
  episodes: z.int().nonnegative(),
  /** The latest episodes of the current stage: solved or not. */
  outcomes: z.array(z.boolean()),
  /** The episode under way is of the current stage. */
  counts: z.boolean(),
});

/**
 * Lets `reset()` without a problem draw one of the current stage. A stage is over when of its last `window` episodes at least the share
 * `threshold` was solved; the last one never is. Aborted episodes, those of earlier stages, and problems named in `reset` do not count.
 * How far it is, is part of forks, snapshots and hashes.
 */
export class Curriculum<O = Observation, A = unknown> extends Wrapper<O, A> {
  readonly #given: CurriculumOptions;
  readonly #options: z.infer<typeof optionsSchema>;
  readonly #sources: readonly ProblemSource[];
  #state: z.infer<typeof stateSchema>;

  /** @throws GymError `ERR_INVALID_DEFINITION` naming the option, or when there is no stage. */
  constructor(env: Env<O, A>, options: CurriculumOptions) {
    super(env);
    const parsed = optionsSchema.safeParse(options);
    if (!parsed.success)
      throw new GymError("ERR_INVALID_DEFINITION", `Curriculum is refused: ${z.prettifyError(parsed.error)}`);
    if (options.stages.length === 0)
      throw new GymError("ERR_INVALID_DEFINITION", "Curriculum has no stages; expected at least one.");
    this.#given = options;
    this.#options = parsed.data;
    this.#sources = options.stages.map(({ problems }) =>
      typeof problems === "function" ? problems : drawsInTurn(problems),
    );
    this.#state = { stage: 0, drawn: options.stages.map(() => 0), episodes: 0, outcomes: [], counts: false };
  }

  /** The current stage, from 0. */
  get stage(): number {
    return this.#state.stage;
  }

  async reset(problemId?: string, options?: ResetOptions): Promise<ResetResult<O>> {
    if (problemId !== undefined) {
      const result = await this.env.reset(problemId, options);
      this.#state = { ...this.#state, counts: false };
      return result;
    }
    const { stage, drawn, episodes } = this.#state;
    const chosen = this.#chooseStage();
    const source = this.#sources[chosen] as ProblemSource;
    const draw = source(drawn[chosen] ?? 0);
    const result = await this.env.reset(draw.problemId, { ...options, seed: options?.seed ?? draw.seed });
    this.#state = {
      ...this.#state,
      drawn: drawn.map((count, index) => (index === chosen ? count + 1 : count)),
      episodes: episodes + 1,
      counts: chosen === stage,
    };
    return result;
  }

  async step(action: A, options?: StepOptions): Promise<StepResult<O>> {
    const result = await this.env.step(action, options);
    if (isOver(result) && result.aborted === null && this.#state.counts) this.#take(this.#isSolved(result));
    return result;
  }

  #chooseStage(): number {
    const { stage, episodes } = this.#state;
    const { rehearsal, seed } = this.#options;
    if (stage === 0 || rehearsal === 0) return stage;
    const stream = createRandomStream(seed, `stage ${episodes}`);
    return nextUniform(stream) < rehearsal ? Math.floor(nextUniform(stream) * stage) : stage;
  }

  #isSolved({ reward, results }: StepResult<O>): boolean {
    const { isSolved } = this.#given;
    return isSolved === undefined ? results?.["success"] === true : isSolved({ reward, results });
  }

  #take(solved: boolean): void {
    const { threshold, window } = this.#options;
    const outcomes = [...this.#state.outcomes, solved].slice(-window);
    const share = outcomes.filter(Boolean).length / window;
    const last = this.#state.stage === this.#sources.length - 1;
    const passed = !last && outcomes.length === window && share >= threshold;
    this.#state = passed
      ? { ...this.#state, stage: this.#state.stage + 1, outcomes: [], counts: false }
      : { ...this.#state, outcomes, counts: false };
  }

  protected rewrap(env: Env<O, A>): Curriculum<O, A> {
    return new Curriculum(env, this.#given);
  }

  protected override save(): unknown {
    return this.#state;
  }

  protected override load(state: unknown): void {
    const parsed = stateSchema.parse(state);
    z.literal(this.#sources.length).parse(parsed.drawn.length);
    this.#state = parsed;
  }
}
