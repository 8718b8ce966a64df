import { describe, expect, it } from "vitest";
import { Curriculum, type CurriculumOptions } from "../../src/wrappers/curriculum.ts";
import { playedBy } from "./played-by.ts";
import { ScriptedEnv } from "./scripted-env.ts";

const easy = { problemId: "easy", seed: 3 };
const hard = { problemId: "hard", seed: 4 };

describe("a curriculum", () => {
  const of = (success: (seed: number) => boolean, options: Partial<CurriculumOptions> = {}) =>
    new Curriculum(new ScriptedEnv({ success }), {
      stages: [{ problems: [easy] }, { problems: [hard] }],
      threshold: 0.5,
      window: 2,
      ...options,
    });

  it("goes on to the next stage once enough of the last episodes were solved, and stays in the last", async () => {
    let solved = false;
    const env = of(() => solved);
    expect(await playedBy(env, 3)).toEqual(["easy 3", "easy 3", "easy 3"]);
    expect(env.stage).toBe(0);
    solved = true;
    expect(await playedBy(env, 4)).toEqual(["easy 3", "hard 4", "hard 4", "hard 4"]);
    expect(env.stage).toBe(1);
  });

  it("counts no aborted episode and none that was asked for by name", async () => {
    const aborted = new Curriculum(new ScriptedEnv({ reward: () => null }), {
      stages: [{ problems: [easy] }, { problems: [hard] }],
      window: 1,
      isSolved: () => true,
    });
    expect(await playedBy(aborted, 2)).toEqual(["easy 3", "easy 3"]);
    const named = of(() => true, { window: 1 });
    await named.reset("hard");
    await named.step("submit");
    expect(named.stage).toBe(0);
  });

  it("asks whoever is told to say what solved is", async () => {
    const env = of(() => true, { window: 1, isSolved: ({ reward }) => (reward ?? 0) > 5 });
    await playedBy(env, 3);
    expect(env.stage).toBe(0);
  });

  it("rehearses earlier stages as often as it is told, without counting them", async () => {
    const env = of((seed) => seed === 3, { window: 1, rehearsal: 0.25 });
    const played = await playedBy(env, 2_001);
    const share = played.slice(1).filter((one) => one === "easy 3").length / 2_000;
    expect(share).toBeGreaterThan(0.21);
    expect(share).toBeLessThan(0.29);
    expect(env.stage).toBe(1);
  });

  it.each([
    [{ stages: [] }, /has no stages/],
    [{ threshold: 0 }, /threshold/],
    [{ window: 0 }, /window/],
    [{ rehearsal: 1 }, /rehearsal/],
  ])("is refused with %j", (options, message) => {
    expect(() => of(() => true, options)).toThrow(message);
  });
});
