/**
 * The results of an episode with AIOpsLab's fields, and why.
 * @module
 */
import { microsPerSecond, type UnixMicros } from "@aiops-gym/cluster";
import type { Evaluation, TaskKind } from "@aiops-gym/problems";

/** AIOpsLab's name for the time that a task took. */
const timeMetric: Readonly<Record<TaskKind, string>> = {
  detection: "TTD",
  localization: "TTL",
  analysis: "TTA",
  mitigation: "TTM",
};

/** What happened, as far as results need it. */
export interface ResultsInput {
  readonly task: TaskKind;
  readonly evaluation: Evaluation;
  readonly steps: number;
  readonly pagedAt: UnixMicros;
  readonly endedAt: UnixMicros;
  readonly inTokens: number;
  readonly outTokens: number;
}

/** Results by AIOpsLab's names: `TTD`, `TTL`, `TTA` or `TTM` in seconds, `steps`, `in_tokens`, `out_tokens`, `success`, the task's own; and `reason`. */
export function composeResults(input: ResultsInput): Record<string, unknown> {
  return {
    ...input.evaluation.results,
    [timeMetric[input.task]]: (input.endedAt - input.pagedAt) / microsPerSecond,
    steps: input.steps,
    in_tokens: input.inTokens,
    out_tokens: input.outTokens,
    success: input.evaluation.success,
    score: input.evaluation.score,
    reason: input.evaluation.reason,
  };
}
