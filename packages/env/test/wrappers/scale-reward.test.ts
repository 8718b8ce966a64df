import { describe, expect, it } from "vitest";
import { ScaleReward } from "../../src/wrappers/scale-reward.ts";
import { ScriptedEnv } from "./scripted-env.ts";

describe("scaling by a factor", () => {
  it("multiplies rewards and their parts", async () => {
    const env = new ScaleReward(new ScriptedEnv({ reward: () => 3 }), -2);
    await env.reset("easy");
    expect(await env.step("wait")).toMatchObject({ reward: -6, rewardComponents: { task: -6 } });
    expect(() => new ScaleReward(new ScriptedEnv(), Number.NaN)).toThrow(/factor NaN/);
  });
});
