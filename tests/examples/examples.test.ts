import { describe, expect, it } from "vitest";
import { runNode } from "./run-node.ts";

const timeout = 120_000;

describe("the example", () => {
  it(
    "quickstart.ts resets, acts and reads tables",
    async () => {
      const { code, stdout, stderr } = await runNode("examples/quickstart.ts");
      expect(stderr).toBe("");
      expect(code).toBe(0);
      expect(stdout).toContain("reward: 0");
      expect(stdout).toMatch(/^logs: \d+ rows of time, severity_number/m);
      expect(stdout).toMatch(/^unwell: .*geo/m);
    },
    timeout,
  );

  it(
    "fork.ts finds the one continuation that pays",
    async () => {
      const { code, stdout, stderr } = await runNode("examples/fork.ts");
      expect(stderr).toBe("");
      expect(code).toBe(0);
      expect(stdout).toMatch(/^roll geo back\s+return 1/m);
    },
    timeout,
  );

  it(
    "own-application.ts brings an application, a fault and a problem of its own",
    async () => {
      const { code, stdout, stderr } = await runNode("examples/own-application.ts");
      expect(stderr).toBe("");
      expect(code).toBe(0);
      expect(stdout).toContain("oracle: return 1");
      expect(stdout).toContain("noop: return 0");
    },
    timeout,
  );
});
