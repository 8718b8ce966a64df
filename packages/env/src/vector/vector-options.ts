/**
 * Options of vector environments and of their methods.
 * @module
 */
import type { AutoresetMode } from "./autoreset-mode.ts";
import type { EpisodeSource } from "./episode-source.ts";

/** What all vector environments are made with. */
export interface VectorEnvOptions {
  readonly numEnvs: number;
  /** Problems in turn (`problemsInTurn`), or a function that chooses each episode. */
  readonly episodes: readonly string[] | EpisodeSource;
  /** `AutoresetMode.NEXT_STEP` by default, as Gymnasium has it. */
  readonly autoresetMode?: AutoresetMode;
  /** Closes the vector when it fires. */
  readonly signal?: AbortSignal;
}

/** Options of `VectorEnv.reset`. */
export interface VectorResetOptions {
  /** Counts episodes anew from this seed: an integer in [0, 2^53). Without it, the count goes on. */
  readonly seed?: number;
  /** Only these; all by default. None may be at work. */
  readonly envIds?: readonly number[];
  /** Ends the waiting; the answers stay to be received. */
  readonly signal?: AbortSignal;
}

/** Options of `VectorEnv.send`. */
export interface VectorSendOptions {
  /** With `pace: "policy"`: how long the policy thought, seconds, an element an action. */
  readonly thinkSeconds?: readonly number[];
}

/** Options of `VectorEnv.step`. */
export interface VectorStepOptions extends VectorSendOptions {
  /** Ends the waiting; the answers stay to be received. */
  readonly signal?: AbortSignal;
}
