import { describe, expect, it } from "vitest";
import { sequenceSpace } from "../../src/spaces/make-space.ts";
import { ActionRepeat } from "../../src/wrappers/action-repeat.ts";
import { concatenation } from "../../src/wrappers/concatenation.ts";
import { ScriptedEnv } from "./scripted-env.ts";

describe("a repeated action", () => {
  it("is paid for all of its steps, and shows the last", async () => {
    const inner = new ScriptedEnv({ reward: (step) => step });
    const env = new ActionRepeat(inner, { times: 3 });
    await env.reset("easy");
    const step = await env.step("look", { thinkSeconds: 7 });
    expect(step).toMatchObject({ reward: 6, rewardComponents: { task: 6 }, info: { step: 3 } });
    expect(step.observation[0]).toBe(3);
    expect(inner.state.actions).toEqual(["look", "look", "look"]);
    expect(inner.state.thinkSeconds).toEqual([7, undefined, undefined]);
  });

  it("discounts from one repetition to the next where it is told to, so that potentials still telescope", async () => {
    const env = new ActionRepeat(new ScriptedEnv({ reward: (step) => step }), { times: 3, gamma: 0.5 });
    await env.reset("easy");
    const paid = { reward: 1 + 0.5 * 2 + 0.25 * 3, rewardComponents: { task: 2.75 } };
    expect(await env.step("look")).toMatchObject(paid);
    // F = gamma * potential(after) - potential(before) of the potentials 4, 1, 3, 8
    const potentials = [4, 1, 3, 8];
    const reward = (step: number) => 0.5 * (potentials[step] ?? 0) - (potentials[step - 1] ?? 0);
    const shaped = new ActionRepeat(new ScriptedEnv({ reward }), { times: 3, gamma: 0.5 });
    await shaped.reset("easy");
    expect((await shaped.step("look")).reward).toBe(0.125 * 8 - 4);
    for (const gamma of [0, 1.1, Number.NaN])
      expect(() => new ActionRepeat(new ScriptedEnv(), { times: 3, gamma })).toThrow(/discount .*; expected a number/);
  });

  it("stops when the episode is over, and is not paid for an aborted one", async () => {
    const env = new ActionRepeat(new ScriptedEnv(), { times: 3 });
    await env.reset("easy");
    expect(await env.step("submit")).toMatchObject({ reward: 1, terminated: true, info: { step: 1 } });
    const aborted = new ActionRepeat(new ScriptedEnv({ reward: (step) => (step === 2 ? null : 1) }), { times: 3 });
    await aborted.reset("easy");
    expect(await aborted.step("wait")).toMatchObject({ reward: null, rewardComponents: {}, info: { step: 2 } });
  });

  it("is repeated as often as a function says, and shows what another makes of all observations", async () => {
    const env = new ActionRepeat(new ScriptedEnv(), {
      times: (action) => (action === "wait" ? 2 : 1),
      combine: concatenation.stack,
      space: (frame) => sequenceSpace(frame),
    });
    await env.reset("easy");
    expect((await env.step("wait")).observation).toEqual(new Float32Array([1, 0, 2, 0]));
    expect((await env.step("look")).observation).toEqual(new Float32Array([3, 0]));
    expect(env.observationSpace.type).toBe("Sequence");
    expect(() => new ActionRepeat(new ScriptedEnv(), { times: 0 })).toThrow(/told to act 0 times/);
    expect(() => new ActionRepeat(new ScriptedEnv(), 4 as never)).toThrow(/told to act undefined times/);
  });
});
