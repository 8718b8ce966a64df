import { describe, expect, it } from "vitest";
import { createLogNormal, logNormalOfBits } from "../../src/kernel/log-normal.ts";
import { exp, normalQuantile } from "../../src/kernel/math.ts";

describe("log-normal amounts by table", () => {
  const table = createLogNormal(220, 0.45);

  it("lie within a thousandth of the quantiles, also in the tails", () => {
    for (let index = 0; index < 10_000; index++) {
      const share = (index + 0.5) / 10_000;
      const exact = 220 * exp(0.45 * normalQuantile(share));
      const bits = Math.floor(share * 2 ** 32);
      expect(Math.abs(logNormalOfBits(table, bits) / exact - 1)).toBeLessThan(1e-3);
    }
  });

  it("have the distribution's mean", () => {
    let sum = 0;
    for (let index = 0; index < 65_536; index++) sum += logNormalOfBits(table, index * 65_536 + 32_768);
    // median * exp(sigma^2 / 2)
    expect(sum / 65_536 / 220).toBeCloseTo(1.10656, 3);
  });
});
