import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LatestMap } from "../src/latest-map.ts";
import { packMetrics, unpackMetrics } from "../src/packed-metrics.ts";
import { chunkCapacity } from "../src/recorder.ts";

/** A chunk that repeats a pattern of steps in time and series, with values from a list. */
function chunkOf(
  pattern: readonly { readonly gap: number; readonly step: number }[],
  values: readonly number[],
): Parameters<typeof packMetrics>[0] {
  const chunk = {
    time: new Float64Array(chunkCapacity),
    series: new Int32Array(chunkCapacity),
    value: new Float64Array(chunkCapacity),
  };
  let [time, code] = [1_767_603_600_000_000, 5];
  for (let row = 0; row < chunkCapacity; row++) {
    const { gap, step } = pattern[row % pattern.length] ?? { gap: 0, step: 1 };
    time += gap;
    code = Math.max(0, code + step);
    chunk.time[row] = time;
    chunk.series[row] = code;
    chunk.value[row] = values[(row * 7) % values.length] ?? 0;
  }
  return chunk;
}

describe("packed chunks of samples", () => {
  it("unpack to what was packed", () => {
    const pattern = fc.array(
      fc.record({ gap: fc.constantFrom(0, 0, 0, 15_000_000), step: fc.constantFrom(1, 1, 1, 2, -40) }),
      { minLength: 1, maxLength: 60 },
    );
    const values = fc.oneof(
      fc.array(fc.double({ noNaN: true }), { minLength: 1, maxLength: 20 }),
      fc.integer({ min: 200, max: 1024 }).map((count) => Array.from({ length: count }, (_, index) => index / 8)),
    );
    fc.assert(
      fc.property(pattern, values, (steps, list) => {
        const chunk = chunkOf(steps, list);
        const packed = packMetrics(chunk);
        expect(unpackMetrics(packed)).toEqual(chunk);
        expect(packed.first).toBe(chunk.time[0]);
        expect(packed.last).toBe(chunk.time[chunkCapacity - 1]);
      }),
    );
  });

  it("take a byte for a sample of which there are others, and eight more for each value", () => {
    const chunk = chunkOf([{ gap: 0, step: 1 }], [1, 2, 3, 4]);
    // one time, four values, one run, and a byte a sample; whole, it takes 20 bytes a sample
    expect(packMetrics(chunk).bytes).toHaveLength(8 * (1 + 4) + 4 + 2 * (1 + 1) + 1024);
  });
});

describe("LatestMap", () => {
  it("keeps as many as it may", () => {
    const keys = Array.from({ length: 5 }, () => ({}));
    const map = new LatestMap<object, number>(3);
    keys.forEach((key, index) => {
      map.set(key, index);
    });
    expect(keys.map((key) => map.get(key))).toEqual([undefined, undefined, 2, 3, 4]);
  });
});
