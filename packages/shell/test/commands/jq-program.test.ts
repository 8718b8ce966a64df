import { describe, expect, it } from "vitest";
import { withDeletions, withRows } from "../../src/commands/jq-program.ts";

describe("withRows", () => {
  it.each([".items[] | .name", '"@csv"', '"a \\(.x) @csv b"', '@csv "\\(.)"', ". # @csv", "@csvs"])(
    "leaves %s as it is",
    (program) => {
      expect(withRows(program)).toBe(program);
    },
  );

  it("makes rows of its own", () => {
    expect(withRows(".[] | [.a, .b] | @csv")).toMatch(/^def _csv: .*; \.\[\] \| \[\.a, \.b\] \| _csv$/);
    expect(withRows('[.a, "x"] | @csv')).toMatch(/; \[\.a, "x"\] \| _csv$/);
  });
});

describe("withDeletions", () => {
  it.each([".a", "del(.a)", "del(.a.b[0])", '"del(.a, .b)"', "del(.a | .b)", ". | del(.[1:3])"])(
    "leaves %s as it is",
    (program) => {
      expect(withDeletions(program)).toBe(program);
    },
  );

  it.each([
    ["del(.a, .b.c)", "(del(.b.c) | del(.a))"],
    ["del(.items[].spec)", "((.items[] |= del(.spec)))"],
    ["del(.a[].b[].c)", "((.a[] |= (.b[] |= del(.c))))"],
    ['del(.[] | select(.x == ","))', '((. |= map(select((.x == ",") | not))))'],
  ])("writes %s out", (program, written) => {
    expect(withDeletions(program)).toBe(written);
  });
});
