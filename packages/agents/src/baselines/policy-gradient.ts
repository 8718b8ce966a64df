/**
 * REINFORCE (Williams, 1992) with a softmax over valid choices, a running mean of the return as its baseline, and a bonus for entropy.
 * @module
 */
import type { Chance } from "../chance.ts";
import type { Decision } from "./choices.ts";
import { bestOf, type Learner, type LearnerStep } from "./learner.ts";
import type { LinearModel } from "./linear-model.ts";

/** Options of {@link policyGradient}. */
export interface PolicyGradientOptions {
  /** Step size as {@link LinearModel.update} takes it; 0.3 by default. */
  readonly learningRate?: number;
  /** Discount of later rewards, in [0, 1]; 1 by default. */
  readonly discount?: number;
  /** Weight of the entropy of a decision, which keeps it from settling too early; 0.01 by default. */
  readonly entropyBonus?: number;
  /** Episodes a step of the optimiser takes together; 4 by default. */
  readonly batchEpisodes?: number;
}

/** How fast the running mean and spread of returns follow. */
const baselineRate = 0.05;

/** A learner by policy gradient. */
export function policyGradient(model: LinearModel, chance: Chance, options: PolicyGradientOptions = {}): Learner {
  const { learningRate = 0.3, discount = 1, entropyBonus = 0.01, batchEpisodes = 4 } = options;
  /** Means of the return to go, by the step of the episode. */
  const baselines: number[] = [];
  let spread = 1;
  let pending = 0;

  const probabilities = ({ features, mask }: Decision): Float64Array => {
    const result = new Float64Array(mask.length);
    let most = Number.NEGATIVE_INFINITY;
    for (let choice = 0; choice < mask.length; choice++) {
      if (mask[choice] !== 1) continue;
      const score = model.score(features, choice);
      result[choice] = score;
      if (score > most) most = score;
    }
    let sum = 0;
    for (let choice = 0; choice < mask.length; choice++) {
      const weight = mask[choice] === 1 ? Math.exp((result[choice] ?? 0) - most) : 0;
      result[choice] = weight;
      sum += weight;
    }
    for (let choice = 0; choice < mask.length; choice++) result[choice] = (result[choice] ?? 0) / sum;
    return result;
  };

  const climb = ({ decision, chosen }: LearnerStep, advantage: number): void => {
    const { features, mask } = decision;
    const odds = probabilities(decision);
    let entropy = 0;
    for (const p of odds) if (p > 0) entropy -= p * Math.log(p);
    for (let choice = 0; choice < mask.length; choice++) {
      const p = odds[choice] ?? 0;
      if (mask[choice] !== 1) continue;
      const likelihood = (choice === chosen ? 1 : 0) - p;
      const spreading = p > 0 ? -p * (Math.log(p) + entropy) : 0;
      const factor = advantage * likelihood + entropyBonus * spreading;
      if (Math.abs(factor) > 1e-9) model.accumulate(features, choice, factor);
    }
  };

  return {
    name: "policy-gradient",
    choose: (decision, explore) => {
      if (!explore) return bestOf(decision.mask, (choice) => model.score(decision.features, choice));
      const odds = probabilities(decision);
      let left = chance();
      let last = bestOf(decision.mask, () => 0);
      for (let choice = 0; choice < odds.length; choice++) {
        const p = odds[choice] ?? 0;
        if (p === 0) continue;
        last = choice;
        left -= p;
        if (left < 0) break;
      }
      return last;
    },
    learn: (episode) => {
      for (const { decision } of episode) model.inputs.observe(decision.features);
      let toGo = 0;
      const returns = episode.map(() => 0);
      for (let step = episode.length - 1; step >= 0; step--) {
        toGo = (episode[step]?.reward ?? 0) + discount * toGo;
        returns[step] = toGo;
      }
      for (const [step, transition] of episode.entries()) {
        const value = returns[step] ?? 0;
        const baseline = baselines[step] ?? value;
        climb(transition, (value - baseline) / Math.sqrt(spread));
        spread += baselineRate * ((value - baseline) ** 2 - spread);
        spread = Math.max(spread, 1e-4);
        baselines[step] = baseline + baselineRate * (value - baseline);
      }
      pending += 1;
      if (pending < batchEpisodes) return;
      model.update(learningRate);
      pending = 0;
    },
    save: () => model.save(),
    load: (saved) => {
      model.load(saved);
    },
  };
}
