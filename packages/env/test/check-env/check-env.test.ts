import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { type CheckOptions, checkEnv } from "../../src/check-env/check-env.ts";
import { checkRules } from "../../src/check-env/rules.ts";
import { RecordEpisodeStatistics } from "../../src/wrappers/record-episode-statistics.ts";
import { TimeLimit } from "../../src/wrappers/time-limit.ts";
import { type Flaw, flaws } from "./flaws.ts";
import { ToyEnv } from "./toy-env.ts";

const add = (amount: number) => ({ name: "add", arguments: { amount } });

const options: CheckOptions = {
  actions: [add(1), add(2), add(3)],
  submission: { name: "submit", arguments: {} },
  secrets: ["drift_fault"],
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
