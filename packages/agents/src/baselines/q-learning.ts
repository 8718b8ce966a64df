/**
 * Q-learning (Watkins, 1989) with a linear model, epsilon-greedy, over a bounded memory of transitions.
 * @module
 */
import type { Chance } from "../chance.ts";
import type { Decision } from "./choices.ts";
import { bestOf, type Learner } from "./learner.ts";
import type { LinearModel } from "./linear-model.ts";

/** Options of {@link qLearning}. */
export interface QLearningOptions {
  /** Step size as {@link LinearModel.update} takes it; 0.1 by default. */
  readonly learningRate?: number;
  /** Discount of later rewards, in [0, 1]; 0.9 by default. */
  readonly discount?: number;
  /** How often chance decides, at first and after `explorationEpisodes`; 1 and 0.1, after 200 episodes, by default. */
  readonly exploration?: readonly [first: number, last: number];
  readonly explorationEpisodes?: number;
  /** How many transitions are remembered; 5,000 by default. */
  readonly memorySize?: number;
  /** After each episode: how many steps the optimiser goes, each along so many transitions of the memory; 4 and 64 by default. */
  readonly updates?: number;
  readonly batchSize?: number;
}

interface Remembered {
  readonly decision: Decision;
  readonly chosen: number;
  readonly reward: number;
  /** What was decided on next; absent at the end of an episode. */
  readonly next: Decision | undefined;
}

/** A learner of the values of choices. */
export function qLearning(model: LinearModel, chance: Chance, options: QLearningOptions = {}): Learner {
  const { learningRate = 0.1, discount = 0.9, exploration = [1, 0.1], explorationEpisodes = 200 } = options;
  const { memorySize = 5_000, updates = 4, batchSize = 64 } = options;
  const memory: Remembered[] = [];
  let written = 0;
  let episodes = 0;
  const best = ({ features, mask }: Decision): number => bestOf(mask, (choice) => model.score(features, choice));
  const improve = (): void => {
    for (let sample = 0; sample < batchSize; sample++) {
      const one = memory[Math.floor(chance() * memory.length)];
      if (one === undefined) continue;
      const { decision, chosen, reward, next } = one;
      const target = reward + (next === undefined ? 0 : discount * model.score(next.features, best(next)));
      model.accumulate(decision.features, chosen, (target - model.score(decision.features, chosen)) / batchSize);
    }
    model.update(learningRate);
  };
  return {
    name: "q-learning",
    choose: (decision, explore) => {
      const [first, last] = exploration;
      const rate = first + (last - first) * Math.min(1, episodes / explorationEpisodes);
      if (!explore || chance() >= rate) return best(decision);
      const valid: number[] = [];
      for (const [choice, allowed] of decision.mask.entries()) if (allowed === 1) valid.push(choice);
      return valid[Math.floor(chance() * valid.length)] ?? best(decision);
    },
    learn: (episode) => {
      for (const { decision } of episode) model.inputs.observe(decision.features);
      episodes += 1;
      for (const [step, { decision, chosen, reward }] of episode.entries()) {
        memory[written % memorySize] = { decision, chosen, reward, next: episode[step + 1]?.decision };
        written += 1;
      }
      if (memory.length === 0) return;
      for (let update = 0; update < updates; update++) improve();
    },
    save: () => model.save(),
    load: (saved) => {
      model.load(saved);
    },
  };
}
