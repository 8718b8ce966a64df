import { describe, expect, it } from "vitest";
import { latencyBuckets } from "../../src/capture/capture-state.ts";
import { bucketOf, bucketStart, quantile } from "../../src/capture/latency-buckets.ts";

describe("latency buckets", () => {
  it("are four a doubling", () => {
    // 1024 us is 2^10: bucket 40; 1280 is a quarter above; 2047 the last of the doubling.
    expect([1, 1024, 1279, 1280, 2047, 2048].map(bucketOf)).toEqual([0, 40, 40, 41, 43, 44]);
    expect([40, 41, 44].map(bucketStart)).toEqual([1024, 1280, 2048]);
  });

  it("hold everything above a minute in the last", () => {
    expect(bucketOf(1e12)).toBe(latencyBuckets - 1);
  });
});

describe("quantile", () => {
  it("goes straight within a bucket", () => {
    const histogram = new Float64Array(latencyBuckets);
    histogram[40] = 10;
    // Half of the ten lie below the middle of 1024 to 1280.
    expect(quantile(histogram, 10, 0.5)).toBe(1152);
    expect(quantile(new Float64Array(latencyBuckets), 0, 0.5)).toBeNaN();
  });
});
