import { describe, expect, it } from "vitest";
import { curriculumSource, curriculumStages, difficultyOf, shippedFamilies } from "../src/index.ts";

/** Of a drawn problem's id. */
const familyOf = ({ problemId }: { readonly problemId: string }): string => problemId.split("@")[0] ?? "";

/** The mean share that the expert and the random policy solve. */
function solved(family: string): number {
  const { expert = 0, random = 0 } = difficultyOf(family) ?? {};
  return (expert + random) / 2;
}

describe("the measured difficulty", () => {
  it("is there for every family, and of its current definition (npm run difficulty -- --write)", () => {
    for (const { id } of shippedFamilies) expect(difficultyOf(id), id).toMatchObject({ current: true });
  });

  it("has an expert who solves nine of ten on average, ahead of chance, which is ahead of doing nothing", () => {
    const mean = (policy: "expert" | "random" | "noop"): number =>
      shippedFamilies.reduce((sum, { id }) => sum + (difficultyOf(id)?.[policy] ?? 0), 0) / shippedFamilies.length;
    expect(mean("expert")).toBeGreaterThanOrEqual(0.9);
    expect(mean("random")).toBeLessThan(0.4);
    expect(mean("random")).toBeGreaterThan(mean("noop"));
    expect(mean("noop")).toBe(0);
  });

  it("is not known of families that are none", () => {
    expect(() => difficultyOf("hotel-reservation/revoke_auth")).toThrow(/no family/);
  });
});

describe("a curriculum", () => {
  it("has stages that share no family, the easier ones first", () => {
    const stages = curriculumStages("train", { stages: 4, seed: 1 }).map(({ problems }) => {
      if (typeof problems !== "function") throw new Error("expected a source");
      return new Set(Array.from({ length: 200 }, (_, index) => familyOf(problems(index))));
    });
    // 32 families in four groups
    expect(stages.map(({ size }) => size)).toEqual([8, 8, 8, 8]);
    expect(new Set(stages.flatMap((stage) => [...stage])).size).toBe(32);
    for (const [index, stage] of stages.slice(1).entries()) {
      const easier = Math.min(...[...(stages[index] ?? [])].map(solved));
      for (const family of stage) expect(solved(family)).toBeLessThanOrEqual(easier);
    }
  });

  it("begins with the easiest family, and has drawn all of them in the end", () => {
    const source = curriculumSource("train", { episodes: 640, tasks: ["detection", "mitigation"] });
    const families = Array.from({ length: 1000 }, (_, index) => familyOf(source(index)));
    const easiest = Math.max(...families.map(solved));
    expect(solved(families[0] ?? "")).toBe(easiest);
    expect(new Set(families.slice(0, 100)).size).toBeLessThanOrEqual(4);
    // eleven kinds are detected, five mitigated
    expect(new Set(families.slice(640)).size).toBe(16);
  });

  it("draws the same for the same number, and never more stages than there are families", () => {
    const source = curriculumSource("train", { episodes: 100, seed: 3 });
    const first = source(40);
    expect(curriculumSource("train", { episodes: 100, seed: 3 })(40)).toEqual(first);
    expect(curriculumStages("test-kinds", { stages: 50 })).toHaveLength(6);
  });

  it("is refused for stages and episodes that are none", () => {
    for (const stages of [0, 2.5, Number.NaN])
      expect(() => curriculumStages("train", { stages })).toThrow(`stages is ${stages}; expected a positive integer.`);
    expect(() => curriculumSource("train", { episodes: Number.NaN })).toThrow("episodes is NaN; expected a number");
  });
});
