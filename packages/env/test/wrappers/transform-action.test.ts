import { describe, expect, it } from "vitest";
import { discreteSpace } from "../../src/spaces/make-space.ts";
import { TransformAction } from "../../src/wrappers/transform-action.ts";
import { ScriptedEnv } from "./scripted-env.ts";

describe("transforming actions", () => {
  it("changes what is done, and the trajectory holds what was done", async () => {
    const env = new TransformAction(new ScriptedEnv(), (index: number) => ["look", "submit"][index], discreteSpace(2));
    await env.reset("easy");
    expect((await env.step(0)).terminated).toBe(false);
    expect((await env.step(1)).terminated).toBe(true);
    expect(env.trajectory.steps.map(({ action }) => action)).toEqual(["look", "submit"]);
    expect(env.actionSpace).toEqual({ type: "Discrete", n: 2, start: 0 });
  });
});
