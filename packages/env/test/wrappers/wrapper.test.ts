import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Env } from "../../src/env.ts";
import { jsonSpace } from "../../src/spaces/make-space.ts";
import type { Space } from "../../src/spaces/space.ts";
import { ActionRepeat } from "../../src/wrappers/action-repeat.ts";
import { concatenation } from "../../src/wrappers/concatenation.ts";
import { Curriculum } from "../../src/wrappers/curriculum.ts";
import { FrameStack } from "../../src/wrappers/frame-stack.ts";
import { NormalizeReward } from "../../src/wrappers/normalize-reward.ts";
import { ProblemSampler } from "../../src/wrappers/problem-sampler.ts";
import { RecordEpisodeStatistics } from "../../src/wrappers/record-episode-statistics.ts";
import { RecordTrajectory } from "../../src/wrappers/record-trajectory.ts";
import { ScaleReward } from "../../src/wrappers/scale-reward.ts";
import { StickyThinkTime } from "../../src/wrappers/sticky-think-time.ts";
import { TimeLimit } from "../../src/wrappers/time-limit.ts";
import { TransformAction } from "../../src/wrappers/transform-action.ts";
import { TransformObservation } from "../../src/wrappers/transform-observation.ts";
import { TransformReward } from "../../src/wrappers/transform-reward.ts";
import { ScriptedEnv, stepTimes } from "./scripted-env.ts";

const same = (space: Space): Space => space;

type Features = Env<Float32Array, unknown>;
const draws = [
  { problemId: "easy", seed: 3 },
  { problemId: "hard", seed: 4 },
];

/** Every wrapper there is; all at once at the end. */
const wrappers: readonly (readonly [name: string, wrap: (env: Features) => Features])[] = [
  ["TimeLimit", (env) => new TimeLimit(env, { maxSteps: 8 })],
  ["RecordTrajectory", (env) => new RecordTrajectory(env, { to: () => {} })],
  ["RecordEpisodeStatistics", (env) => new RecordEpisodeStatistics(env)],
  ["NormalizeReward", (env) => new NormalizeReward(env)],
  ["ScaleReward", (env) => new ScaleReward(env, 0.5)],
  ["FrameStack", (env) => new FrameStack(env, { size: 3, ...concatenation })],
  ["StickyThinkTime", (env) => new StickyThinkTime(env, { seconds: [0, 60], stickiness: 0.5 })],
  ["ActionRepeat", (env) => new ActionRepeat(env, { times: 2 })],
  ["ProblemSampler", (env) => new ProblemSampler(env, draws)],
  ["Curriculum", (env) => new Curriculum(env, { stages: [{ problems: draws }, { problems: draws }], window: 1 })],
  [
    "TransformObservation",
    (env) => new TransformObservation(env, (frame: Float32Array) => frame.map((x) => 2 * x), same),
  ],
  ["TransformAction", (env) => new TransformAction(env, (action: unknown) => action, same)],
  ["TransformReward", (env) => new TransformReward(env, (reward) => reward - 1)],
];
const all = (env: Features): Features => wrappers.reduce((inner, [, wrap]) => wrap(inner), env);
const script = { reward: (step: number, seed: number) => step * seed };

describe.each([...wrappers, ["all wrappers at once", all] as const])("%s", (_, wrap) => {
  const begin = async (): Promise<Features> => {
    const env = wrap(new ScriptedEnv(script));
    await env.reset("easy", { seed: 7 });
    return env;
  };

  it("forwards what it does not change", async () => {
    const inner = new ScriptedEnv();
    const env = wrap(inner);
    await env.reset("hard", { seed: 2 });
    expect(env.problemIds).toBe(inner.problemIds);
    expect(env.capabilities).toBe(inner.capabilities);
    expect(env.unwrapped).toBe(inner);
    expect(env.trajectory).toEqual(inner.trajectory);
    expect(env.actionSpace).toBe(inner.actionSpace);
    expect(env.observationSpace.type).toBe("Box");
    await env.close();
    await env[Symbol.asyncDispose]();
    expect(inner.closed).toBe(2);
  });

  it("goes on alike in forks, which share nothing that changes", async () => {
    const env = await begin();
    await stepTimes(env, 2);
    const fork = await env.fork();
    expect(await fork.stateHash()).toBe(await env.stateHash());
    await stepTimes(fork, 1, "other");
    const other = await env.fork();
    const expected = await stepTimes(env, 2);
    expect(await stepTimes(other, 2)).toEqual(expected);
    expect(await other.stateHash()).toBe(await env.stateHash());
    expect(await fork.stateHash()).not.toBe(await env.stateHash());
  });

  it("goes on alike from snapshots", async () => {
    const env = await begin();
    await stepTimes(env, 2);
    const snapshot = await env.snapshot();
    const hash = await env.stateHash();
    const expected = await stepTimes(env, 2);
    const restored = wrap(new ScriptedEnv(script));
    await restored.restore(snapshot);
    expect(await restored.stateHash()).toBe(hash);
    expect(await stepTimes(restored, 2)).toEqual(expected);
    await env.restore(snapshot);
    expect(await env.stateHash()).toBe(hash);
    expect(await stepTimes(env, 2)).toEqual(expected);
  });

  it("refuses snapshots that are damaged or of an environment wrapped otherwise, and has not changed then", async () => {
    const env = await begin();
    await stepTimes(env, 2);
    const hash = await env.stateHash();
    const snapshot = await env.snapshot();
    const damaged = snapshot.slice();
    damaged[damaged.length - 3] = (damaged.at(-3) ?? 0) ^ 0xff;
    const bare = new TextEncoder().encode('{"problemId":"easy"}');
    for (const bytes of [damaged, snapshot.slice(0, 20), new Uint8Array(), bare])
      await expect(env.restore(bytes)).rejects.toMatchObject({ code: "ERR_INVALID_SNAPSHOT" });
    const twice = wrap(env);
    await expect(twice.restore(snapshot)).rejects.toMatchObject({ code: "ERR_INVALID_SNAPSHOT" });
    expect(await env.stateHash()).toBe(hash);
    await stepTimes(env, 1);
  });

  it("pays parts that sum to the reward", async () => {
    const env = await begin();
    for (const { reward, rewardComponents } of await stepTimes(env, 3))
      expect(Object.values(rewardComponents).reduce((sum, part) => sum + part, 0)).toBeCloseTo(
        reward ?? Number.NaN,
        12,
      );
  });

  it("passes null on for a reward when the episode was aborted, and needs a reset after the end", async () => {
    const env = wrap(new ScriptedEnv({ reward: () => null }));
    await env.reset("easy");
    const step = await env.step("wait");
    expect([step.reward, step.aborted]).toEqual([null, { cause: "scripted", blame: "infra" }]);
    await expect(env.step("wait")).rejects.toMatchObject({ code: "ERR_RESET_NEEDED" });
    await env.reset("easy");
  });
});

describe("wrappers", () => {
  it("go on alike in forks and from snapshots in any order, any of them several times", async () => {
    const stack = fc.array(fc.constantFrom(...wrappers.map(([, wrap]) => wrap)), { minLength: 2, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(stack, async (chosen) => {
        const wrap = (env: Features): Features => chosen.reduce((inner, one) => one(inner), env);
        const env = wrap(new ScriptedEnv({ ...script, maxSteps: 1_000 }));
        await env.reset("easy", { seed: 7 });
        await stepTimes(env, 1);
        const fork = await env.fork();
        const restored = wrap(new ScriptedEnv({ ...script, maxSteps: 1_000 }));
        await restored.restore(await env.snapshot());
        const [next] = await stepTimes(env, 1).catch(() => []);
        for (const copy of [fork, restored]) {
          expect((await stepTimes(copy, 1).catch(() => [])).at(0)).toEqual(next);
          expect(await copy.stateHash()).toBe(await env.stateHash());
        }
      }),
    );
  });
});

describe("a wrapper", () => {
  it("says whose snapshot it was given", async () => {
    const scaled = new ScaleReward(new ScriptedEnv(), 2);
    await scaled.reset("easy");
    const limited = new TimeLimit(new ScriptedEnv(), { maxSteps: 2 });
    await expect(limited.restore(await scaled.snapshot())).rejects.toThrow(
      /it is of ScaleReward\. Expected the bytes of TimeLimit/,
    );
  });

  it("refuses to write down what is no plain data, naming it", async () => {
    const tables = new TransformObservation(new ScriptedEnv(), () => ({ logs: new Map() }), jsonSpace);
    const stacked = new FrameStack(tables, { size: 2, stack: (frames) => frames, space: same });
    await stacked.reset("easy");
    await expect(stacked.snapshot()).rejects.toThrow(
      /What FrameStack keeps cannot be written down: state\.0\.logs is no plain data/,
    );
  });

  it("refuses what was kept with other options", async () => {
    const two = new FrameStack(new ScriptedEnv(), { size: 2, ...concatenation });
    const three = new FrameStack(new ScriptedEnv(), { size: 3, ...concatenation });
    await two.reset("easy");
    await three.reset("easy");
    await expect(three.restore(await two.snapshot())).rejects.toMatchObject({ code: "ERR_INVALID_SNAPSHOT" });
    expect((await three.step("wait")).observation.length).toBe(6);
  });
});

describe("a class that extends a wrapper", () => {
  class Halved extends ScaleReward<Float32Array> {
    constructor(env: Features) {
      super(env, 0.5);
    }
  }

  it("is not copied as what it extends", async () => {
    const env = new Halved(new ScriptedEnv());
    await env.reset("easy");
    await expect(env.fork()).rejects.toThrow("Halved cannot be copied: its `rewrap` made a ScaleReward.");
  });
});
