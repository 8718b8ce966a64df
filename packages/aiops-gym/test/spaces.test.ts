import { AIOpsEnv, contains, createRandomStream, sampleSpace, whyNot } from "aiops-gym";
import { describe, expect, it } from "vitest";

describe("the spaces of an environment", () => {
  it("contain what it observes and what it takes", async () => {
    await using env = await AIOpsEnv.create();
    expect(contains(env.actionSpace, { name: "submit", arguments: {} })).toBe(true);
    const { observation } = await env.reset("misconfig_app_hotel_res-detection-1", { seed: 4 });
    expect(whyNot(env.observationSpace, observation)).toBe(null);
    expect(contains(env.actionSpace, { name: "submit", arguments: {} })).toBe(false);
    const stream = createRandomStream(4);
    for (let step = 0; step < 5; step++) {
      const action = sampleSpace(env.actionSpace.spaces[step] ?? env.actionSpace, stream);
      expect(whyNot(env.actionSpace, action)).toBe(null);
      const result = await env.step(action);
      expect(whyNot(env.observationSpace, result.observation)).toBe(null);
      if (result.terminated) break;
    }
  }, 120_000);
});
