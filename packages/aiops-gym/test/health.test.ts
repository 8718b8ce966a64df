import { describe, expect, it } from "vitest";
import { HealthHistory, percent } from "../src/cli/view/health.ts";
import { nine, observationOf } from "./observations.ts";

const history = () => new HealthHistory(["front", "store"], "front");

describe("HealthHistory", () => {
  it("tells services that are down, failing and slow from those that are well", () => {
    const states = [
      [
        { readyReplicas: 0, desiredReplicas: 1, errorRatio: 1 },
        { state: "down", detail: "0 of 1 ready" },
      ],
      [
        { readyReplicas: 0, desiredReplicas: 0 },
        { state: "down", detail: "0 of 0 ready" },
      ],
      [
        { readyReplicas: 1, desiredReplicas: 1, errorRatio: 0.97 },
        { state: "failing", detail: "97 % errors" },
      ],
      [
        { errorRatio: 0, p99Milliseconds: 2500 },
        { state: "slow", detail: "p99 2.5 s" },
      ],
      [
        { readyReplicas: 2, desiredReplicas: 1, errorRatio: 0.04, p99Milliseconds: 12 },
        { state: "well", detail: "" },
      ],
      [{}, { state: "well", detail: "" }],
    ] as const;
    for (const [measured, expected] of states) {
      const health = history();
      health.add(observationOf([0, 10], [{ service: "front", ...measured }]));
      expect(health.columns[0]?.get("front")).toEqual(expected);
      expect(health.columns[0]?.get("store")).toEqual({ state: "silent", detail: "no data" });
    }
  });

  it("reads what users felt off the entry's root spans, every ten seconds", () => {
    const health = history();
    const requests = [
      { endedAtSeconds: 1, httpStatus: 200 },
      { endedAtSeconds: 9, httpStatus: 200 },
      { endedAtSeconds: 12, httpStatus: 500 },
      { endedAtSeconds: 13, httpStatus: 200 },
    ];
    health.add(observationOf([0, 30], [{ service: "front", requestsPerSecond: 1 }], requests));
    expect(health.users).toEqual([
      { unixMicros: nine + 10e6, successRatio: 1 },
      { unixMicros: nine + 20e6, successRatio: 0.5 },
      // Traffic never stops: without an answer, nothing succeeded.
      { unixMicros: nine + 30e6, successRatio: 0 },
    ]);
  });

  it("falls back to the wide table where there are no spans", () => {
    const health = history();
    health.add(observationOf([0, 10], [{ service: "front", requestsPerSecond: 5, errorRatio: 0.25 }]));
    expect(health.successRatio).toBe(0.75);
    health.add(observationOf([10, 20], [{ service: "front", requestsPerSecond: 0 }]));
    expect(health.successRatio).toBe(0);
  });
});

describe("percent", () => {
  it("rounds neither to all nor to nothing", () => {
    expect([0, 0.001, 0.5, 0.9999, 1].map(percent)).toEqual(["0 %", "<1 %", "50 %", ">99 %", "100 %"]);
  });
});
