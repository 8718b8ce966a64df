/**
 * The end of an episode: its results, and the trajectory's last record.
 * @module
 */
import type { RunningApplication } from "@aiops-gym/application";
import type { UnixMicros } from "@aiops-gym/cluster";
import type { Evaluation, TaskKind } from "@aiops-gym/problems";
import type { EpisodeState } from "./episode-state.ts";
import { actionText } from "./plain-action.ts";
import { composeResults } from "./results.ts";
import { countTokens } from "./tokens.ts";
import { chainHash } from "./trajectory.ts";

/**
 * Ends an episode whose steps are all in its state.
 *
 * @returns its results.
 */
export function endEpisode(
  state: EpisodeState,
  task: TaskKind,
  evaluation: Evaluation,
  endedAt: UnixMicros,
  running: RunningApplication,
): Record<string, unknown> {
  state.ended = true;
  const { steps } = state;
  const results = composeResults({
    task,
    evaluation,
    steps: state.step,
    pagedAt: state.pagedAt,
    endedAt,
    inTokens: steps.reduce((sum, step) => sum + countTokens(step.observation.text), 0),
    outTokens: steps.reduce((sum, { action }) => sum + countTokens(actionText(action)), 0),
  });
  const total = steps.reduce((sum, step) => sum + (step.reward ?? 0), 0);
  const content = { type: "end" as const, return: total, results, stateHash: running.stateHash() };
  const hash = chainHash(state.hash, content);
  state.end = { ...content, hash };
  state.hash = hash;
  return results;
}
