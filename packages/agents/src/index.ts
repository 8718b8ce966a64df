/**
 * Policies, and how to play them.
 * @module
 */
export { callersOf, catalogueChoices, volumeUsersOf } from "./baselines/catalogue-choices.ts";
export { ChoiceInputs, type Decision, type NumberedChoice, type RowLayout } from "./baselines/choices.ts";
export type { Learner, LearnerStep } from "./baselines/learner.ts";
export { LinearModel, modelSchema, type SavedModel } from "./baselines/linear-model.ts";
export { type PolicyGradientOptions, policyGradient } from "./baselines/policy-gradient.ts";
export { type QLearningOptions, qLearning } from "./baselines/q-learning.ts";
export { idleChoices, randomChoices } from "./baselines/simple-choices.ts";
export {
  type ChoiceEnv,
  type ChoicePolicy,
  type ChosenEpisode,
  type Measurement,
  measureChoices,
  playChoices,
  type TrainingBudget,
  trainLearner,
} from "./baselines/train.ts";
export { type Chance, createChance } from "./chance.ts";
export { expertPolicy } from "./expert/expert-policy.ts";
export { oraclePolicy, rightSubmission, scriptedPolicy } from "./oracle.ts";
export { type EpisodeSummary, type PlayOptions, playEpisode } from "./play-episode.ts";
export type { Policy } from "./policy.ts";
export { noopPolicy, randomPolicy } from "./simple-policies.ts";
