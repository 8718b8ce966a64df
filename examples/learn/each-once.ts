/**
 * Sees to it that nothing is repaired twice.
 */
import { type Env, type FeatureObservation, type ResetOptions, type StepOptions, Wrapper } from "aiops-gym";

/** A choice that was made is not valid again in the episode: these repairs come to the same however often they are made. */
export class EachOnce extends Wrapper<FeatureObservation, number> {
  #made: readonly number[] = [];

  async reset(problemId?: string, options?: ResetOptions) {
    this.#made = [];
    return this.#masked(await this.env.reset(problemId, options));
  }

  async step(action: number, options?: StepOptions) {
    this.#made = [...this.#made, action];
    return this.#masked(await this.env.step(action, options));
  }

  #masked<R extends { readonly observation: FeatureObservation }>(result: R): R {
    const { observation } = result;
    const mask = observation.mask?.slice();
    if (mask === undefined) return result;
    for (const choice of this.#made) mask[choice] = 0;
    return { ...result, observation: { ...observation, mask } };
  }

  protected rewrap(env: Env<FeatureObservation, number>) {
    return new EachOnce(env);
  }

  protected override save() {
    return [...this.#made];
  }

  protected override load(state: unknown) {
    this.#made = Array.isArray(state) ? state.filter((choice) => typeof choice === "number") : [];
  }
}
