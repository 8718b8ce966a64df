/**
 * Policies, and how to play them.
 * @module
 */
export { type Choice, ChoiceInputs, type Decision, type FeatureRows } from "./baselines/choices.ts";
export type { Learner, Transition } from "./baselines/learner.ts";
export { LinearModel, modelSchema } from "./baselines/linear-model.ts";
export { type PolicyGradientOptions, policyGradient } from "./baselines/policy-gradient.ts";
export { type QLearningOptions, qLearning } from "./baselines/q-learning.ts";
export { type Chance, createChance } from "./chance.ts";
export { expertPolicy } from "./expert/expert-policy.ts";
export { oraclePolicy, rightSubmission, scriptedPolicy } from "./oracle.ts";
export { type EpisodeSummary, type PlayOptions, playEpisode } from "./play-episode.ts";
export type { Policy } from "./policy.ts";
export { noopPolicy, randomPolicy } from "./simple-policies.ts";
