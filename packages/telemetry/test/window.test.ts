import { allTime, windowBefore, windowBetween, windowContains, windowSeconds } from "@aiops-gym/telemetry";
import { describe, expect, it } from "vitest";

describe("a window", () => {
  it("contains its start and not its end", () => {
    const window = windowBetween(10, 20);
    expect([9, 10, 19, 20].map((time) => windowContains(window, time))).toEqual([false, true, true, false]);
    expect(windowContains(allTime, 1_767_603_600_000_000)).toBe(true);
  });

  it("reaches back some seconds, not past the epoch", () => {
    expect(windowBefore(5_000_000, 1.5)).toEqual({ startUnixMicros: 3_500_000, endUnixMicros: 5_000_000 });
    expect(windowBefore(5_000_000, 10).startUnixMicros).toBe(0);
    expect(windowSeconds(windowBefore(60_000_000, 30))).toBe(30);
  });

  it("does not end before it starts", () => {
    expect(() => windowBetween(2, 1)).toThrow(RangeError);
    expect(() => windowBetween(Number.NaN, 1)).toThrow(RangeError);
  });
});
