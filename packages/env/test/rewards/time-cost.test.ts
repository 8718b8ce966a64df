import { describe, expect, it } from "vitest";
import { timeCost } from "../../src/rewards/time-cost.ts";
import { lookContext } from "./look-context.ts";

describe("time", () => {
  it("costs from the page to the end of the step, in units of perSeconds", () => {
    const window = { startUnixMicros: 110_000_000, endUnixMicros: 160_000_000 };
    expect(timeCost({ perSeconds: 120 }).value(lookContext({ window, pagedAt: 100_000_000 }))).toBe(0.5);
    expect(timeCost().weight).toBe(-0.1);
  });
});
