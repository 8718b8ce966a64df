/**
 * AIOpsEnv, observations, rewards, trajectories.
 * @module
 */

export { createRandomStream, type RandomStream } from "@aiops-gym/cluster";
// the environment
export { AIOpsEnv, type AIOpsEnvOptions } from "./aiops-env.ts";
// actions by number
export { type Catalogue, type CatalogueOptions, createCatalogue, entryKinds } from "./catalogue/catalogue.ts";
export type { CatalogueEntry, Need } from "./catalogue/catalogue-entry.ts";
export { DiscreteActions, type DiscreteActionsOptions } from "./catalogue/discrete-actions.ts";
export { nodeSlots } from "./catalogue/repair-rows.ts";
export { lookAround, type PolicyView, type Scene } from "./catalogue/scene.ts";
export { type CheckFailure, type CheckOptions, type CheckReport, checkEnv } from "./check-env/check-env.ts";
export { checkRules } from "./check-env/rules.ts";
export type {
  Abortion,
  Env,
  EpisodeInfo,
  EpisodeStatistics,
  ResetOptions,
  ResetResult,
  StepOptions,
  StepResult,
} from "./env.ts";
// what a policy sees
export type { Briefing, Observation, ToolDefinition } from "./observation.ts";
export { type Alert, alertThresholds, type Page } from "./page.ts";
export { type PageStart, type StartOptions, startAtPage } from "./page-start.ts";
// trajectories
export { type ReplayReport, replay } from "./replay.ts";
// rewards
export {
  type RewardComponent,
  type RewardContext,
  type RewardLook,
  type RewardMemory,
  type RewardNeed,
  type RewardValues,
  taskReward,
} from "./reward.ts";
export { type RewardSpec, rewardSpecSchema } from "./reward-spec.ts";
export { type AdvantageOptions, advantageOverNoop } from "./rewards/advantage-over-noop.ts";
export { type CollateralDamageOptions, collateralDamage } from "./rewards/collateral-damage.ts";
export { type ErrorBudgetOptions, errorBudget } from "./rewards/error-budget.ts";
export { type HealthOptions, healthOf } from "./rewards/health.ts";
export { type HealthShapingOptions, healthShaping } from "./rewards/health-shaping.ts";
export { createRewards, rewardLibrary } from "./rewards/reward-library.ts";
export type { ComponentOptions } from "./rewards/reward-options.ts";
export { type TimeCostOptions, timeCost } from "./rewards/time-cost.ts";
export { type TokenCostOptions, tokenCost } from "./rewards/token-cost.ts";
// spaces
export { type ActionSpaceOptions, actionSpace } from "./spaces/action-space.ts";
export { contains, type SpaceProblem, whyNot } from "./spaces/contains.ts";
export { type FlatArray, flatDim, flatten, isFlattenable, unflatten } from "./spaces/flatten-space.ts";
export {
  booleanSpace,
  boxSpace,
  choiceSpace,
  dictSpace,
  discreteSpace,
  jsonSpace,
  multiBinarySpace,
  multiDiscreteSpace,
  oneOfSpace,
  sequenceSpace,
  textSpace,
  tupleSpace,
} from "./spaces/make-space.ts";
export { observationSpace } from "./spaces/observation-space.ts";
export { sampleSpace } from "./spaces/sample-space.ts";
export type {
  BooleanSpace,
  Bound,
  BoxArray,
  BoxDtype,
  BoxSpace,
  DictSpace,
  DiscreteSpace,
  JsonSpace,
  MultiBinarySpace,
  MultiDiscreteSpace,
  OneOfSpace,
  SequenceSpace,
  Space,
  SpaceValue,
  TableColumn,
  TableSpace,
  TextSpace,
  TupleSpace,
} from "./spaces/space.ts";
export type { SpaceMask } from "./spaces/space-mask.ts";
export { parseSpace, spaceToJson } from "./spaces/space-schema.ts";
export { tableSpace } from "./spaces/table-space.ts";
export {
  formatTrajectory,
  parseTrajectory,
  type Trajectory,
  type TrajectoryEnd,
  type TrajectoryHeader,
  type TrajectoryStep,
  trajectoryVersion,
} from "./trajectory.ts";
// vector environments
export { AutoresetMode } from "./vector/autoreset-mode.ts";
export type { EnvFactory, VectorMember } from "./vector/env-slot.ts";
export { type EpisodeEnd, episodeEnds } from "./vector/episode-ends.ts";
export {
  drawEpisodes,
  type EpisodeChoice,
  type EpisodeDraw,
  type EpisodeSource,
  problemsInTurn,
} from "./vector/episode-source.ts";
export type { FeatureCodec, FeatureRows } from "./vector/feature-rows.ts";
export { type ObservationTable, observationTables } from "./vector/packed-observation.ts";
export {
  type Rollout,
  type RolloutOptions,
  rollouts$,
  type Transition,
} from "./vector/rollouts.ts";
export type { FinalResult, SlotCommand, SlotResult } from "./vector/slot-result.ts";
export { SyncVectorEnv, type SyncVectorEnvOptions } from "./vector/sync-vector-env.ts";
export type { VectorBatch } from "./vector/vector-batch.ts";
export { VectorEnv } from "./vector/vector-env.ts";
export type {
  VectorEnvOptions,
  VectorResetOptions,
  VectorSendOptions,
  VectorStepOptions,
} from "./vector/vector-options.ts";
export type { VectorSetup, VectorSetupFunction } from "./vector/vector-setup.ts";
export { WorkerVectorEnv, type WorkerVectorEnvOptions } from "./vector/worker-vector-env.ts";
// views
export { featureCodec } from "./views/feature-codec.ts";
export { type FeatureLayout, type FeatureSource, featureLayout } from "./views/feature-layout.ts";
export {
  type GlobalFeature,
  type GlobalMeasures,
  globalFeatures,
  type Normalisation,
  type ServiceFeature,
  serviceFeatures,
} from "./views/feature-table.ts";
export { type FeatureObservation, FeatureView, type FeatureViewOptions } from "./views/feature-view.ts";
export type { CutAccount } from "./views/fit-text.ts";
export { type SectionLine, type TextSection, textSections } from "./views/text-sections.ts";
export { showText, type TextObservation, TextView, type TextViewOptions } from "./views/text-view.ts";
// wrappers
export { ActionRepeat, type ActionRepeatOptions } from "./wrappers/action-repeat.ts";
export { concatenation } from "./wrappers/concatenation.ts";
export { Curriculum, type CurriculumOptions, type CurriculumStage } from "./wrappers/curriculum.ts";
export { featureConcatenation } from "./wrappers/feature-concatenation.ts";
export { FrameStack, type FrameStackOptions } from "./wrappers/frame-stack.ts";
export { isOver } from "./wrappers/is-over.ts";
export { NormalizeReward, type NormalizeRewardOptions } from "./wrappers/normalize-reward.ts";
export { ProblemSampler } from "./wrappers/problem-sampler.ts";
export {
  drawsInTurn,
  type ProblemDraw,
  type ProblemSource,
  type SeedRange,
  shareOfDraws,
  type WeightedDrawsOptions,
  weightedDraws,
} from "./wrappers/problem-source.ts";
export {
  RecordEpisodeStatistics,
  type RecordEpisodeStatisticsOptions,
  type RecordedEpisode,
} from "./wrappers/record-episode-statistics.ts";
export { RecordTrajectory, type RecordTrajectoryOptions, type TrajectoryWriter } from "./wrappers/record-trajectory.ts";
export { ScaleReward } from "./wrappers/scale-reward.ts";
export type { SpaceChange } from "./wrappers/space-change.ts";
export { StickyThinkTime, type StickyThinkTimeOptions } from "./wrappers/sticky-think-time.ts";
export { TimeLimit, type TimeLimitOptions } from "./wrappers/time-limit.ts";
export { type ActionFunction, TransformAction } from "./wrappers/transform-action.ts";
export { type ObservationFunction, TransformObservation } from "./wrappers/transform-observation.ts";
export { type RewardFunction, TransformReward } from "./wrappers/transform-reward.ts";
export { Wrapper } from "./wrappers/wrapper.ts";
