import { setTimeout } from "node:timers/promises";
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

  it("count from when it has warmed up for long enough, where that goes by time", async () => {
    const runs: number[] = [];
    const measurement: Measurement = {
      ...measurementOf([], runs),
      warmsByTime: true,
      measure: async (_size, run) => {
        runs.push(run);
        await setTimeout(5);
        return { "m.value": run };
      },
    };
    const [figure] = await takeFigures(measurement, { ...quickSize, runs: 3, warmSeconds: 0.05 }, signal);
    const warm = runs.length - 3;
    expect(warm).toBeGreaterThan(1);
    expect(figure).toMatchObject({ low: warm, median: warm + 1, high: warm + 2, runs: 3 });
  });

  it("come of a single run, not warmed up, where that is long", async () => {
    const runs: number[] = [];
    const [figure] = await takeFigures(measurementOf([1000, 5], runs, true), { ...quickSize, runs: 3 }, signal);
    expect(runs).toEqual([0]);
    expect(figure).toMatchObject({ median: 1000, runs: 1 });
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
