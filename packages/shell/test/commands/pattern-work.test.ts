import { describe, expect, it } from "vitest";
import { patternWeight } from "../../src/commands/pattern-work.ts";

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
