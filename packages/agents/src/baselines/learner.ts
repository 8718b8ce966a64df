/**
 * What learners have in common.
 * @module
 */
import { GymError } from "@aiops-gym/cluster";
import type { Decision } from "./choices.ts";
import type { SavedModel } from "./linear-model.ts";

/** A decision, what was chosen, and what it paid. */
export interface LearnerStep {
  /** As it was when it was decided on; the arrays are the learner's own. */
  readonly decision: Decision;
  readonly chosen: number;
  readonly reward: number;
}

/** A policy that learns from whole episodes. */
export interface Learner {
  readonly name: string;
  /**
   * Chooses among what is valid.
   *
   * @param explore - Whether chance may decide, as in training; otherwise the best choice is taken.
   */
  choose(decision: Decision, explore: boolean): number;
  /** Learns from an episode that has ended. Aborted episodes are not given to it. */
  learn(episode: readonly LearnerStep[]): void;
  /** What was learned, as plain data. */
  save(): SavedModel;
  /** Takes over what was learned. */
  load(saved: SavedModel): void;
}

/** The valid choice that scores best; of equals the first. */
export function bestOf(mask: Uint8Array, score: (choice: number) => number): number {
  let best = -1;
  let most = Number.NEGATIVE_INFINITY;
  for (let choice = 0; choice < mask.length; choice++) {
    if (mask[choice] !== 1) continue;
    const value = score(choice);
    if (best < 0 || value > most) {
      best = choice;
      most = value;
    }
  }
  if (best < 0)
    throw new GymError("ERR_INVALID_ACTION", "Nothing is valid: the mask is all zeros. Expected a choice to be left.");
  return best;
}
