import { describe, expect, it } from "vitest";
import type { Check } from "./check.ts";
import type { Explanation } from "./explained.ts";
import { fidelityTable, insertTable } from "./report.ts";
import { blameChance, judge, staleExplanations, summarize } from "./verdict.ts";

const same: Check = { area: "pods", subject: "geo", expected: "a", actual: "a", agree: true };
const other: Check = { area: "events", subject: "Pod of geo: which", expected: "a", actual: "b", agree: false };
const explanation: Explanation = { area: "events", subject: /^Pod of geo/, reason: "the recorder was a stand-in" };

describe("judge", () => {
  it("gives a difference its reason, which does not make it agree", () => {
    const verdict = judge("kill-geo", [same, other], [explanation]);
    expect(verdict.checks.map(({ reason }) => reason)).toEqual([undefined, "the recorder was a stand-in"]);
    expect(summarize([verdict])).toEqual({ recordings: 1, checks: 2, agree: 1 });
  });

  it("keeps to the explanation's scenario", () => {
    const [, judged] = judge("kill-geo", [same, other], [{ ...explanation, scenario: "healthy" }]).checks;
    expect(judged?.reason).toBeUndefined();
  });
});

describe("blameChance", () => {
  it("says of a difference under how many other seeds there is none", () => {
    const verdict = judge("kill-geo", [same, other], []);
    const reasons = (plays: readonly (readonly Check[])[]): readonly (string | undefined)[] =>
      blameChance(verdict, plays).checks.map(({ reason }) => reason);
    expect(
      reasons([
        [same, { ...other, agree: true }],
        [same, other],
      ]),
    ).toEqual([undefined, "chance: agrees under 1 of 2 other seeds"]);
    expect(reasons([[same, other]])).toEqual([undefined, undefined]);
  });
});

describe("staleExplanations", () => {
  it("names explanations that no difference needs", () => {
    expect(staleExplanations([judge("kill-geo", [same, other], [explanation])], [explanation])).toEqual([]);
    expect(staleExplanations([judge("kill-geo", [same], [explanation])], [explanation])).toEqual([explanation]);
  });

  it("says nothing about scenarios that were not compared", () => {
    const foreign = { ...explanation, scenario: "healthy" };
    expect(staleExplanations([judge("kill-geo", [same], [foreign])], [foreign])).toEqual([]);
  });
});

describe("fidelityTable", () => {
  it("has a row a recording and one a difference", () => {
    const table = fidelityTable([judge("kill-geo", [same, other], [explanation])]);
    expect(table).toContain("1 of 2 checks agree over 1 recordings.");
    expect(table).toContain("| kill-geo | – | – | – | 1/1 | – | 0/1 | – | – | – | – |");
    expect(table).toContain("| kill-geo | events | Pod of geo: which | the recorder was a stand-in |");
  });
});

describe("insertTable", () => {
  it("replaces what is between its marks and leaves the rest", () => {
    const once = insertTable("# Fidelity\n\nWords.\n", "one");
    expect(once).toBe("# Fidelity\n\nWords.\n\n<!-- truth:begin -->\none\n<!-- truth:end -->\n");
    expect(insertTable(once, "two")).toBe("# Fidelity\n\nWords.\n\n<!-- truth:begin -->\ntwo\n<!-- truth:end -->\n");
  });
});
