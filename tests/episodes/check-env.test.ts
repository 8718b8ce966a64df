import { AIOpsEnv, checkEnv, shippedProblems } from "aiops-gym";
import { describe, expect, it } from "vitest";
import { sample } from "../support/long.ts";

describe("the embedded environment", () => {
  // other problems than those that the suites of determinism, snapshots and leaks sample
  for (const problem of sample(shippedProblems, 3)) {
    it(`keeps every rule of checkEnv: ${problem.id}`, async () => {
      await using env = await AIOpsEnv.create({ maxSteps: 8 });
      const { failed, skipped } = await checkEnv(env, { problem, seed: 29, throws: false });
      expect(failed.map(({ message }) => message)).toEqual([]);
      expect(skipped).toEqual([]);
    }, 240_000);
  }
});
