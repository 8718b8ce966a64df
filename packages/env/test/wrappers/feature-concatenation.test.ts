import { describe, expect, it } from "vitest";
import { boxSpace, dictSpace, jsonSpace, multiBinarySpace } from "../../src/spaces/make-space.ts";
import { featureConcatenation } from "../../src/wrappers/feature-concatenation.ts";
import { FrameStack } from "../../src/wrappers/frame-stack.ts";
import { TransformObservation } from "../../src/wrappers/transform-observation.ts";
import { ScriptedEnv, stepTimes } from "./scripted-env.ts";

describe("a stack of features", () => {
  const view = (mask: boolean) =>
    new TransformObservation(
      new ScriptedEnv(),
      (features: Float32Array, { step }) => (mask ? { features, mask: Uint8Array.of(step % 2) } : { features }),
      (features) => (mask ? dictSpace({ features, mask: multiBinarySpace(1) }, ["mask"]) : dictSpace({ features })),
    );

  it("has all features and the latest mask, and goes on from snapshots", async () => {
    const env = new FrameStack(view(true), { size: 2, ...featureConcatenation });
    await env.reset("easy", { seed: 5 });
    const [, second] = await stepTimes(env, 2);
    expect(second?.observation).toEqual({ features: new Float32Array([1, 5, 2, 5]), mask: Uint8Array.of(0) });
    expect(env.observationSpace).toEqual(
      dictSpace({ features: boxSpace([0, 0, 0, 0], [10, null, 10, null], [4]), mask: multiBinarySpace(1) }, ["mask"]),
    );
    const restored = new FrameStack(view(true), { size: 2, ...featureConcatenation });
    await restored.restore(await env.snapshot());
    expect((await restored.step("wait")).observation).toEqual({
      features: new Float32Array([2, 5, 3, 5]),
      mask: Uint8Array.of(1),
    });
  });

  it("has no mask where there is none, and refuses other frames", async () => {
    const env = new FrameStack(view(false), { size: 2, ...featureConcatenation });
    expect((await env.reset("easy")).observation).toEqual({ features: new Float32Array(4) });
    expect(() => featureConcatenation.space(jsonSpace, 2)).toThrow(/are of a Json; expected a Dict with features/);
  });
});
