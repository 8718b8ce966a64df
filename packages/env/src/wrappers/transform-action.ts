/**
 * Changes what is done.
 * @module
 */
import type { Env, ResetOptions, ResetResult, StepOptions, StepResult } from "../env.ts";
import type { Observation } from "../observation.ts";
import type { Space } from "../spaces/space.ts";
import { readSpace, type SpaceChange } from "./space-change.ts";
import { Wrapper } from "./wrapper.ts";

/** Makes one action of another; the same for the same argument. */
export type ActionFunction<A, InnerA> = (action: A) => InnerA | Promise<InnerA>;

/**
 * Passes every action through a function. The trajectory holds what came out of it.
 *
 * @example
 * const numbers = new TransformAction(env, (index: number) => actions[index], discreteSpace(actions.length));
 */
export class TransformAction<A, O = Observation, InnerA = unknown> extends Wrapper<O, A, O, InnerA> {
  readonly #change: ActionFunction<A, InnerA>;
  readonly #space: SpaceChange;

  /** @param space - What goes into the function; `(inner) => inner` where that is what comes out. */
  constructor(env: Env<O, InnerA>, change: ActionFunction<A, InnerA>, space: SpaceChange) {
    super(env);
    this.#change = change;
    this.#space = space;
  }

  override get actionSpace(): Space {
    return readSpace(this.#space, this.env.actionSpace);
  }

  reset(problemId?: string, options?: ResetOptions): Promise<ResetResult<O>> {
    return this.env.reset(problemId, options);
  }

  async step(action: A, options?: StepOptions): Promise<StepResult<O>> {
    return this.env.step(await this.#change(action), options);
  }

  protected rewrap(env: Env<O, InnerA>): TransformAction<A, O, InnerA> {
    return new TransformAction(env, this.#change, this.#space);
  }
}
