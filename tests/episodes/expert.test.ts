import {
  AIOpsEnv,
  expertPolicy,
  noopPolicy,
  type Policy,
  playEpisode,
  randomPolicy,
  shippedProblems,
  splitSource,
} from "aiops-gym";
import { describe, expect, it } from "vitest";
import { sample, sampleEvery } from "../support/long.ts";

async function returns(
  problems: typeof shippedProblems,
  policy: () => Policy,
  seed: number,
): Promise<readonly (number | null)[]> {
  const found: (number | null)[] = [];
  for (const { id } of problems) {
    await using env = await AIOpsEnv.create();
    found.push((await playEpisode(env, policy(), id, { seed })).return);
  }
  return found;
}

describe("the expert", () => {
  it("solves at least nine of ten problems from observations alone", async () => {
    const problems = sample(shippedProblems);
    const solved = (await returns(problems, expertPolicy, 31)).filter((value) => value === 1).length;
    expect(solved / problems.length).toBeGreaterThanOrEqual(0.9);
  }, 600_000);

  it.each(["validation", "test-services"])(
    "solves at least nine of ten draws of %s, whatever their services, names and traffic",
    async (split) => {
      const source = splitSource(split, { seed: 5 });
      const count = sampleEvery === 1 ? 100 : 20;
      await using env = await AIOpsEnv.create();
      const missed: string[] = [];
      for (let index = 0; index < count; index++) {
        const { problemId, seed } = source(index);
        const { return: value, results } = await playEpisode(env, expertPolicy(), problemId, { seed });
        if (value !== 1) missed.push(`${problemId}: ${JSON.stringify(results)}`);
      }
      expect(missed.length, missed.join("\n")).toBeLessThanOrEqual(count / 10);
    },
    600_000,
  );

  it("finds nothing wrong in healthy episodes of several seeds", async () => {
    const healthy = shippedProblems.filter(({ faults }) => faults.length === 0);
    for (const seed of [1, 2, 4, 5, 6]) expect(await returns(healthy, expertPolicy, seed), `seed ${seed}`).toEqual([1]);
  }, 120_000);

  it("does better than acting at random, which does better than nothing", async () => {
    const problems = sample(shippedProblems.filter(({ task }) => task === "mitigation"));
    const sum = (values: readonly (number | null)[]): number =>
      values.reduce<number>((total, value) => total + (value ?? 0), 0);
    expect(sum(await returns(problems, noopPolicy, 8))).toBe(0);
    const random = sum(await returns(problems, () => randomPolicy(8), 8));
    expect(sum(await returns(problems, expertPolicy, 8))).toBeGreaterThan(random);
  }, 300_000);
});
