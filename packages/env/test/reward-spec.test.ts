import { describe, expect, it } from "vitest";
import { taskReward } from "../src/reward.ts";
import { describeRewards } from "../src/reward-spec.ts";
import { createRewards, rewardLibrary } from "../src/rewards/reward-library.ts";

describe("a description of rewards", () => {
  it("is missing for the task's evaluator alone", () => {
    expect(describeRewards([taskReward])).toBe(undefined);
    expect(describeRewards([{ ...taskReward, weight: 2 }])).toEqual([{ name: "task", weight: 2 }]);
  });

  it("becomes the same components again, for all that are shipped", () => {
    const components = Object.values(rewardLibrary).map((create) => create({ weight: 2, clip: [-1, Infinity] }));
    const described = describeRewards(components);
    const read: typeof described = JSON.parse(JSON.stringify(described));
    expect(describeRewards(createRewards(read ?? []))).toEqual(described);
    expect(createRewards(read ?? []).map(({ clip }) => clip)).toEqual(components.map(({ clip }) => clip));
  });

  it.each(Object.keys(rewardLibrary))("is refused for %s with a parameter that it does not have", (name) => {
    expect(() => createRewards([{ name, weight: 1, parameters: { gama: 0.9 } }])).toThrow(
      new RegExp(`Reward component "${name}" has no option gama; it has .*weight, clip`),
    );
  });

  it("names the shipped ones when it does not know a component", () => {
    expect(() => createRewards([{ name: "own", weight: 1 }])).toThrow(
      /no shipped reward component "own"; there are task, health-shaping/,
    );
  });
});
