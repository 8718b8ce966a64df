import { describe, expect, it } from "vitest";
import { StickyThinkTime } from "../../src/wrappers/sticky-think-time.ts";
import { ScriptedEnv, stepTimes } from "./scripted-env.ts";

async function thoughts(stickiness: number, seed: number, steps = 400): Promise<(number | undefined)[]> {
  const inner = new ScriptedEnv({ maxSteps: steps });
  const env = new StickyThinkTime(inner, { seconds: [5, 25], stickiness });
  await env.reset("easy", { seed });
  await stepTimes(env, steps);
  return [...inner.state.thinkSeconds];
}

describe("sticky thinking time", () => {
  it("is drawn evenly between least and most, the same for a seed", async () => {
    const drawn = await thoughts(0, 1);
    const mean = drawn.reduce((sum: number, seconds = 0) => sum + seconds, 0) / drawn.length;
    expect(Math.min(...drawn.map(Number))).toBeGreaterThanOrEqual(5);
    expect(Math.max(...drawn.map(Number))).toBeLessThan(25);
    expect(Math.abs(mean - 15)).toBeLessThan(1);
    expect(await thoughts(0, 1)).toEqual(drawn);
    expect(await thoughts(0, 2)).not.toEqual(drawn);
  });

  it("is that of the step before as often as it sticks", async () => {
    const drawn = await thoughts(0.6, 1);
    const stuck = drawn.filter((seconds, index) => index > 0 && seconds === drawn[index - 1]).length;
    expect(Math.abs(stuck / 399 - 0.6)).toBeLessThan(0.08);
    expect(new Set(await thoughts(1, 1, 20)).size).toBe(1);
  });

  it("is what the policy says where it says it, and that sticks", async () => {
    const inner = new ScriptedEnv();
    const env = new StickyThinkTime(inner, { seconds: [5, 25], stickiness: 1 });
    await env.reset("easy");
    await env.step("wait", { thinkSeconds: 2 });
    await env.step("wait");
    expect(inner.state.thinkSeconds).toEqual([2, 2]);
  });

  it.each([{ seconds: [2, 1] as const }, { seconds: [-1, 1] as const }, { seconds: [1, 2] as const, stickiness: 2 }])(
    "is refused with %j",
    (options) => {
      expect(() => new StickyThinkTime(new ScriptedEnv(), options)).toThrow(/StickyThinkTime is refused/);
    },
  );
});
