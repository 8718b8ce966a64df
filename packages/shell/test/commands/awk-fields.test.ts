import { describe, expect, it } from "vitest";
import { guardFields, hidesFieldCount } from "../../src/commands/awk-fields.ts";

describe("guardFields", () => {
  it.each([
    "{print $1, $NF}",
    "/a b/ {n = $2 / $3}",
    'BEGIN {print "$x = 1"} # $x',
    "NF == 3 {print length($0)}",
    "$3 >= 2 && NF >= 2",
  ])("leaves %s as it is", (program) => {
    expect(guardFields(program)).toBe(program);
  });

  it.each([
    ["{$x = 1}", "$(_aiops_field(x))"],
    ["{print $(NF-1)}", "$(_aiops_field((NF-1)))"],
    ["{$100000 = 1}", "$(_aiops_field(100000))"],
    ["{$a[i]++}", "$(_aiops_field(a[i]))++"],
    ["{NF = n; x = 1}", "NF=_aiops_field( n); x = 1"],
    ["{NF *= 2}", "NF=_aiops_field(NF * ( 2))"],
    ["{print $$2}", "$(_aiops_field($2))"],
  ])("watches the number in %s", (program, guarded) => {
    expect(guardFields(program)).toContain(guarded);
    expect(guardFields(program)).toMatch(/^function _aiops_field/);
  });

  it("makes length of a record what other awks take it for", () => {
    expect(guardFields("length > 3 {print length}")).toBe("length($0) > 3 {print length($0)}");
  });
});

describe("hidesFieldCount", () => {
  it.each(["{(NF) = 5}", "BEGIN {getline NF}", "BEGIN {getline (NF) < f}"])("finds %s", (program) => {
    expect(hidesFieldCount(program)).toBe(true);
  });

  it.each(["{NF = 5}", "(NF) == 5", '{print "getline NF"}', "{getline line; print NF}"])("lets %s be", (program) => {
    expect(hidesFieldCount(program)).toBe(false);
  });
});
