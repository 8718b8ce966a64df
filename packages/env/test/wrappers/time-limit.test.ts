import { describe, expect, it } from "vitest";
import { TimeLimit, type TimeLimitOptions } from "../../src/wrappers/time-limit.ts";
import { ScriptedEnv, stepTimes } from "./scripted-env.ts";

describe("a time limit", () => {
  it("truncates with its last step, grades nothing, and needs a reset then", async () => {
    const env = new TimeLimit(new ScriptedEnv(), { maxSteps: 2 });
    expect((await env.reset("easy")).info.maxSteps).toBe(2);
    const [first, last] = await stepTimes(env, 2);
    expect([first?.truncated, last?.truncated, last?.results, last?.reward]).toEqual([false, true, null, 1]);
    await expect(env.step("wait")).rejects.toMatchObject({ code: "ERR_RESET_NEEDED" });
    await env.reset("easy");
    expect((await env.step("wait")).truncated).toBe(false);
  });

  it("leaves an episode that ends in time as it is", async () => {
    const env = new TimeLimit(new ScriptedEnv({ maxSteps: 3 }), { maxSteps: 5 });
    await env.reset("easy");
    expect((await stepTimes(env, 3)).map(({ truncated }) => truncated)).toEqual([false, false, true]);
    await env.reset("easy");
    const submitted = new TimeLimit(new ScriptedEnv(), { maxSteps: 1 });
    await submitted.reset("easy");
    expect(await submitted.step("submit")).toMatchObject({ terminated: true, truncated: false });
  });

  it("counts seconds of the cluster's clock since the page", async () => {
    const env = new TimeLimit(new ScriptedEnv(), { maxSeconds: 25 });
    await env.reset("easy");
    expect((await stepTimes(env, 3)).map(({ truncated }) => truncated)).toEqual([false, false, true]);
  });

  it.each([{ maxSteps: 0 }, { maxSteps: 1.5 }, { maxSeconds: -1 }, { maxSeconds: Number.NaN }, { maxStep: 5 }])(
    "refuses %j",
    (options) => {
      expect(() => new TimeLimit(new ScriptedEnv(), options as TimeLimitOptions)).toThrow(/TimeLimit is refused/);
    },
  );
});
