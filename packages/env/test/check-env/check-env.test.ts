import { readFile } from "node:fs/promises";
import type { Problem } from "@aiops-gym/problems";
import { describe, expect, it } from "vitest";
import { type CheckOptions, checkEnv } from "../../src/check-env/check-env.ts";
import { checkRules } from "../../src/check-env/rules.ts";
import type { Env } from "../../src/env.ts";
import { ActionRepeat } from "../../src/wrappers/action-repeat.ts";
import { RecordEpisodeStatistics } from "../../src/wrappers/record-episode-statistics.ts";
import { TimeLimit } from "../../src/wrappers/time-limit.ts";
import { type Flaw, flaws } from "./flaws.ts";
import { ToyEnv } from "./toy-env.ts";

const add = (amount: number) => ({ name: "add", arguments: { amount } });

const problem = {
  id: "toy-one",
  faults: [{ name: "drift_fault", parameters: {}, groundTruth: { components: [["pump"]] } }],
} as unknown as Problem;
const options: CheckOptions = {
  problem,
  actions: [add(1), add(2), add(3)],
  submission: { name: "submit", arguments: {} },
  seed: 3,
};

describe("checkEnv", () => {
  it("passes an environment that keeps every rule", async () => {
    const report = await checkEnv(new ToyEnv(), options);
    expect(report).toEqual({ passed: checkRules.map(({ name }) => name), failed: [], skipped: [] });
  });

  it("passes wrappers: limits from outside of the environment, and what they say in `info`", async () => {
    const limited = new RecordEpisodeStatistics(new TimeLimit(new ToyEnv(), { maxSteps: 3 }));
    expect(await checkEnv(limited, options)).toMatchObject({ failed: [], skipped: [] });
  });

  it("passes wrappers that make several steps of one, and end episodes before the environment would", async () => {
    const repeated = new ActionRepeat(new TimeLimit(new ToyEnv(), { maxSteps: 6 }), { times: 2 });
    expect(await checkEnv(repeated, options)).toMatchObject({ failed: [] });
  });

  it("passes an environment whose episodes have one step", async () => {
    const { failed, skipped } = await checkEnv(new TimeLimit(new ToyEnv(), { maxSteps: 1 }), options);
    expect(failed).toEqual([]);
    expect(skipped).toEqual([{ rule: "malformed-actions", why: "every step ends its episode" }]);
  });

  it("refuses what is no environment, and options that are none", async () => {
    for (const other of [null, {}, { reset: true }])
      await expect(checkEnv(other as unknown as Env, options)).rejects.toMatchObject({
        code: "ERR_INVALID_DEFINITION",
        message: expect.stringMatching(/^checkEnv was given something that is no Env: it has no problemIds, .*reset/),
      });
    for (const odd of [{ seed: -1 }, { seed: 2 ** 53 - 1 }, { maxSteps: 0 }, { maxSteps: Number.NaN }, { actions: [] }])
      await expect(checkEnv(new ToyEnv(), { ...options, ...odd })).rejects.toMatchObject({
        code: "ERR_INVALID_DEFINITION",
        message: expect.stringContaining(`at ${Object.keys(odd)[0]}`),
      });
  });

  for (const [flaw, [rule, found]] of Object.entries(flaws)) {
    it(`finds by ${rule} alone an environment with this flaw: ${flaw}`, async () => {
      const { failed } = await checkEnv(new ToyEnv(flaw as Flaw), { ...options, throws: false });
      expect(failed.map((failure) => failure.rule)).toEqual([rule]);
      expect(failed[0]?.found).toContain(found);
    });
  }

  it("breaks each of its rules somewhere in the list above", () => {
    const covered = new Set<string>(Object.values(flaws).map(([rule]) => rule));
    expect(checkRules.map(({ name }) => name).filter((name) => !covered.has(name))).toEqual([]);
  });

  it("throws what is broken, what was found and expected, and where it is written", async () => {
    const checked = checkEnv(new ToyEnv("a return of its own"), options);
    await expect(checked).rejects.toMatchObject({ code: "ERR_CHECK_FAILED" });
    await expect(checked).rejects.toThrow(
      /^The environment breaks 1 of its rules:\n- return \(.*\): found rewards sum to .*; expected the same\. See docs\/semantics\.md#reward\.$/,
    );
  });

  it("says of rules that say nothing what they need", async () => {
    const { skipped } = await checkEnv(new ToyEnv("forks without chance"), { ...options, throws: false });
    expect(skipped).toEqual([
      { rule: "fork-apart", why: "it needs fork" },
      { rule: "close", why: "it needs fork" },
    ]);
  });

  it("looks at some rules, and those that they need, when asked to", async () => {
    const { passed } = await checkEnv(new ToyEnv(), { ...options, rules: ["fork"] });
    expect(passed).toEqual(["plays", "reset-seed", "determinism", "reading", "fork"]);
    await expect(checkEnv(new ToyEnv(), { rules: ["forks"] })).rejects.toMatchObject({
      code: "ERR_INVALID_DEFINITION",
    });
  });
});

describe("docs/check-env.md", () => {
  it("lists the rules, and each points to a heading of docs/semantics.md", async () => {
    const docs = new URL("../../../../docs/", import.meta.url);
    const page = await readFile(new URL("check-env.md", docs), "utf8");
    expect(page).toContain(checkRules.map(({ name, summary }) => `| \`${name}\` | ${summary} |`).join("\n"));
    const semantics = await readFile(new URL("semantics.md", docs), "utf8");
    const anchors = [...semantics.matchAll(/^## (.*)$/gm)].map(([, title = ""]) =>
      title
        .toLowerCase()
        .replace(/[^\w -]/g, "")
        .replaceAll(" ", "-"),
    );
    expect(anchors).toEqual(expect.arrayContaining(checkRules.map(({ section }) => section)));
  });
});
