import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkRewards, type RewardComponent, type RewardValues, rewardStep, taskReward } from "../src/reward.ts";
import { healthShaping } from "../src/rewards/health-shaping.ts";
import { lookContext } from "./rewards/look-context.ts";

const component = (name: string, weight: number, clip?: readonly [number, number]): RewardComponent => ({
  name,
  weight,
  ...(clip === undefined ? {} : { clip }),
  value: () => 0,
});

describe("the task's reward", () => {
  it("is 0 until the episode is graded, then the score", () => {
    expect(taskReward.value(lookContext())).toBe(0);
    const evaluation = { score: 0.5, success: false, reason: "", results: {} };
    expect(taskReward.value(lookContext({ evaluation }))).toBe(0.5);
  });
});

describe("a step's reward", () => {
  it("is the weighted change of the values", () => {
    expect(rewardStep([component("a", 2)], { a: 6 }, { a: { value: 5, memory: "kept" } })).toEqual({
      reward: 4,
      components: { a: 4 },
      values: { a: 10 },
      memory: { a: "kept" },
    });
  });

  it("is clipped by component, after weighing, and what was cut off is never paid", () => {
    const clipped = [component("a", 2, [-1, 3])];
    const first = rewardStep(clipped, {}, { a: { value: 5 } });
    expect([first.components["a"], first.values["a"]]).toEqual([3, 10]);
    expect(rewardStep(clipped, first.values, { a: { value: 5 } }).reward).toBe(0);
    expect(rewardStep(clipped, first.values, { a: { value: 0 } }).reward).toBe(-1);
  });
});

describe("rewards of an episode", () => {
  it("sum to the weighted final values, whatever the components did on the way", () => {
    const series = fc.array(fc.tuple(fc.integer({ min: -100, max: 100 }), fc.integer({ min: -100, max: 100 })), {
      minLength: 1,
    });
    fc.assert(
      fc.property(series, (values) => {
        let before: RewardValues = {};
        let total = 0;
        for (const [a, b] of values) {
          const looks = { a: { value: a }, b: { value: b } };
          const step = rewardStep([component("a", 2), component("b", -3)], before, looks);
          before = step.values;
          total += step.reward;
        }
        const [a, b] = values.at(-1) ?? [0, 0];
        expect(total).toBe(2 * a - 3 * b);
      }),
    );
  });
});

describe("an environment's components", () => {
  it.each([
    ["two of one name", [component("a", 1), component("a", 2)], /two reward components named "a"/],
    ["a weight that is no number", [component("a", Number.NaN)], /weight of reward component "a" is NaN/],
    ["bounds the wrong way round", [component("a", 1, [1, -1])], /clipped to \[1, -1\]; expected two bounds/],
    ["bounds at infinity", [component("a", 1, [Infinity, Infinity])], /expected two bounds/],
    ["a bound", [component("a", 1, 5 as never)], /clipped to 5; expected two bounds/],
    ["a name that all objects have", [component("constructor", 1)], /name of a reward component is "constructor"/],
    ["a function that was not called", [healthShaping as never], /holds the function healthShaping, .* Call those/],
    ["a name alone", ["time" as never], /holds "time", which is no component/],
    ["nothing of a list", taskReward as never, /`rewards` is no list/],
  ])("are refused with %s", (_, components, message) => {
    expect(() => checkRewards(components)).toThrow(message);
  });
});
