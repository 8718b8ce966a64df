import { describe, expect, it } from "vitest";
import { writeOutOptions } from "../../src/commands/option-forms.ts";

describe("writeOutOptions", () => {
  it("parts letters and the values that stick to them", () => {
    expect(writeOutOptions(["-n1", "-rI{}", "echo", "-n1"], { values: "nI", endsAtOperand: true })).toEqual([
      "-n",
      "1",
      "-r",
      "-I",
      "{}",
      "echo",
      "-n1",
    ]);
  });

  it("writes long options as letters, and leaves out what shows nothing", () => {
    const forms = { values: "e", short: { regexp: "e", "ignore-case": "i" }, dropped: ["color"] };
    expect(writeOutOptions(["--color=never", "--regexp=a=b", "--ignore-case", "--other", "-"], forms)).toEqual([
      "-e",
      "a=b",
      "-i",
      "--other",
      "-",
    ]);
  });

  it("reads nothing as options after --", () => {
    expect(writeOutOptions(["-i", "--", "-rn"], { values: "" })).toEqual(["-i", "--", "-rn"]);
  });
});
