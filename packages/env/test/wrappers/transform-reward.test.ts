import { describe, expect, it } from "vitest";
import { TransformReward } from "../../src/wrappers/transform-reward.ts";
import { ScriptedEnv } from "./scripted-env.ts";

describe("transforming rewards", () => {
  it("puts the difference beside the parts", async () => {
    const clipped = new TransformReward(new ScriptedEnv({ reward: () => 3 }), (reward) => Math.min(reward, 1));
    const env = new TransformReward(clipped, (reward) => reward * 4);
    await env.reset("easy");
    expect(await env.step("wait")).toMatchObject({ reward: 4, rewardComponents: { task: 3, transform: 1 } });
  });

  it("refuses what is no number", async () => {
    const env = new TransformReward(new ScriptedEnv(), (reward) => reward / 0);
    await env.reset("easy");
    await expect(env.step("wait")).rejects.toThrow(/made Infinity of the reward 1/);
  });
});
