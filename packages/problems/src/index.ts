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
  type Profile,
} from "./evaluator.ts";
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
export { type Action, defineProblem, type Problem, type ProblemDefinition, type Repair } from "./problem.ts";
export { type TaskKind, taskInstructions, taskKinds } from "./task.ts";
