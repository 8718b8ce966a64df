import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NormalizeReward } from "../../src/wrappers/normalize-reward.ts";
import { ScriptedEnv, stepTimes } from "./scripted-env.ts";

describe("normalising rewards", () => {
  it("divides by the deviation of discounted returns so far, as computed in one go", async () => {
    const rewards = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 9 });
    await fc.assert(
      fc.asyncProperty(fc.array(rewards, { minLength: 1, maxLength: 4 }), async (episodes) => {
        let episode = 0;
        const inner = new ScriptedEnv({ reward: (step) => episodes[episode]?.[step - 1] ?? 0 });
        const env = new NormalizeReward(inner, { gamma: 0.5, epsilon: 0.25 });
        // Returns so far; the statistics begin as 0.0001 of a return of 0, with variance 1.
        const returns: number[] = [];
        for (; episode < episodes.length; episode++) {
          const paid = episodes[episode] ?? [];
          await env.reset("easy");
          const results = await stepTimes(env, paid.length);
          let sum = 0;
          for (const [index, reward] of paid.entries()) {
            sum = 0.5 * sum + reward;
            returns.push(sum);
            const count = returns.length + 1e-4;
            const mean = returns.reduce((total, value) => total + value, 0) / count;
            const squares = returns.reduce((total, value) => total + (value - mean) ** 2, 1e-4 * (1 + mean ** 2));
            expect(results[index]?.reward).toBeCloseTo(reward / Math.sqrt(squares / count + 0.25), 9);
          }
        }
      }),
    );
  });

  it("keeps its statistics from episode to episode, and as they are while it is told to", async () => {
    const env = new NormalizeReward(new ScriptedEnv({ reward: (step) => step }));
    await env.reset("easy");
    const [, , third] = await stepTimes(env, 3);
    env.updating = false;
    await env.reset("easy");
    const [first] = await stepTimes(env, 1);
    expect(first?.reward).toBeCloseTo((third?.reward ?? 0) / 3, 12);
  });

  it("refuses a discount that is none", () => {
    expect(() => new NormalizeReward(new ScriptedEnv(), { gamma: 1.5 })).toThrow(
      /NormalizeReward is refused.*\n.*gamma/,
    );
  });
});
