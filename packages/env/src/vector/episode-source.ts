/**
 * Which episode an environment of a vector plays next.
 * @module
 */
import { GymError } from "@aiops-gym/cluster";
import type { ProblemSource } from "../wrappers/problem-source.ts";

/** One episode to begin: plain data, so that it reaches other threads. */
export interface EpisodeChoice {
  /** Left out only where a wrapper draws one. */
  readonly problemId?: string;
  /** Integer in [0, 2^53). */
  readonly seed: number;
  readonly coldStart?: boolean;
}

/** What is asked for. */
export interface EpisodeDraw {
  /** Environment within the vector, from 0. */
  readonly envId: number;
  /** Episodes that this environment has begun so far. */
  readonly episode: number;
  readonly numEnvs: number;
  /** What `reset({ seed })` last gave, 0 by default. */
  readonly seed: number;
}

/** Chooses episodes. The same draws should give the same choices, whichever environment is faster. */
export type EpisodeSource = (draw: EpisodeDraw) => EpisodeChoice;

/**
 * Problems in turn: episode `k` of environment `e` is number `k * numEnvs + e`; it has the problem of that number (around the list)
 * and the seed `seed + number`, so no two episodes share a seed.
 *
 * @throws GymError `ERR_INVALID_DEFINITION` when the list is empty.
 */
export function problemsInTurn(problemIds: readonly string[]): EpisodeSource {
  if (problemIds.length === 0)
    throw new GymError(
      "ERR_INVALID_DEFINITION",
      "The list of problems is empty; name at least one, or pass a function.",
    );
  return ({ envId, episode, numEnvs, seed }) => {
    const number = episode * numEnvs + envId;
    const problemId = problemIds[number % problemIds.length];
    return { ...(problemId === undefined ? {} : { problemId }), seed: seed + number };
  };
}

/** Draws of a problem source: episode `k` of environment `e` is draw number `seed + k * numEnvs + e`. */
export function drawEpisodes(source: ProblemSource): EpisodeSource {
  return ({ envId, episode, numEnvs, seed }) => source(seed + episode * numEnvs + envId);
}
