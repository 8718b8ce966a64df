import { AIOpsEnv, expertPolicy, noopPolicy, type Policy, playEpisode, randomPolicy, shippedProblems } from "aiops-gym";
import { describe, expect, it } from "vitest";
import { sample } from "../support/long.ts";

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
