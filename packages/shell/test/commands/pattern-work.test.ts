import { describe, expect, it } from "vitest";
import { mayWork, patternWeight } from "../../src/commands/pattern-work.ts";

describe("patternWeight", () => {
  it.each([
    ["abc", 3],
    ["a{3}", 3],
    ["a\\{2,5\\}b", 6],
    ["(ab){10}", 20],
    ["(a{1,100}){1,10}b", 1001],
    ["[0-9]{1,3}x", 4],
    ["{print}", 7],
    ["s/a/b/", 6],
  ])("counts the parts of %s", (text, parts) => {
    expect(patternWeight(text)).toBe(parts);
  });
});

describe("mayWork", () => {
  it.each([
    // a thousand parts, on forty thousand characters and on three thousand
    [1001, 980, 40_000, false],
    [1001, 980, 3_000, true],
    // four numbers of up to three digits in a megabyte of log
    [50, 8, 1_000_000, true],
    [20, 0, 8_000_000, true],
    [500, 0, 1_000_000, false],
  ])("of %i parts, %i of them counted, over %i characters: %s", (parts, counted, characters, may) => {
    expect(mayWork(parts, counted, characters)).toBe(may);
  });
});
