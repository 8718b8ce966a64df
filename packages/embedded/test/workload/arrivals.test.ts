import type { ArrivalProcess, TracesSampler } from "@aiops-gym/application";
import { createRandomStream } from "@aiops-gym/cluster";
import { describe, expect, it } from "vitest";
import { nextArrival, rateAt, tracedEvery } from "../../src/workload/arrivals.ts";

function arrivals(process: ArrivalProcess, seconds: number, seed = 1): readonly number[] {
  const stream = createRandomStream(seed, "arrivals");
  const times: number[] = [];
  let now = 0;
  for (;;) {
    now = nextArrival(stream, process, now, 0, times.length);
    if (now >= seconds * 1e6) return times;
    times.push(now);
  }
}

describe("nextArrival", () => {
  it("spaces constant arrivals evenly, without adding up roundings", () => {
    const times = arrivals({ kind: "constant", ratePerSecond: 3 }, 100);
    expect(times.slice(0, 4)).toEqual([166_667, 500_000, 833_333, 1_166_667]);
    expect(times).toHaveLength(300);
  });

  // A Poisson count with mean 10,000 has a standard deviation of 100; these seeds lie within four.
  it.each<[string, ArrivalProcess, number]>([
    ["poisson", { kind: "poisson", ratePerSecond: 100 }, 10_000],
    ["normal", { kind: "normal", ratePerSecond: 100, variation: 0.2 }, 10_000],
    [
      "bursts",
      { kind: "bursts", onRatePerSecond: 180, offRatePerSecond: 20, onSeconds: 5, offSeconds: 5 },
      10_000, // half the time 180, half 20
    ],
    ["diurnal", { kind: "diurnal", minRatePerSecond: 50, maxRatePerSecond: 150, periodSeconds: 20 }, 10_000],
    ["trace", { kind: "trace", ratesPerSecond: [50, 150], stepSeconds: 10 }, 10_000],
  ])("gives %s arrivals their mean rate", (_, process, expected) => {
    const count = arrivals(process, 100).length;
    expect(Math.abs(count - expected)).toBeLessThan(400);
  });

  it("follows a triangle over a diurnal period", () => {
    const process = { kind: "diurnal", minRatePerSecond: 10, maxRatePerSecond: 30, periodSeconds: 40 } as const;
    // Up for 20 s, down for 20 s.
    expect([0, 10, 20, 30, 40].map((at) => rateAt(process, at))).toEqual([10, 20, 30, 20, 10]);
  });

  it("replays exactly the given requests, then no more", () => {
    const requests = [{ atMicros: 100, type: "a", variables: {} }];
    const stream = createRandomStream(1, "arrivals");
    const process: ArrivalProcess = { kind: "replay", requests };
    expect(nextArrival(stream, process, 50, 50, 0)).toBe(150);
    expect(nextArrival(stream, process, 150, 50, 1)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe("tracedEvery", () => {
  const bursts = { kind: "bursts", onRatePerSecond: 120, offRatePerSecond: 5, onSeconds: 5, offSeconds: 5 } as const;
  const limited = (tracesPerSecond: number): TracesSampler => ({ kind: "rate_limiting", tracesPerSecond });

  it.each<[string, ArrivalProcess, TracesSampler | undefined, number]>([
    ["all of 49 a second", { kind: "poisson", ratePerSecond: 49 }, undefined, 1],
    ["ten of 50 a second", { kind: "poisson", ratePerSecond: 50 }, undefined, 5],
    ["ten a second of the highest rate", bursts, undefined, 12],
    ["all when always on", bursts, { kind: "always_on" }, 1],
    ["50 a second of 120", bursts, limited(50), 3],
    ["one in ten seconds of 10 a second", { kind: "constant", ratePerSecond: 10 }, limited(0.1), 100],
    ["all of no more than allowed", bursts, limited(120), 1],
    ["all that are replayed", { kind: "replay", requests: [] }, limited(1), 1],
  ])("traces %s", (_, process, sampler, every) => expect(tracedEvery(process, sampler)).toBe(every));
});
