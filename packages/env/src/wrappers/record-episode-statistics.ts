/**
 * Counts what episodes came to.
 * @module
 */
import { performance } from "node:perf_hooks";
import { GymError, microsPerSecond } from "@aiops-gym/cluster";
import { z } from "zod";
import type { Env, EpisodeStatistics, ResetOptions, ResetResult, StepOptions, StepResult } from "../env.ts";
import type { Observation } from "../observation.ts";
import { isOver } from "./is-over.ts";
import { Wrapper } from "./wrapper.ts";

/** Statistics of an episode that ended, and how long it took. */
export interface RecordedEpisode extends EpisodeStatistics {
  /** From `reset` (in a fork: from the fork; after `restore`: from there) to the end; not reproducible, and so not in `info`. */
  readonly wallSeconds: number;
}

/** Options of {@link RecordEpisodeStatistics}. */
export interface RecordEpisodeStatisticsOptions {
  /** How many of the last episodes are kept, a positive integer; 100 by default. */
  readonly bufferLength?: number;
}

const stateSchema = z.object({ return: z.number().nullable(), length: z.int().nonnegative() });

/**
 * Adds up an episode as it looks from here: its return is of rewards as the wrappers inside made them. The last step's `info.episode`
 * holds the sums; {@link RecordEpisodeStatistics.episodes} those of the last episodes. Forks begin with an empty list.
 */
export class RecordEpisodeStatistics<O = Observation, A = unknown> extends Wrapper<O, A> {
  readonly #bufferLength: number;
  #state: z.infer<typeof stateSchema> = { return: 0, length: 0 };
  #episodes: readonly RecordedEpisode[] = [];
  #startedAt = performance.now();

  /** @throws GymError `ERR_INVALID_DEFINITION` for a length that is none. */
  constructor(env: Env<O, A>, { bufferLength = 100 }: RecordEpisodeStatisticsOptions = {}) {
    super(env);
    if (!(Number.isInteger(bufferLength) && bufferLength > 0))
      throw new GymError(
        "ERR_INVALID_DEFINITION",
        `RecordEpisodeStatistics keeps ${bufferLength} episodes; expected a positive integer.`,
      );
    this.#bufferLength = bufferLength;
  }

  /** The last episodes that ended, the latest last. */
  get episodes(): readonly RecordedEpisode[] {
    return this.#episodes;
  }

  async reset(problemId?: string, options?: ResetOptions): Promise<ResetResult<O>> {
    this.#startedAt = performance.now();
    const result = await this.env.reset(problemId, options);
    this.#state = { return: 0, length: 0 };
    return result;
  }

  async step(action: A, options?: StepOptions): Promise<StepResult<O>> {
    const result = await this.env.step(action, options);
    const { return: sum, length } = this.#state;
    const total = sum === null || result.reward === null ? null : sum + result.reward;
    this.#state = { return: total, length: length + 1 };
    if (!isOver(result)) return result;
    const { header, steps } = this.env.trajectory;
    const [begun, ended] = [header, steps.at(-1) ?? header].map(({ observation }) => observation.timeUnixMicros);
    const episode = { ...this.#state, virtualSeconds: ((ended ?? 0) - (begun ?? 0)) / microsPerSecond };
    const wallSeconds = (performance.now() - this.#startedAt) / 1_000;
    this.#episodes = [...this.#episodes, { ...episode, wallSeconds }].slice(-this.#bufferLength);
    return { ...result, info: { ...result.info, episode } };
  }

  override async restore(snapshot: Uint8Array): Promise<void> {
    await super.restore(snapshot);
    this.#startedAt = performance.now();
  }

  protected rewrap(env: Env<O, A>): RecordEpisodeStatistics<O, A> {
    return new RecordEpisodeStatistics(env, { bufferLength: this.#bufferLength });
  }

  protected override save(): unknown {
    return this.#state;
  }

  protected override load(state: unknown): void {
    this.#state = stateSchema.parse(state);
  }
}
