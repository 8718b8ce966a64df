/**
 * Policies to compare learners with.
 * @module
 */
import type { Chance } from "../chance.ts";
import { bestOf } from "./learner.ts";
import type { ChoicePolicy } from "./train.ts";

/** Chooses evenly among what is valid. */
export function randomChoices(chance: Chance): ChoicePolicy {
  return ({ mask }) => {
    const valid: number[] = [];
    for (const [choice, allowed] of mask.entries()) if (allowed === 1) valid.push(choice);
    return valid[Math.floor(chance() * valid.length)] ?? bestOf(mask, () => 0);
  };
}

/**
 * Does nothing: chooses the first of these that is valid.
 *
 * @param order - `wait`'s number, and `submit`'s where nothing else ends the episode.
 */
export function idleChoices(order: readonly number[]): ChoicePolicy {
  return ({ mask }) => order.find((choice) => mask[choice] === 1) ?? bestOf(mask, () => 0);
}
