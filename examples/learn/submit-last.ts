/**
 * Sees to it that every episode is graded.
 */
import { type Env, type FeatureObservation, type ResetOptions, type StepOptions, Wrapper } from "aiops-gym";

/** In the last step of an episode only the submission is valid, and it is made whatever is chosen. */
export class SubmitLast extends Wrapper<FeatureObservation, number> {
  readonly #submit: number;
  #isLast = false;

  /** @param submit - Number of the submission. */
  constructor(env: Env<FeatureObservation, number>, submit: number) {
    super(env);
    this.#submit = submit;
  }

  async reset(problemId?: string, options?: ResetOptions) {
    return this.#guided(await this.env.reset(problemId, options));
  }

  async step(action: number, options?: StepOptions) {
    return this.#guided(await this.env.step(this.#isLast ? this.#submit : action, options));
  }

  #guided<R extends { readonly observation: FeatureObservation; readonly info: { step: number; maxSteps: number } }>(
    result: R,
  ): R {
    const { observation, info } = result;
    this.#isLast = info.step >= info.maxSteps - 1;
    if (!this.#isLast || observation.mask === undefined) return result;
    const mask = new Uint8Array(observation.mask.length);
    mask[this.#submit] = 1;
    return { ...result, observation: { ...observation, mask } };
  }

  protected rewrap(env: Env<FeatureObservation, number>) {
    return new SubmitLast(env, this.#submit);
  }

  protected override save() {
    return this.#isLast;
  }

  protected override load(state: unknown) {
    this.#isLast = state === true;
  }
}
