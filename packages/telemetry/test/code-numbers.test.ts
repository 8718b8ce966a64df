import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { flagsOf, numbersByCode } from "../src/code-numbers.ts";
import { createInternTable, internedCount, internedValues, internString } from "../src/intern-table.ts";
import { plainClone } from "./plain-clone.ts";

const lengthOf = (text: string): number => text.length;

describe("numbersByCode", () => {
  it("tells a number of each value, as the table and its forks grow", () => {
    const texts = fc.array(fc.string({ maxLength: 3 }), { maxLength: 100 });
    fc.assert(
      fc.property(texts, texts, texts, (before, left, right) => {
        const table = createInternTable<string>();
        const numbers = (): number[] => [...numbersByCode(table, "length", lengthOf)].slice(0, internedCount(table));
        for (const text of before) internString(table, text);
        expect(numbers()).toEqual(internedValues(table).map(lengthOf));
        const fork = plainClone(table);
        for (const text of left) internString(table, `l${text}`);
        for (const text of right) internString(fork, `${text}right`);
        expect(numbers()).toEqual(internedValues(table).map(lengthOf));
        const forked = [...numbersByCode(fork, "length", lengthOf)].slice(0, internedCount(fork));
        expect(forked).toEqual(internedValues(fork).map(lengthOf));
      }),
      { numRuns: 50 },
    );
  });

  it("asks once of each value, those that forks share included", () => {
    const table = createInternTable<string>();
    for (let index = 0; index < 100; index++) internString(table, `pod-${index}`);
    let asked = 0;
    const count = (): number => ++asked;
    numbersByCode(table, "count", count);
    numbersByCode(table, "count", count);
    expect(asked).toBe(100);
    numbersByCode(plainClone(table), "count", count);
    expect(asked).toBe(100 + table.recent.length);
  });
});

describe("flagsOf", () => {
  it("keeps filters apart", () => {
    const table = createInternTable<string>();
    for (const text of ["a", "b", "c"]) internString(table, text);
    expect([...flagsOf(table, { pod: "b" }, (text) => text === "b")].slice(0, 3)).toEqual([0, 1, 0]);
    expect([...flagsOf(table, { pod: "c" }, (text) => text === "c")].slice(0, 3)).toEqual([0, 0, 1]);
    for (let index = 0; index < 40; index++) flagsOf(table, { pod: `${index}` }, () => false);
    expect([...flagsOf(table, { pod: "b" }, (text) => text === "b")].slice(0, 3)).toEqual([0, 1, 0]);
  });
});
