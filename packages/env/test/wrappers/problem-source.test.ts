import { describe, expect, it } from "vitest";
import { drawsInTurn, shareOfDraws, weightedDraws } from "../../src/wrappers/problem-source.ts";

const easy = { problemId: "easy", seed: 3 };
const hard = { problemId: "hard", seed: 4 };

describe("draws of problems", () => {
  it("come in turn from a list, again and again", () => {
    const source = drawsInTurn([easy, hard]);
    expect([0, 1, 2, 5].map(source)).toEqual([easy, hard, easy, hard]);
    expect(() => drawsInTurn([])(0)).toThrow(/list of problems to draw from is empty/);
  });

  it("come from an endless iterable, which is read as far as needed and can be asked again", () => {
    let read = 0;
    function* endless() {
      for (;;) yield { problemId: "easy", seed: read++ };
    }
    const source = drawsInTurn(endless());
    expect([source(2).seed, source(0).seed, read]).toEqual([2, 0, 3]);
  });

  it("come by weight, each by itself, with seeds from where they are asked for", () => {
    const source = weightedDraws({
      weights: { easy: 3, hard: 1, never: 0 },
      seeds: { first: 100, count: 10 },
      seed: 1,
    });
    const drawn = Array.from({ length: 4_000 }, (_, index) => source(index));
    const share = drawn.filter(({ problemId }) => problemId === "easy").length / drawn.length;
    expect(share).toBeGreaterThan(0.72);
    expect(share).toBeLessThan(0.78);
    expect(new Set(drawn.map(({ problemId }) => problemId))).toEqual(new Set(["easy", "hard"]));
    expect([...new Set(drawn.map(({ seed }) => seed))].sort()).toEqual([
      100, 101, 102, 103, 104, 105, 106, 107, 108, 109,
    ]);
    expect(source(17)).toEqual(drawn[17]);
    expect(weightedDraws({ weights: { easy: 1 }, seed: 1 })(0)).not.toEqual(weightedDraws({ weights: { easy: 1 } })(0));
  });

  it("are of families where seeds of problems are given, with the episodes' seeds as without", () => {
    const weights = { "shop/gone-detection": 1 };
    const source = weightedDraws({ weights, problemSeeds: { first: 40, count: 3 } });
    const drawn = Array.from({ length: 100 }, (_, index) => source(index));
    expect(new Set(drawn.map(({ problemId }) => problemId))).toEqual(
      new Set(["shop/gone-detection#40", "shop/gone-detection#41", "shop/gone-detection#42"]),
    );
    expect(source(5).seed).toBe(weightedDraws({ weights })(5).seed);
  });

  it.each([
    [{ weights: {} }, /weights of problems/],
    [{ weights: { easy: -1, hard: 2 } }, /weights of problems/],
    [{ weights: { easy: 1 }, seeds: { first: 0, count: 0 } }, /Seeds are to be drawn/],
    [{ weights: { easy: 1 }, problemSeeds: { first: 0.5, count: 1 } }, /Seeds are to be drawn/],
  ])("are refused with %j", (options, message) => {
    expect(() => weightedDraws(options)).toThrow(message);
  });

  it("are shared out among workers, each draw to one", () => {
    const source = (index: number) => ({ problemId: "easy", seed: index });
    const seeds = [0, 1, 2].map((worker) => {
      const share = shareOfDraws(source, { worker, of: 3 });
      return [share(0).seed, share(1).seed];
    });
    expect(seeds).toEqual([
      [0, 3],
      [1, 4],
      [2, 5],
    ]);
    expect(() => shareOfDraws(source, { worker: 3, of: 3 })).toThrow(/Worker 3 of 3/);
  });
});
