import { describe, expect, it } from "vitest";
import { type Measurement, median, takeFigures } from "../../src/cli/bench/measurement.ts";
import { quickSize } from "../../src/cli/bench/run-bench.ts";

const { signal } = new AbortController();

function measurementOf(values: readonly number[], runs: number[], once = false): Measurement {
  return {
    name: "m",
    figures: { "m.value": ["a value", "ms"], "m.absent": ["never given", "s"] },
    once,
    measure: async (_size, run) => {
      runs.push(run);
      return { "m.value": values[run] ?? Number.NaN };
    },
  };
}

describe("figures of a measurement", () => {
  it("are medians of the runs after the one that warms up, with the lowest and the highest", async () => {
    const runs: number[] = [];
    const figures = await takeFigures(measurementOf([1000, 5, 1, 3], runs), { ...quickSize, runs: 3 }, signal);
    expect(runs).toEqual([0, 1, 2, 3]);
    expect(figures).toEqual([{ name: "m.value", what: "a value", unit: "ms", median: 3, low: 1, high: 5, runs: 3 }]);
  });

  it("come of a single run, not warmed up, where that is long", async () => {
    const runs: number[] = [];
    const [figure] = await takeFigures(measurementOf([1000, 5], runs, true), { ...quickSize, runs: 3 }, signal);
    expect(runs).toEqual([1]);
    expect(figure).toMatchObject({ median: 5, runs: 1 });
  });

  it("are not taken any more after an interrupt", async () => {
    const interrupted = AbortSignal.abort(new Error("interrupted"));
    await expect(takeFigures(measurementOf([1], []), quickSize, interrupted)).rejects.toThrow("interrupted");
  });
});

describe("median", () => {
  it.each([
    [[7], 7],
    [[1, 2], 1],
    [[1, 2, 9], 2],
  ])("of %j is %d", (sorted, expected) => {
    expect(median(sorted)).toBe(expected);
  });
});
