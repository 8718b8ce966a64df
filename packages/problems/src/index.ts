/**
 * Problems: faults, evaluators, repairs; the contracts and the shared libraries of them.
 * @module
 */

// contracts
export { ProblemCatalog } from "./catalog.ts";
export {
  type Baseline,
  defineEvaluator,
  type Evaluation,
  type EvaluationContext,
  type Evaluator,
} from "./evaluator.ts";
// the shared evaluators
export { analysisEvaluator } from "./evaluators/analysis.ts";
export { detectionEvaluator } from "./evaluators/detection.ts";
export { localizationEvaluator } from "./evaluators/localization.ts";
export { mitigationEvaluator } from "./evaluators/mitigation.ts";
export { serviceLevel } from "./evaluators/service-level.ts";
// families
export {
  type Choice,
  type Choices,
  type Draw,
  type DrawnValue,
  drawChoices,
  listOf,
  numberOf,
  textOf,
} from "./families/choice.ts";
export { type Condition, meets } from "./families/condition.ts";
export { type DrawnId, formatDrawnId, parseDrawnId } from "./families/drawn-id.ts";
export {
  defineFamilies,
  type FaultKind,
  type Incident,
  type ProblemFamily,
  sample,
} from "./families/problem-family.ts";
export {
  type DrawSplitOptions,
  drawSplit,
  type HeldOut,
  hashSplits,
  isInSplit,
  type Split,
  type SplitDraw,
  type SplitPart,
} from "./families/split.ts";
export {
  defineFault,
  type Fault,
  type FaultCheck,
  type FaultContext,
  type FaultInstance,
  type FaultType,
  faultTypes,
  type GroundTruth,
  instantiate,
  type SystemLevel,
  systemLevels,
} from "./fault.ts";
// the shared faults
export {
  containerKill,
  diskWoreout,
  kernelFault,
  networkDelay,
  networkLoss,
  podFailure,
  podKill,
} from "./faults/chaos.ts";
export { misconfigApp, wrongBinUsage } from "./faults/deployment-changes.ts";
export { revokeAuth, userUnregistered } from "./faults/mongo-users.ts";
export { redeployWithoutVolumes } from "./faults/redeploy-without-volumes.ts";
export { scaleToZero } from "./faults/scaling.ts";
export { type Action, defineProblem, type Problem, type ProblemDefinition, type Repair } from "./problem.ts";
export type { Profile } from "./profile.ts";
export { type TaskKind, taskInstructions, taskKinds } from "./task.ts";
