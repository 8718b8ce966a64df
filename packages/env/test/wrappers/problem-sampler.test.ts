import { describe, expect, it } from "vitest";
import type { ResetOptions } from "../../src/env.ts";
import { ProblemSampler } from "../../src/wrappers/problem-sampler.ts";
import { playedBy } from "./played-by.ts";
import { ScriptedEnv } from "./scripted-env.ts";

const easy = { problemId: "easy", seed: 3 };
const hard = { problemId: "hard", seed: 4 };

describe("a sampler of problems", () => {
  it("draws one for a reset that names none, and none for one that does", async () => {
    const env = new ProblemSampler(new ScriptedEnv(), [easy, hard]);
    expect(await playedBy(env, 1)).toEqual(["easy 3"]);
    await env.reset("easy", { seed: 9 });
    expect(env.trajectory.header.seed).toBe(9);
    await env.reset(undefined, { seed: 8 });
    expect(env.trajectory.header).toMatchObject({ problem: "hard", seed: 8 });
    expect(await playedBy(env, 2)).toEqual(["easy 3", "hard 4"]);
  });

  it("takes a seed that is undefined for one that was not given", async () => {
    const env = new ProblemSampler(new ScriptedEnv(), [easy]);
    await env.reset(undefined, { seed: undefined } as unknown as ResetOptions);
    expect(env.trajectory.header.seed).toBe(3);
  });

  it("goes on with the next draw in forks and from snapshots", async () => {
    const source = (index: number) => ({ problemId: "easy", seed: index });
    const env = new ProblemSampler(new ScriptedEnv(), source);
    await playedBy(env, 3);
    const restored = new ProblemSampler(new ScriptedEnv(), source);
    await restored.restore(await env.snapshot());
    expect(await playedBy(await env.fork(), 2)).toEqual(["easy 3", "easy 4"]);
    expect(await playedBy(restored, 2)).toEqual(["easy 3", "easy 4"]);
    expect(await playedBy(env, 1)).toEqual(["easy 3"]);
  });

  it("draws the same again when the environment refused it", async () => {
    const env = new ProblemSampler(new ScriptedEnv(), [{ problemId: "missing", seed: 0 }, easy]);
    for (let time = 0; time < 2; time++)
      await expect(env.reset()).rejects.toMatchObject({ code: "ERR_UNKNOWN_PROBLEM" });
  });
});
