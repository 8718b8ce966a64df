/**
 * A Gym-style reinforcement-learning environment SDK for AIOps.
 * @module
 */

// policies
export {
  type EpisodeSummary,
  expertPolicy,
  noopPolicy,
  oraclePolicy,
  type Policy,
  playEpisode,
  randomPolicy,
  scriptedPolicy,
} from "@aiops-gym/agents";
// own applications, faults, evaluators, problems
export {
  type Application,
  defineApplication,
  type ImageSpec,
  type Program,
  type RunningApplication,
  type ScriptProgram,
  type Step,
  type Workload,
} from "@aiops-gym/application";
// the seam and its errors
export { type Cluster, GymError, type KubeApi, type Manifest, StatusError } from "@aiops-gym/cluster";
// episodes, rewards, spaces, trajectories, vectors of environments
export {
  type Abortion,
  type Alert,
  AutoresetMode,
  advantageOverNoop,
  type Briefing,
  booleanSpace,
  boxSpace,
  type Catalogue,
  type CatalogueEntry,
  type CatalogueOptions,
  type CheckFailure,
  type CheckOptions,
  type CheckReport,
  checkEnv,
  choiceSpace,
  collateralDamage,
  contains,
  createCatalogue,
  createRandomStream,
  DiscreteActions,
  type DiscreteActionsOptions,
  dictSpace,
  discreteSpace,
  type Env,
  type EnvFactory,
  type EpisodeChoice,
  type EpisodeDraw,
  type EpisodeInfo,
  type EpisodeSource,
  errorBudget,
  type FeatureCodec,
  type FeatureRows,
  flatDim,
  flatten,
  formatTrajectory,
  healthShaping,
  isFlattenable,
  jsonSpace,
  multiBinarySpace,
  multiDiscreteSpace,
  type Observation,
  type ObservationTable,
  oneOfSpace,
  type Page,
  parseSpace,
  parseTrajectory,
  problemsInTurn,
  type RandomStream,
  type ReplayReport,
  type ResetOptions,
  type ResetResult,
  type RewardComponent,
  type RewardContext,
  type RewardLook,
  type Space,
  type SpaceMask,
  type SpaceProblem,
  type StepOptions,
  type StepResult,
  SyncVectorEnv,
  type SyncVectorEnvOptions,
  sampleSpace,
  sequenceSpace,
  spaceToJson,
  type ToolDefinition,
  type Trajectory,
  tableSpace,
  taskReward,
  textSpace,
  timeCost,
  tokenCost,
  tupleSpace,
  unflatten,
  type VectorBatch,
  VectorEnv,
  type VectorEnvOptions,
  type VectorResetOptions,
  type VectorSendOptions,
  type VectorSetup,
  type VectorSetupFunction,
  type VectorStepOptions,
  WorkerVectorEnv,
  type WorkerVectorEnvOptions,
  whyNot,
} from "@aiops-gym/env";
// the shipped applications
export { hotelReservation } from "@aiops-gym/hotel-reservation";
export {
  type Action,
  analysisEvaluator,
  defineEvaluator,
  defineFault,
  defineProblem,
  detectionEvaluator,
  type Evaluation,
  type EvaluationContext,
  type Evaluator,
  type Fault,
  type FaultContext,
  type GroundTruth,
  instantiate,
  localizationEvaluator,
  mitigationEvaluator,
  type Problem,
  ProblemCatalog,
  type Repair,
  scaleToZero,
  type TaskKind,
} from "@aiops-gym/problems";
// schemas of faults' parameters
export { z } from "zod";
// the environment
export { AIOpsEnv, type CreateOptions, replay } from "./aiops-env.ts";
export { type ClusterName, loadBackend } from "./load-backend.ts";
export { shippedProblems } from "./shipped-problems.ts";
// many environments
export { type MakeVectorOptions, makeVectorEnv } from "./vector/make-vector-env.ts";
export type { PlainCreateOptions } from "./vector/plain-options.ts";
