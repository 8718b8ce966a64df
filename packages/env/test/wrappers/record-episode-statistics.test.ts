import { describe, expect, it } from "vitest";
import { RecordEpisodeStatistics } from "../../src/wrappers/record-episode-statistics.ts";
import { ScriptedEnv, stepTimes } from "./scripted-env.ts";

describe("recording statistics", () => {
  it("tells return, length and time with the last step, and keeps the last episodes", async () => {
    const env = new RecordEpisodeStatistics(new ScriptedEnv({ reward: (step) => step, maxSteps: 3 }), {
      bufferLength: 2,
    });
    for (let episode = 0; episode < 2; episode++) {
      await env.reset("easy");
      const [first, , last] = await stepTimes(env, 3);
      expect(first?.info.episode).toBe(undefined);
      expect(last?.info.episode).toEqual({ return: 6, length: 3, virtualSeconds: 30 });
    }
    await env.reset("easy");
    await env.step("submit");
    expect(env.episodes).toEqual([
      { return: 6, length: 3, virtualSeconds: 30, wallSeconds: expect.any(Number) },
      { return: 1, length: 1, virtualSeconds: 10, wallSeconds: expect.any(Number) },
    ]);
    expect(env.episodes[1]?.wallSeconds).toBeLessThan(10);
  });

  it("has no return for an episode that was aborted", async () => {
    const env = new RecordEpisodeStatistics(new ScriptedEnv({ reward: (step) => (step === 2 ? null : 1) }));
    await env.reset("easy");
    const [, last] = await stepTimes(env, 2);
    expect(last?.info.episode).toEqual({ return: null, length: 2, virtualSeconds: 20 });
  });

  it("refuses to keep no episodes", () => {
    expect(() => new RecordEpisodeStatistics(new ScriptedEnv(), { bufferLength: 0 })).toThrow(/keeps 0 episodes/);
  });
});
