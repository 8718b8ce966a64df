import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type RewardComponent, type RewardValues, rewardStep, taskReward } from "../src/reward.ts";

const evaluation = (score: number) => ({ score, success: score === 1, reason: "", results: {} });

describe("the task's reward", () => {
  it("is 0 until the episode is graded, then the score", () => {
    const before = rewardStep([taskReward], {}, { evaluation: undefined });
    expect(before.reward).toBe(0);
    expect(rewardStep([taskReward], before.values, { evaluation: evaluation(0.5) })).toEqual({
      reward: 0.5,
      components: { task: 0.5 },
      values: { task: 0.5 },
    });
  });
});

describe("rewards of an episode", () => {
  it("sum to the weighted final values, whatever the components did on the way", () => {
    const series = fc.array(fc.tuple(fc.integer({ min: -100, max: 100 }), fc.integer({ min: -100, max: 100 })), {
      minLength: 1,
    });
    fc.assert(
      fc.property(series, (values) => {
        let at = 0;
        const components: readonly RewardComponent[] = [
          { name: "a", weight: 2, value: () => values[at]?.[0] ?? 0 },
          { name: "b", weight: -3, value: () => values[at]?.[1] ?? 0 },
        ];
        let before: RewardValues = {};
        let total = 0;
        for (; at < values.length; at++) {
          const step = rewardStep(components, before, { evaluation: undefined });
          before = step.values;
          total += step.reward;
        }
        const [a, b] = values.at(-1) ?? [0, 0];
        expect(total).toBe(2 * a - 3 * b);
      }),
    );
  });
});
