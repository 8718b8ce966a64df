/**
 * AIOpsEnv, observations, rewards, trajectories.
 * @module
 */

// the environment
export { AIOpsEnv, type AIOpsEnvOptions } from "./aiops-env.ts";
export type { Abortion, Env, EpisodeInfo, ResetOptions, ResetResult, StepOptions, StepResult } from "./env.ts";
// what a policy sees
export type { Briefing, Observation, ToolDefinition } from "./observation.ts";
export { type Alert, alertThresholds, type Page } from "./page.ts";
// trajectories
export { type ReplayReport, replay } from "./replay.ts";
// rewards
export { type RewardComponent, type RewardContext, type RewardValues, taskReward } from "./reward.ts";
export {
  formatTrajectory,
  parseTrajectory,
  type Trajectory,
  type TrajectoryEnd,
  type TrajectoryHeader,
  type TrajectoryStep,
  trajectoryVersion,
} from "./trajectory.ts";
