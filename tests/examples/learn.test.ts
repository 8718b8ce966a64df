import { describe, expect, it } from "vitest";
import { runNode } from "./run-node.ts";

/** What the last line says: the share of the test's episodes that each policy solves. */
async function learn(...args: readonly string[]): Promise<Readonly<Record<string, number>>> {
  const { code, stdout, stderr } = await runNode("examples/learn/learn.ts", args);
  expect(stderr).toBe("");
  expect(code).toBe(0);
  return JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "") as Readonly<Record<string, number>>;
}

// Episodes bound the training here, not time: a busy machine must not change what is learned.
const timeBound = ["--cpu-seconds", "100000"];

describe("the example learn.ts", () => {
  it("learns to detect faults of services that never failed in training", async () => {
    const solved = await learn("--task", "detection", "--episodes", "250", "--test", "50", ...timeBound);
    const { random = 1, "do nothing": idle = 1, 'always "Yes"': yes = 1, 'always "No"': no = 1 } = solved;
    for (const learner of ["policy-gradient", "q-learning"]) {
      expect(solved[learner]).toBeGreaterThanOrEqual(random + 0.2);
      expect(solved[learner]).toBeGreaterThanOrEqual(Math.max(yes, no) + 0.1);
      expect(solved[learner]).toBeGreaterThanOrEqual(idle + 0.5);
    }
    expect(solved["expert"]).toBeGreaterThan(0);
  }, 600_000);

  it("learns to repair services that never failed in training", async () => {
    const solved = await learn("--task", "mitigation", "--episodes", "150", "--test", "40", ...timeBound);
    const { random = 1, "do nothing": idle = 1 } = solved;
    for (const learner of ["policy-gradient", "q-learning"]) {
      expect(solved[learner]).toBeGreaterThanOrEqual(random + 0.3);
      expect(solved[learner]).toBeGreaterThanOrEqual(idle + 0.5);
    }
    expect(solved["expert"]).toBeGreaterThan(0);
  }, 900_000);
});
