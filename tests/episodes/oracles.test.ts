import { AIOpsEnv, oraclePolicy, playEpisode, shippedProblems } from "aiops-gym";
import { describe, expect, it } from "vitest";

describe("the oracle", () => {
  for (const problem of shippedProblems) {
    const repairs = problem.repairs.length === 0 ? [undefined] : problem.repairs;
    for (const [index, repair] of repairs.entries()) {
      it(`reaches the maximum on ${problem.id}${repair === undefined ? "" : `: ${repair.name}`}`, async () => {
        await using env = await AIOpsEnv.create();
        const replies: string[] = [];
        const summary = await playEpisode(env, oraclePolicy(problem, index), problem.id, {
          seed: 11 + index,
          onStep: (action, step) => void replies.push(`${JSON.stringify(action)}\n${step.observation.text}`),
        });
        expect(summary.return, `${JSON.stringify(summary.results)}\n${replies.join("\n")}`).toBe(1);
        expect(summary.terminated).toBe(true);
      }, 120_000);
    }
  }
});

describe("a mitigation problem", () => {
  it("ships at least three valid repairs, one of which deletes an object and applies it again", () => {
    for (const problem of shippedProblems.filter(({ task }) => task === "mitigation")) {
      expect(problem.repairs.length, problem.id).toBeGreaterThanOrEqual(3);
      expect(
        problem.repairs.some(({ name }) => name.includes("apply")),
        problem.id,
      ).toBe(true);
    }
  });
});
