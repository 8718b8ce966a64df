import { describe, expect, it } from "vitest";
import type { Env } from "../../src/env.ts";
import { boxSpace, jsonSpace, textSpace } from "../../src/spaces/make-space.ts";
import { concatenation } from "../../src/wrappers/concatenation.ts";
import { FrameStack } from "../../src/wrappers/frame-stack.ts";
import { TransformObservation } from "../../src/wrappers/transform-observation.ts";
import { ScriptedEnv, stepTimes } from "./scripted-env.ts";

describe("a stack of frames", () => {
  it("is the first frame repeated, then the last ones, the oldest first", async () => {
    const env = new FrameStack(new ScriptedEnv(), { size: 3, ...concatenation });
    expect((await env.reset("easy", { seed: 9 })).observation).toEqual(new Float32Array([0, 9, 0, 9, 0, 9]));
    const [first, , third] = await stepTimes(env, 3);
    expect(first?.observation).toEqual(new Float32Array([0, 9, 0, 9, 1, 9]));
    expect(third?.observation).toEqual(new Float32Array([1, 9, 2, 9, 3, 9]));
  });

  it("stacks whatever it is told how to stack", async () => {
    const steps = new TransformObservation(new ScriptedEnv(), ([step = 0]: Float32Array) => ({ step }), jsonSpace);
    const env: Env<string> = new FrameStack(steps, {
      size: 2,
      stack: (frames) => JSON.stringify(frames),
      space: () => textSpace(),
    });
    await env.reset("easy");
    expect((await env.step("wait")).observation).toBe('[{"step":0},{"step":1}]');
    expect(() => new FrameStack(steps, { size: 0, stack: String, space: () => textSpace() })).toThrow(
      /FrameStack has the size 0/,
    );
  });

  it("has the space of its frames, one after the other, when they are concatenated", () => {
    const env = new FrameStack(new ScriptedEnv(), { size: 2, ...concatenation });
    expect(env.observationSpace).toEqual(boxSpace([0, 0, 0, 0], [10, null, 10, null], [4]));
    const texts = new TransformObservation(env, () => new Float32Array(1), textSpace());
    expect(() => new FrameStack(texts, { size: 2, ...concatenation }).observationSpace).toThrow(
      /are of a Text; expected a Box of float32 with a shape/,
    );
  });
});
