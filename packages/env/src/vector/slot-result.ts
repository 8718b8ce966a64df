/**
 * What one environment of a vector answers to one command.
 * @module
 */
import type { EpisodeInfo, StepResult } from "../env.ts";
import type { EpisodeChoice } from "./episode-source.ts";

/** What an environment is told to do: plain data. */
export type SlotCommand<A = unknown> =
  | { readonly kind: "reset"; readonly episode: EpisodeChoice }
  | {
      readonly kind: "step";
      readonly action: A;
      readonly thinkSeconds?: number;
      /** The episode to begin at once when this step is the last (same-step autoreset). */
      readonly next?: EpisodeChoice;
    };

/** The end of an episode whose place the next one's first observation has taken. */
export interface FinalResult<O> {
  readonly observation: O;
  readonly info: EpisodeInfo;
}

/** A step, or the beginning of an episode (reward 0, nothing ended). */
export interface SlotResult<O> extends StepResult<O> {
  /** The observation is an episode's first. */
  readonly began: boolean;
  /** Only of same-step autoreset. */
  readonly final: FinalResult<O> | null;
}

/** The result of a reset. */
export function begun<O>(observation: O, info: EpisodeInfo): SlotResult<O> {
  return {
    observation,
    info,
    reward: 0,
    rewardComponents: {},
    terminated: false,
    truncated: false,
    aborted: null,
    results: null,
    began: true,
    final: null,
  };
}

/** The result of a step that infrastructure failed. The observation is the last that arrived. */
export function lost<O>({ observation, info }: FinalResult<O>, cause: string): SlotResult<O> {
  return { ...begun(observation, info), reward: null, aborted: { cause, blame: "infra" }, began: false };
}

/** A last step whose observation gives way to the first of the next episode. */
export function followedBy<O>(last: SlotResult<O>, first: SlotResult<O>): SlotResult<O> {
  const { observation, info } = last;
  return { ...last, observation: first.observation, info: first.info, began: true, final: { observation, info } };
}

/** A cause in words, of whatever was thrown. */
export function causeOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
