/**
 * Multiplies what is paid.
 * @module
 */
import { GymError } from "@aiops-gym/cluster";
import type { Env, ResetOptions, ResetResult, StepOptions, StepResult } from "../env.ts";
import type { Observation } from "../observation.ts";
import { scaleResult } from "./scale-result.ts";
import { Wrapper } from "./wrapper.ts";

/** Multiplies every reward and its components by a fixed factor; null (aborted) stays null. */
export class ScaleReward<O = Observation, A = unknown> extends Wrapper<O, A> {
  readonly factor: number;

  /** @throws GymError `ERR_INVALID_DEFINITION` when the factor is no finite number. */
  constructor(env: Env<O, A>, factor: number) {
    super(env);
    if (!Number.isFinite(factor))
      throw new GymError("ERR_INVALID_DEFINITION", `ScaleReward has the factor ${factor}; expected a finite number.`);
    this.factor = factor;
  }

  reset(problemId?: string, options?: ResetOptions): Promise<ResetResult<O>> {
    return this.env.reset(problemId, options);
  }

  async step(action: A, options?: StepOptions): Promise<StepResult<O>> {
    return scaleResult(await this.env.step(action, options), this.factor);
  }

  protected rewrap(env: Env<O, A>): ScaleReward<O, A> {
    return new ScaleReward(env, this.factor);
  }
}
