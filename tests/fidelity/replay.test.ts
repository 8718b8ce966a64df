import { afterAll, describe, expect, it } from "vitest";
import { explanations } from "./explained.ts";
import { scenarios } from "./scenarios/index.ts";
import { judge, staleExplanations, summarize, type Verdict } from "./verdict.ts";

const verdicts: Verdict[] = [];

describe("the embedded cluster does what a real Kubernetes did", () => {
  it.each(scenarios.map((scenario) => [scenario.name, scenario] as const))(
    "%s",
    async (_name, scenario) => {
      const verdict = await judge(scenario, explanations);
      verdicts.push(verdict);
      expect(verdict.differences.filter(({ reason }) => reason === undefined)).toEqual([]);
    },
    60_000,
  );

  afterAll(() => {
    console.log(`fidelity: ${JSON.stringify(summarize(verdicts))}`);
  });
});

describe("the scenarios", () => {
  it("are at least 80, each with a name of its own", () => {
    const names = scenarios.map(({ name }) => name);
    expect(names.length).toBeGreaterThanOrEqual(80);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
  });

  it("have steps in order and end well after the last", () => {
    for (const { name, steps, seconds } of scenarios) {
      const times = steps.map(({ at }) => at);
      expect(
        [...times].sort((a, b) => a - b),
        name,
      ).toEqual(times);
      expect(seconds, name).toBeGreaterThanOrEqual((times.at(-1) ?? 0) + 2);
    }
  });

  it("differ for a reason in at most 5 of 100 cases, and no reason is stale", () => {
    const { scenarios: all, explained } = summarize(verdicts);
    expect(explained / all).toBeLessThanOrEqual(0.05);
    expect(staleExplanations(verdicts, explanations)).toEqual([]);
  });
});
