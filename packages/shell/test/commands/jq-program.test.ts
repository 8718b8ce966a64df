import { describe, expect, it } from "vitest";
import { withRows } from "../../src/commands/jq-program.ts";

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
