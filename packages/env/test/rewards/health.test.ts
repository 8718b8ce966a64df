import { describe, expect, it } from "vitest";
import { healthOf } from "../../src/rewards/health.ts";
import { statsOf } from "./look-context.ts";

const before = statsOf(1_000, 1_000, 10_000);
const health = (requests: number, successes: number, p50Micros?: number): number =>
  healthOf(statsOf(requests, successes, p50Micros), before, { latencyFactor: 3 });

describe("health", () => {
  it("is the share of requests that succeed while the median is within its objective", () => {
    expect(health(100, 100)).toBe(1);
    expect(health(100, 75, 30_000)).toBe(0.75);
    expect(health(100, 0)).toBe(0);
  });

  it("falls with the median beyond the objective", () => {
    expect(health(100, 100, 60_000)).toBe(0.5);
    expect(health(100, 50, 300_000)).toBe(0.05);
  });

  it("weighs kinds of requests by how many there are", () => {
    const parts = [
      { type: "all", requests: 100, successes: 80, p50Micros: 1, p99Micros: 1 },
      { type: "search", requests: 80, successes: 80, p50Micros: 10_000, p99Micros: 20_000 },
      { type: "reserve", requests: 20, successes: 0, p50Micros: Number.NaN, p99Micros: Number.NaN },
    ];
    expect(healthOf(parts, before, { latencyFactor: 3 })).toBe(0.8);
  });

  it("is 0 when no request ends although some did before, and 1 where there never were any", () => {
    expect(healthOf([], before, { latencyFactor: 3 })).toBe(0);
    expect(healthOf([], [], { latencyFactor: 3 })).toBe(1);
  });
});
