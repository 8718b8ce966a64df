import { afterAll, describe, expect, it } from "vitest";
import { catalogue } from "./catalogue.ts";
import { explanations } from "./explained.ts";
import { tryOwn } from "./own-kubectl.ts";
import { differenceText, judge, staleExplanations, type Verdict } from "./verdict.ts";

const verdicts: Verdict[] = [];

describe("our kubectl prints what the real one printed", () => {
  it.each(catalogue.map((one) => [one.state.name, one] as const))("%s", async (_name, one) => {
    const found = judge(one, await tryOwn(one), explanations);
    verdicts.push(...found);
    const differ = found.filter(({ result }) => result === "differ");
    expect(differ.map((verdict) => `kubectl ${verdict.line}\n${differenceText(verdict)}`)).toEqual([]);
  });

  it("where it does not, there is a reason, and no reason is stale", () => {
    expect(staleExplanations(verdicts, explanations)).toEqual([]);
  });

  it("explains the same fields of the same types", () => {
    const fields = (text = ""): readonly string[] =>
      text.split("\n").filter((line) => /^(?:GROUP|KIND|VERSION|FIELD)|\t<.+>/.test(line));
    const explained = verdicts.filter(({ line }) => line.startsWith("explain "));
    expect(explained.length).toBeGreaterThan(10);
    for (const { line, recorded, answered } of explained) {
      expect(fields(answered?.stdout), line).toEqual(fields(recorded?.stdout));
    }
  });

  afterAll(() => {
    const explained = verdicts.filter(({ result }) => result === "explained").length;
    console.log(`kubectl: ${verdicts.length} lines, ${explained} of them differ for a reason`);
  });
});
