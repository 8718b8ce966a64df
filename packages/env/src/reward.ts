/**
 * The reward as named components. Each component has a value that starts at 0 and is looked at after every step;
 * a step's reward is the weighted sum of the changes, so that an episode's rewards sum to the final values.
 * @module
 */
import type { Evaluation } from "@aiops-gym/problems";

/** What a component may look at. Nothing in it is a secret from the trainer; the policy never sees it. */
export interface RewardContext {
  /** Present once the episode has been graded. */
  readonly evaluation: Evaluation | undefined;
}

/** One component of the reward. */
export interface RewardComponent {
  /** Unique within an environment. */
  readonly name: string;
  readonly weight: number;
  /** Its value now; 0 at the start of an episode. */
  value(context: RewardContext): number;
}

/** The task's evaluator: its score, once the episode is graded. The default, and alone by default. */
export const taskReward: RewardComponent = Object.freeze({
  name: "task",
  weight: 1,
  value: ({ evaluation }: RewardContext): number => evaluation?.score ?? 0,
});

/** Values of all components at one moment, by name: plain data of an episode. */
export type RewardValues = Readonly<Record<string, number>>;

/** A step's reward. */
export interface StepReward {
  /** Weighted sum of the deltas. */
  readonly reward: number;
  /** Weighted change of each component in this step. */
  readonly components: Readonly<Record<string, number>>;
  readonly values: RewardValues;
}

/** Looks at all components and takes the difference to the values before. */
export function rewardStep(
  components: readonly RewardComponent[],
  before: RewardValues,
  context: RewardContext,
): StepReward {
  const deltas: Record<string, number> = {};
  const values: Record<string, number> = {};
  let reward = 0;
  for (const component of components) {
    const value = component.weight * component.value(context);
    const delta = value - (before[component.name] ?? 0);
    values[component.name] = value;
    deltas[component.name] = delta;
    reward += delta;
  }
  return { reward, components: deltas, values };
}
