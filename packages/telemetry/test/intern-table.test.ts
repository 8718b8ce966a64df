import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  createInternTable,
  findCode,
  internedCount,
  internedValue,
  internedValues,
  internString,
} from "../src/intern-table.ts";
import { plainClone } from "./plain-clone.ts";

describe("InternTable", () => {
  it("numbers distinct strings in the order of first use", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 2 }), { maxLength: 400 }), (texts) => {
        const table = createInternTable<string>();
        const codes = texts.map((text) => internString(table, text));
        const distinct = [...new Set(texts)];
        expect(internedValues(table)).toEqual(distinct);
        expect(codes).toEqual(texts.map((text) => distinct.indexOf(text)));
        expect(distinct.map((text) => findCode(table, text))).toEqual(distinct.map((_, code) => code));
      }),
    );
  });

  it("keeps forks apart, and shares most of its values with them", () => {
    const table = createInternTable<string>();
    for (let index = 0; index < 1000; index++) internString(table, `pod-${index}`);
    const fork = plainClone(table);
    expect(fork.frozen).toBe(table.frozen);
    expect(fork.recent.length).toBeLessThan(300);
    for (let index = 0; index < 500; index++) {
      internString(table, `left-${index}`);
      internString(fork, `right-${index}`);
    }
    expect(internedCount(table)).toBe(1500);
    expect(internedValue(table, 1400)).toBe("left-400");
    expect(internedValue(fork, 1400)).toBe("right-400");
    expect(findCode(fork, "left-400")).toBeUndefined();
  });

  it("gives null the code -1", () => {
    const table = createInternTable<string>();
    expect(internString(table, null)).toBe(-1);
    expect(internString(table, "")).toBe(0);
  });
});
