/**
 * What all wrappers are: an environment around another.
 * @module
 */
import { createHash } from "node:crypto";
import { type ClusterCapabilities, GymError } from "@aiops-gym/cluster";
import type { Env, ResetOptions, ResetResult, StepOptions, StepResult } from "../env.ts";
import type { Observation } from "../observation.ts";
import type { Space } from "../spaces/space.ts";
import type { Trajectory } from "../trajectory.ts";
import { decodeWrapped, encodeWrapped, packState } from "./wrapper-state.ts";

/**
 * Base of wrappers: forwards everything. A subclass overrides `reset` and `step`, says in {@link Wrapper.rewrap} how a copy is
 * wrapped, and gives in {@link Wrapper.save} what it keeps of an episode, from which forks, snapshots and hashes follow.
 *
 * @typeParam O - What it observes.
 * @typeParam A - What it takes for an action.
 * @typeParam InnerO - What the environment inside observes.
 * @typeParam InnerA - What the environment inside takes for an action.
 */
export abstract class Wrapper<O = Observation, A = unknown, InnerO = O, InnerA = A> implements Env<O, A> {
  /** The environment inside. */
  readonly env: Env<InnerO, InnerA>;

  constructor(env: Env<InnerO, InnerA>) {
    this.env = env;
  }

  /** Stands in snapshots and errors; the class's name. */
  get name(): string {
    return this.constructor.name;
  }

  get problemIds(): readonly string[] {
    return this.env.problemIds;
  }

  get capabilities(): ClusterCapabilities {
    return this.env.capabilities;
  }

  get observationSpace(): Space {
    return this.env.observationSpace;
  }

  get actionSpace(): Space {
    return this.env.actionSpace;
  }

  get trajectory(): Trajectory {
    return this.env.trajectory;
  }

  get unwrapped(): Env {
    return this.env.unwrapped;
  }

  abstract reset(problemId?: string, options?: ResetOptions): Promise<ResetResult<O>>;

  abstract step(action: A, options?: StepOptions): Promise<StepResult<O>>;

  /** Wraps another environment as this one is wrapped, as if nothing had happened yet. */
  protected abstract rewrap(env: Env<InnerO, InnerA>): Wrapper<O, A, InnerO, InnerA>;

  /**
   * What the wrapper keeps from step to step and could not work out again: a new value, plain data and typed arrays that are not
   * changed any more. Undefined (the default) for wrappers that keep nothing.
   */
  protected save(): unknown {
    return undefined;
  }

  /**
   * Goes on from what {@link Wrapper.save} gave, here or in another process; must throw before it changes anything.
   *
   * @param _state - Of a wrapper of this name.
   */
  protected load(_state: unknown): void {}

  async fork(): Promise<Env<O, A>> {
    const copy = this.rewrap(await this.env.fork());
    if (copy.name !== this.name) {
      await copy.close();
      throw new GymError(
        "ERR_INVALID_DEFINITION",
        `${this.name} cannot be copied: its \`rewrap\` made a ${copy.name}. A class that extends ${copy.name} needs a \`rewrap\` of its own.`,
      );
    }
    copy.load(this.save());
    return copy;
  }

  async snapshot(): Promise<Uint8Array> {
    return encodeWrapped(this.name, { state: this.save(), inner: await this.env.snapshot() });
  }

  async restore(snapshot: Uint8Array): Promise<void> {
    const { state, inner } = decodeWrapped(this.name, snapshot);
    const before = this.save();
    try {
      this.load(state);
    } catch (cause) {
      throw new GymError(
        "ERR_INVALID_SNAPSHOT",
        `The snapshot is refused: what ${this.name} kept is not what it keeps now. Restore it with the version and the options that it was taken with.`,
        { cause },
      );
    }
    try {
      await this.env.restore(inner);
    } catch (error) {
      this.load(before);
      throw error;
    }
  }

  async stateHash(): Promise<string> {
    const inner = await this.env.stateHash();
    const state = this.save();
    if (state === undefined) return inner;
    return createHash("sha256").update(inner).update(this.name).update(packState(this.name, state)).digest("hex");
  }

  close(): Promise<void> {
    return this.env.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
