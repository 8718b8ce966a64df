/**
 * Training and measuring of policies that choose by number.
 * @module
 */

import { GymError } from "@aiops-gym/cluster";
import type { Env, FeatureObservation, ProblemDraw, ProblemSource } from "@aiops-gym/env";
import type { Decision } from "./choices.ts";
import type { Learner, LearnerStep } from "./learner.ts";

/** An environment of features, a mask, and numbered actions, as `FeatureView` over `DiscreteActions` is. */
export type ChoiceEnv = Env<FeatureObservation, number>;

/** Chooses among what is valid. */
export type ChoicePolicy = (decision: Decision) => number;

/** An episode that was played. */
export interface ChosenEpisode extends ProblemDraw {
  readonly transitions: readonly LearnerStep[];
  /** Sum of the rewards; null when it was aborted. */
  readonly return: number | null;
  /** The verdict's score in [0, 1] that the component `task` paid; null when it was aborted. */
  readonly score: number | null;
}

/** Plays one episode. */
export async function playChoices(
  env: ChoiceEnv,
  choose: ChoicePolicy,
  draw: ProblemDraw,
  signal?: AbortSignal,
): Promise<ChosenEpisode> {
  const options = signal === undefined ? {} : { signal };
  const { observation } = await env.reset(draw.problemId, { seed: draw.seed, ...options });
  let decision = copyOf(observation);
  const transitions: LearnerStep[] = [];
  let score = 0;
  for (;;) {
    const chosen = choose(decision);
    const {
      reward,
      rewardComponents,
      observation: next,
      terminated,
      truncated,
      aborted,
    } = await env.step(chosen, options);
    if (aborted !== null || reward === null) return { ...draw, transitions, return: null, score: null };
    transitions.push({ decision, chosen, reward });
    score += rewardComponents["task"] ?? 0;
    if (terminated || truncated)
      return { ...draw, transitions, return: transitions.reduce((sum, one) => sum + one.reward, 0), score };
    decision = copyOf(next);
  }
}

/** Views may write the next features where the last ones were. */
function copyOf({ features, mask }: FeatureObservation): Decision {
  if (mask === undefined)
    throw new GymError(
      "ERR_INVALID_DEFINITION",
      "The observation has no mask; put FeatureView around DiscreteActions, whose actions are numbers.",
    );
  return { features: features.slice(), mask: mask.slice() };
}

/** When training ends: at whichever comes first. */
export interface TrainingBudget {
  readonly episodes: number;
  /** CPU time of this process, user and system, from the start of training. */
  readonly cpuSeconds?: number;
  readonly signal?: AbortSignal;
}

/** Plays draw after draw with exploration, and learns from each episode that was not aborted. Yields each as it ends. */
export async function* trainLearner(
  env: ChoiceEnv,
  learner: Learner,
  source: ProblemSource,
  { episodes, cpuSeconds = Number.POSITIVE_INFINITY, signal }: TrainingBudget,
): AsyncGenerator<ChosenEpisode & { readonly index: number; readonly cpuSeconds: number }> {
  const start = process.cpuUsage();
  for (let index = 0; index < episodes; index++) {
    const episode = await playChoices(env, (decision) => learner.choose(decision, true), source(index), signal);
    if (episode.return !== null) learner.learn(episode.transitions);
    const { user, system } = process.cpuUsage(start);
    const used = (user + system) / 1e6;
    yield { ...episode, index, cpuSeconds: used };
    if (used >= cpuSeconds) return;
  }
}

/** What a policy reached. */
export interface Measurement {
  readonly episodes: number;
  readonly aborted: number;
  /** Share of the episodes that were not aborted in which the verdict was 1. */
  readonly solved: number;
  readonly meanReturn: number;
  readonly meanSteps: number;
}

/** Plays the first draws of a source, without exploration or learning. */
export async function measureChoices(
  env: ChoiceEnv,
  choose: ChoicePolicy,
  source: ProblemSource,
  episodes: number,
  signal?: AbortSignal,
): Promise<Measurement> {
  const played: ChosenEpisode[] = [];
  for (let index = 0; index < episodes; index++) played.push(await playChoices(env, choose, source(index), signal));
  const whole = played.filter((episode) => episode.return !== null);
  const mean = (value: (episode: ChosenEpisode) => number): number =>
    whole.reduce((sum, episode) => sum + value(episode), 0) / Math.max(1, whole.length);
  return {
    episodes,
    aborted: episodes - whole.length,
    solved: mean(({ score }) => (score === 1 ? 1 : 0)),
    meanReturn: mean((episode) => episode.return ?? 0),
    meanSteps: mean(({ transitions }) => transitions.length),
  };
}
