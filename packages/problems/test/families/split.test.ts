import { describe, expect, it } from "vitest";
import {
  defineFamilies,
  drawSplit,
  hashSplits,
  isInSplit,
  meets,
  type Problem,
  parseDrawnId,
  type Split,
} from "../../src/index.ts";

const families = defineFamilies({
  application: "shop",
  name: "gone",
  description: "A service is gone.",
  tasks: ["detection", "localization"],
  version: 1,
  usersNotice: true,
  choices: {
    service: { kind: "one-of", of: ["cart", "pay", "mail"] },
    percent: { kind: "range", min: 0, max: 100, step: 10 },
    stores: { kind: "subset", of: ["a", "b", "c"], atLeast: 1, atMost: 3 },
  },
  incident: () => {
    throw new Error(`Nobody asks for ${({ name: "shop" } as Problem["application"]).name}.`);
  },
});
const split: Split = {
  name: "train",
  description: "For training.",
  heldOut: "nothing",
  seeds: { first: 100, count: 1000 },
  parts: [
    {
      families: families.map(({ id }) => id),
      where: [
        { choice: "service", noneOf: ["mail"] },
        { choice: "percent", atLeast: 20, atMost: 60 },
      ],
    },
  ],
};
const draws = (source: (index: number) => { readonly problemId: string; readonly seed: number }, count = 200) =>
  Array.from({ length: count }, (_, index) => source(index));

describe("a condition", () => {
  const draw = { service: "cart", percent: 40, stores: ["a", "b"] };

  it.each([
    [{ choice: "service", oneOf: ["cart", "pay"] }, true],
    [{ choice: "service", oneOf: ["pay"] }, false],
    [{ choice: "service", noneOf: ["pay"] }, true],
    [{ choice: "stores", oneOf: ["a"] }, false],
    [{ choice: "stores", oneOf: ["a", "b", "c"] }, true],
    [{ choice: "stores", anyOf: ["b", "c"] }, true],
    [{ choice: "stores", noneOf: ["c"] }, true],
    [{ choice: "stores", noneOf: ["b"] }, false],
    [{ choice: "percent", atLeast: 40, atMost: 40 }, true],
    [{ choice: "percent", atLeast: 41, atMost: 90 }, false],
  ])("%j is %s", (condition, holds) => {
    expect(meets(draw, condition)).toBe(holds);
  });

  it("on something that is not drawn is refused", () => {
    expect(() => meets(draw, { choice: "servce", oneOf: ["cart"] })).toThrow(/asks for "servce", which is not drawn/);
  });
});

describe("drawing from a split", () => {
  it("gives problems and seeds of the split only, of all its families", () => {
    const seen = new Set<string>();
    for (const { problemId, seed } of draws(drawSplit(split, families))) {
      const drawn = parseDrawnId(problemId);
      const family = families.find(({ id }) => id === drawn?.family);
      if (drawn === undefined || family === undefined) throw new Error(`${problemId} is of no family`);
      seen.add(family.id);
      expect(isInSplit(split, family, drawn.seed)).toBe(true);
      expect(seed).toBeGreaterThanOrEqual(100);
      expect(seed).toBeLessThan(1100);
    }
    expect([...seen].sort()).toEqual(["shop/gone-detection", "shop/gone-localization"]);
  });

  it("gives the same for the same number, whoever asked before, and other draws under another seed", () => {
    const all = draws(drawSplit(split, families, { seed: 3 }));
    expect(drawSplit(split, families, { seed: 3 })(117)).toEqual(all[117]);
    expect(draws(drawSplit(split, families, { seed: 4 }))).not.toEqual(all);
  });

  it("keeps to the tasks, and to families whose weight is positive", () => {
    const tasks = drawSplit(split, families, { tasks: ["localization"] });
    expect(draws(tasks).every(({ problemId }) => problemId.startsWith("shop/gone-localization"))).toBe(true);
    const weight = ({ task }: { readonly task: string }): number => (task === "detection" ? 1 : 0);
    const weighted = drawSplit(split, families, { weight });
    expect(draws(weighted).every(({ problemId }) => problemId.startsWith("shop/gone-detection"))).toBe(true);
  });

  it("refuses splits without problems, unknown families, and conditions that exclude each other", () => {
    expect(() => drawSplit({ ...split, parts: [] }, families)).toThrow(/"train" has no problems for tasks all/);
    expect(() => drawSplit(split, families, { tasks: ["mitigation"] })).toThrow(/tasks mitigation, kinds all/);
    expect(() => drawSplit(split, [])).toThrow(/names family "shop\/gone-detection", which is not registered/);
    const where = [
      { choice: "service", oneOf: ["cart"] },
      { choice: "service", oneOf: ["pay"] },
    ];
    const empty = { ...split, parts: [{ families: ["shop/gone-detection"], where }] };
    expect(() => drawSplit(empty, families)(0)).toThrow(/exclude each other/);
  });

  it("refuses weights of which none can be drawn", () => {
    for (const weight of [0, -1, Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => drawSplit(split, families, { weight: () => weight })(7)).toThrow(
        `The weights of split "train" for draw 7 are ${weight}; expected numbers of which none is negative and some are positive.`,
      );
  });
});

describe("the hash of splits", () => {
  const hash = hashSplits([split], families);

  it("changes with their data and their families' definitions, not with their words", () => {
    expect(hashSplits([{ ...split, description: "Other words." }], families)).toBe(hash);
    expect(hashSplits([{ ...split, seeds: { first: 100, count: 999 } }], families)).not.toBe(hash);
    const changed = families.map((family) => ({ ...family, hash: "0" }));
    expect(hashSplits([split], changed)).not.toBe(hash);
  });
});
