/**
 * The problems of one fault, one for each task that AIOpsLab asks of it.
 * @module
 */
import {
  analysisEvaluator,
  defineProblem,
  detectionEvaluator,
  type Evaluator,
  type FaultInstance,
  localizationEvaluator,
  mitigationEvaluator,
  type Problem,
  type Repair,
  type TaskKind,
} from "@aiops-gym/problems";
import { hotelReservation } from "../application.ts";

const evaluators: Readonly<Record<TaskKind, Evaluator>> = {
  detection: detectionEvaluator,
  localization: localizationEvaluator,
  analysis: analysisEvaluator,
  mitigation: mitigationEvaluator,
};

/** What the problems of a fault have in common. */
export interface FaultProblems {
  readonly faults: readonly FaultInstance[];
  /** Makes the id of a task, in AIOpsLab's irregular spellings. */
  readonly id: (task: TaskKind) => string;
  readonly tasks: readonly TaskKind[];
  /** Valid repairs, the oracle's first; needed when the tasks hold mitigation. */
  readonly repairs?: readonly Repair[];
}

/** One problem a task. */
export function problemsOf({ faults, id, tasks, repairs = [] }: FaultProblems): readonly Problem[] {
  return tasks.map((task) =>
    defineProblem({
      id: id(task),
      task,
      application: hotelReservation,
      faults,
      evaluator: evaluators[task],
      ...(task === "mitigation" ? { repairs } : {}),
    }),
  );
}

/** All four. */
export const allTasks: readonly TaskKind[] = ["detection", "localization", "analysis", "mitigation"];
