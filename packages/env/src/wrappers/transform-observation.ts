/**
 * Changes what is observed.
 * @module
 */
import type { Env, EpisodeInfo, ResetOptions, ResetResult, StepOptions, StepResult } from "../env.ts";
import type { Observation } from "../observation.ts";
import type { Space } from "../spaces/space.ts";
import { readSpace, type SpaceChange } from "./space-change.ts";
import { Wrapper } from "./wrapper.ts";

/** Makes one observation of another; the same for the same arguments, for it is called for forks and replays too. */
export type ObservationFunction<InnerO, O> = (observation: InnerO, info: EpisodeInfo) => O | Promise<O>;

/**
 * Passes every observation through a function.
 *
 * @example
 * const texts = new TransformObservation(env, ({ text }: Observation) => text, textSpace());
 */
export class TransformObservation<O, A = unknown, InnerO = Observation> extends Wrapper<O, A, InnerO, A> {
  readonly #change: ObservationFunction<InnerO, O>;
  readonly #space: SpaceChange;

  /** @param space - What comes out of the function; `(inner) => inner` where that is what went in. */
  constructor(env: Env<InnerO, A>, change: ObservationFunction<InnerO, O>, space: SpaceChange) {
    super(env);
    this.#change = change;
    this.#space = space;
  }

  override get observationSpace(): Space {
    return readSpace(this.#space, this.env.observationSpace);
  }

  async reset(problemId?: string, options?: ResetOptions): Promise<ResetResult<O>> {
    const { observation, info } = await this.env.reset(problemId, options);
    return { observation: await this.#change(observation, info), info };
  }

  async step(action: A, options?: StepOptions): Promise<StepResult<O>> {
    const result = await this.env.step(action, options);
    return { ...result, observation: await this.#change(result.observation, result.info) };
  }

  protected rewrap(env: Env<InnerO, A>): TransformObservation<O, A, InnerO> {
    return new TransformObservation(env, this.#change, this.#space);
  }
}
