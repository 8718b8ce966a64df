import { describe, expect, it } from "vitest";
import { exp, normalOfBits, normalQuantile } from "../../src/kernel/math.ts";

describe("exp", () => {
  it("agrees with the engine's to the last bits, over its whole range", () => {
    for (let x = -700; x <= 700; x += 0.37) expect(Math.abs(exp(x) / Math.exp(x) - 1)).toBeLessThan(2e-15);
    expect(exp(0)).toBe(1);
    expect(exp(710)).toBe(Number.POSITIVE_INFINITY);
    expect(exp(-710)).toBe(0);
  });
});

describe("normalOfBits", () => {
  it("follows the quantile, in the middle and in the tails", () => {
    for (let bits = 0; bits < 2 ** 32; bits += 1_000_003) {
      expect(Math.abs(normalOfBits(bits) - normalQuantile((bits + 0.5) / 2 ** 32))).toBeLessThan(1e-4);
    }
  });

  it("never turns back", () => {
    let before = Number.NEGATIVE_INFINITY;
    for (let bits = 0; bits < 2 ** 32; bits += 999_983) {
      const value = normalOfBits(bits);
      expect(value).toBeGreaterThan(before);
      before = value;
    }
  });
});
