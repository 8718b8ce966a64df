import { describe, expect, it } from "vitest";
import { jsonSpace } from "../../src/spaces/make-space.ts";
import { TransformObservation } from "../../src/wrappers/transform-observation.ts";
import { ScriptedEnv } from "./scripted-env.ts";

describe("transforming observations", () => {
  it("changes what is observed, from the first observation on", async () => {
    const env = new TransformObservation(
      new ScriptedEnv(),
      async (frame: Float32Array, { step }) => [...frame, step],
      jsonSpace,
    );
    expect((await env.reset("easy", { seed: 8 })).observation).toEqual([0, 8, 0]);
    expect((await env.step("wait")).observation).toEqual([1, 8, 1]);
    expect(env.observationSpace).toBe(jsonSpace);
  });
});
