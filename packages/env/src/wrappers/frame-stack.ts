/**
 * Shows the last observations at once.
 * @module
 */
import { GymError } from "@aiops-gym/cluster";
import { z } from "zod";
import type { Env, ResetOptions, ResetResult, StepOptions, StepResult } from "../env.ts";
import type { Space } from "../spaces/space.ts";
import { Wrapper } from "./wrapper.ts";

/** Options of {@link FrameStack}. */
export interface FrameStackOptions<Frame, O> {
  /** How many observations, a positive integer. */
  readonly size: number;
  /** Makes one of them, the oldest first. */
  readonly stack: (frames: readonly Frame[]) => O;
  /** What comes out of `stack`. */
  readonly space: (frame: Space, size: number) => Space;
}

/**
 * Stacks the last `size` observations. After `reset` all of them are the first one. Frames are part of snapshots and hashes, for which
 * they must be plain data or typed arrays; forks share them.
 *
 * @example
 * const stacked = new FrameStack(features, { size: 4, ...concatenation });
 */
export class FrameStack<Frame, O, A = unknown> extends Wrapper<O, A, Frame, A> {
  readonly #options: FrameStackOptions<Frame, O>;
  #frames: readonly Frame[] = [];

  /** @throws GymError `ERR_INVALID_DEFINITION` for a size that is none. */
  constructor(env: Env<Frame, A>, options: FrameStackOptions<Frame, O>) {
    super(env);
    const { size } = options;
    if (!(Number.isInteger(size) && size > 0))
      throw new GymError("ERR_INVALID_DEFINITION", `FrameStack has the size ${size}; expected a positive integer.`);
    this.#options = options;
  }

  override get observationSpace(): Space {
    return this.#options.space(this.env.observationSpace, this.#options.size);
  }

  async reset(problemId?: string, options?: ResetOptions): Promise<ResetResult<O>> {
    const { observation, info } = await this.env.reset(problemId, options);
    this.#frames = new Array<Frame>(this.#options.size).fill(observation);
    return { observation: this.#options.stack(this.#frames), info };
  }

  async step(action: A, options?: StepOptions): Promise<StepResult<O>> {
    const result = await this.env.step(action, options);
    this.#frames = [...this.#frames.slice(1), result.observation];
    return { ...result, observation: this.#options.stack(this.#frames) };
  }

  protected rewrap(env: Env<Frame, A>): FrameStack<Frame, O, A> {
    return new FrameStack(env, this.#options);
  }

  protected override save(): unknown {
    return this.#frames;
  }

  protected override load(state: unknown): void {
    const sizes = z.union([z.literal(0), z.literal(this.#options.size)]);
    const frames = z.array(z.unknown()).parse(state);
    sizes.parse(frames.length);
    this.#frames = frames as readonly Frame[];
  }
}
