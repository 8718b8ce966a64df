/**
 * One environment of a vector, in whichever thread it lives: begins episodes, steps, and outlives its own exceptions.
 * @module
 */

import type { Env, EpisodeInfo } from "../env.ts";
import { isOver } from "../wrappers/is-over.ts";
import type { EpisodeChoice } from "./episode-source.ts";
import type { FeatureCodec, FeatureRows } from "./feature-rows.ts";
import {
  begun,
  causeOf,
  type FinalResult,
  followedBy,
  lost,
  type SlotCommand,
  type SlotResult,
} from "./slot-result.ts";

/** Where an environment's features go. */
export interface SlotFeatures<O> {
  readonly codec: FeatureCodec<O>;
  readonly rows: FeatureRows;
}

/** What a vector asks of its environments: an `Env`, or one at the other end of a connection. */
export type VectorMember<O, A> = Pick<Env<O, A>, "reset" | "step" | "close">;

/** Makes environment `envId` of a vector. */
export type EnvFactory<O, A> = (envId: number) => VectorMember<O, A> | Promise<VectorMember<O, A>>;

/** A place in the vector. Commands are carried out one at a time. */
export class EnvSlot<O, A> {
  readonly envId: number;
  readonly #make: EnvFactory<O, A>;
  readonly #features: SlotFeatures<O> | undefined;
  #env: VectorMember<O, A> | undefined;
  #last: FinalResult<O> | undefined;

  constructor(envId: number, make: EnvFactory<O, A>, features?: SlotFeatures<O>) {
    this.envId = envId;
    this.#make = make;
    this.#features = features;
  }

  /**
   * Carries a command out. An exception of a step aborts the episode. After an exception of any kind, another environment is made
   * for the next episode.
   *
   * @throws Whatever making the environment or its `reset` throws; nothing has been lost then. Where the reset follows a last step
   *   (same-step autoreset), that step is answered without a next episode, so that the next command meets the exception.
   */
  async run(command: SlotCommand<A>, signal?: AbortSignal): Promise<SlotResult<O>> {
    if (command.kind === "reset") return this.#reset(command.episode, signal);
    const last = await this.#step(command, signal);
    if (command.next === undefined || !isOver(last)) return last;
    const rows = this.#features?.rows;
    rows?.stageFinal(this.envId);
    try {
      return followedBy(last, await this.#reset(command.next, signal));
    } catch {
      rows?.unstageFinal(this.envId);
      return last;
    }
  }

  /** Closes the environment, if there is one. */
  async close(): Promise<void> {
    const env = this.#env;
    this.#env = undefined;
    this.#last = undefined;
    await env?.close();
  }

  async #reset({ problemId, ...options }: EpisodeChoice, signal: AbortSignal | undefined): Promise<SlotResult<O>> {
    try {
      this.#env ??= await this.#make(this.envId);
      const { observation, info } = await this.#env.reset(problemId, {
        ...options,
        ...(signal === undefined ? {} : { signal }),
      });
      this.#see(observation, info);
      return begun(observation, info);
    } catch (error) {
      await this.#drop();
      throw error;
    }
  }

  async #step(
    { action, thinkSeconds }: Extract<SlotCommand<A>, { kind: "step" }>,
    signal: AbortSignal | undefined,
  ): Promise<SlotResult<O>> {
    const env = this.#env;
    const before = this.#last;
    if (env === undefined || before === undefined)
      throw new Error(`environment ${this.envId} was stepped before its reset`);
    try {
      const step = await env.step(action, {
        ...(thinkSeconds === undefined ? {} : { thinkSeconds }),
        ...(signal === undefined ? {} : { signal }),
      });
      this.#see(step.observation, step.info);
      return { ...step, began: false, final: null };
    } catch (error) {
      await this.#drop();
      return lost(before, causeOf(error));
    }
  }

  /** What the environment is in now is unknown. */
  async #drop(): Promise<void> {
    this.#features?.rows.restage(this.envId);
    await this.close().catch(() => undefined);
  }

  #see(observation: O, info: EpisodeInfo): void {
    if (this.#features !== undefined) {
      const row = this.#features.rows.stagedRow(this.envId);
      row.fill(0);
      this.#features.codec.write(observation, row, info);
    }
    this.#last = { observation, info };
  }
}
