/**
 * What words cost.
 * @module
 */

import { actionText } from "../plain-action.ts";
import type { RewardComponent } from "../reward.ts";
import { countTokens } from "../tokens.ts";
import { type ComponentOptions, positive, readParameters, weighted } from "./reward-options.ts";

/** Options of {@link tokenCost}. */
export interface TokenCostOptions extends ComponentOptions {
  /** So many tokens (cl100k) cost 1; 10,000 by default. */
  readonly perTokens?: number;
}

const name = "tokens";

/**
 * Tokens of all actions (as text, or as JSON) and all replies so far, in units of `perTokens`: the sum of the results' `in_tokens`
 * and `out_tokens`. Weight -0.1 by default.
 */
export function tokenCost(options: TokenCostOptions = {}): RewardComponent {
  const parameters = readParameters(name, { perTokens: positive }, { perTokens: 10_000 }, options);
  return Object.freeze({
    name,
    ...weighted(options, -0.1),
    parameters,
    beforeGrading: true,
    begin: () => 0,
    value: ({ exchange, memory }) => {
      const { action, reply } = exchange ?? { action: "", reply: "" };
      const tokens = (memory as number) + countTokens(reply) + countTokens(actionText(action));
      return { value: tokens / parameters.perTokens, memory: tokens };
    },
  } satisfies RewardComponent);
}
