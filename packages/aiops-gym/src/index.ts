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
// episodes, rewards, trajectories, vectors of environments
export {
  type Abortion,
  type Alert,
  AutoresetMode,
  advantageOverNoop,
  type Briefing,
  collateralDamage,
  type Env,
  type EnvFactory,
  type EpisodeChoice,
  type EpisodeDraw,
  type EpisodeInfo,
  type EpisodeSource,
  errorBudget,
  type FeatureCodec,
  type FeatureRows,
  formatTrajectory,
  healthShaping,
  type Observation,
  type Page,
  parseTrajectory,
  problemsInTurn,
  type ReplayReport,
  type ResetOptions,
  type ResetResult,
  type RewardComponent,
  type RewardContext,
  type RewardLook,
  type StepOptions,
  type StepResult,
  SyncVectorEnv,
  type SyncVectorEnvOptions,
  type ToolDefinition,
  type Trajectory,
  taskReward,
  timeCost,
  tokenCost,
  type VectorBatch,
  VectorEnv,
  type VectorEnvOptions,
  type VectorResetOptions,
  type VectorSendOptions,
  type VectorSetup,
  type VectorStepOptions,
} from "@aiops-gym/env";
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
