import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  canonicalQuantity,
  compareQuantities,
  cpuQuantity,
  memoryQuantity,
  parseQuantity,
  quantityMillis,
  quantityValue,
} from "../src/index.ts";

describe("canonicalQuantity", () => {
  // recorded from Kubernetes 1.34.4
  it.each([
    ["100m", "100m"],
    ["0.1", "100m"],
    ["8Mi", "8Mi"],
    ["1e3", "1e3"],
    ["1G", "1G"],
    ["1024Ki", "1Mi"],
    ["1000M", "1G"],
    ["1.5Gi", "1536Mi"],
    ["1500m", "1500m"],
    ["1e-3", "1e-3"],
    ["0.0001", "1m"],
    ["2048", "2048"],
    ["1.0", "1"],
    ["1000k", "1M"],
    ["12e6", "12e6"],
    ["3e2", "300"],
    ["0Mi", "0"],
    ["1.05Gi", "1127428915200m"],
    ["100n", "1m"],
    ["9223372036854775808", "9223372036854775808"],
    ["1.1Ki", "1126400m"],
    [".5", "500m"],
    ["1000m", "1"],
    ["1e1", "10"],
    ["1e10", "10e9"],
    ["1Ei", "1Ei"],
  ])("writes %s as %s", (text, canonical) => {
    expect(canonicalQuantity(text)).toBe(canonical);
  });

  it("keeps the amount", () => {
    const text = fc
      .tuple(fc.nat(), fc.constantFrom("m", "", "k", "M", "G", "Ki", "Mi", "Gi", "e3"))
      .map(([number, suffix]) => `${number}${suffix}`);
    fc.assert(fc.property(text, (one) => compareQuantities(canonicalQuantity(one), one) === 0));
  });
});

describe("parseQuantity", () => {
  it("is exact and rounds up", () => {
    expect(quantityMillis("0.25")).toBe(250);
    expect(quantityMillis("1u")).toBe(1);
    expect(quantityValue("8Mi")).toBe(8_388_608);
    expect(quantityValue("1500m")).toBe(2);
    expect(quantityValue("-1500m")).toBe(-1);
    expect(cpuQuantity(2000)).toBe("2");
    expect(memoryQuantity(1_572_864)).toBe("1536Ki");
  });

  it.each(["", "x", "1.2.3", "Mi", "1 Mi", "."])("refuses %o", (text) => {
    expect(() => parseQuantity(text)).toThrow("quantities must match the regular expression");
  });

  it("refuses unknown suffixes", () => {
    expect(() => parseQuantity("1Kim")).toThrow("unable to parse quantity's suffix");
  });
});
