import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  formatLabelRequirements,
  formatLabelSelector,
  labelMatcher,
  labelsInclude,
  parseLabelSelector,
} from "../src/index.ts";

describe("parseLabelSelector", () => {
  it.each([
    ["app=web,tier!=db", "app=web,tier!=db"],
    ["tier in (b,a),!canary,release", "!canary,release,tier in (a,b)"],
    ["  a = b , c ", "a=b,c"],
    ["a==b", "a==b"],
    ["a=", "a="],
    ["a in (b,,c)", "a in (,b,c)"],
    ["a in (,b)", "a in (,b)"],
    ["a in ()", "a in ()"],
    ["! a", "!a"],
    ["in in (in)", "in in (in)"],
    ["a>1,b<2", "a>1,b<2"],
    ["example.com/name=x", "example.com/name=x"],
    ["", ""],
  ])("reads %s", (text, canonical) => {
    expect(formatLabelRequirements(parseLabelSelector(text))).toBe(canonical);
  });

  // messages recorded from Kubernetes 1.34.4
  it.each([
    ["a=b=c", "found '=', expected: ',' or 'end of string'"],
    ["a===b", "unable to parse requirement: found '=', expected: identifier"],
    ["a in", "unable to parse requirement: found '' expected: '('"],
    ["a in (", "unable to parse requirement: found '', expected: ',', ')' or identifier"],
    ["a in (b", "unable to parse requirement: found '', expected: ',' or ')'"],
    ["a in b", "unable to parse requirement: found 'b' expected: '('"],
    ["a,,b", "found ',', expected: identifier after ','"],
    ["!", "unable to parse requirement: found '', expected: identifier"],
    ["=b", "found '=', expected: !, identifier, or 'end of string'"],
    ["a=b c", "found 'c', expected: ',' or 'end of string'"],
    ["a b", "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"],
    ["!a=b", "found '=', expected: ',' or 'end of string'"],
    ["a!b", "unable to parse requirement: found '!', expected: in, notin, =, ==, !=, gt, lt"],
    ["a=b,", "found '', expected: identifier after ','"],
    ["(a)", "found '(', expected: !, identifier, or 'end of string'"],
    ["a=(b)", "unable to parse requirement: found '(', expected: identifier"],
    [
      "a>x",
      "unable to parse requirement: values[0]: Invalid value: \"x\": for 'Gt', 'Lt' operators, the value must be an integer",
    ],
    [
      "a=-b",
      'unable to parse requirement: values[0][a]: Invalid value: "-b": a valid label must be an empty string or consist of ' +
        "alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  " +
        "or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')",
    ],
    ["/a=1", 'unable to parse requirement: <nil>: Invalid value: "/a": prefix part must be non-empty'],
    [
      "A/B/C=1",
      'unable to parse requirement: <nil>: Invalid value: "A/B/C": a qualified name must consist of alphanumeric characters, ' +
        "'-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', " +
        "regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS subdomain prefix and " +
        "'/' (e.g. 'example.com/MyName')",
    ],
    [
      `${"x".repeat(64)}=1`,
      `unable to parse requirement: <nil>: Invalid value: "${"x".repeat(64)}": name part must be no more than 63 characters`,
    ],
  ])("refuses %s in the API server's words", (text, message) => {
    expect(() => parseLabelSelector(text)).toThrow(
      expect.objectContaining({ message, reason: "BadRequest", code: 400 }),
    );
  });
});

describe("labelMatcher", () => {
  it.each([
    ["a=b", { a: "b" }, true],
    ["a=b", undefined, false],
    ["a!=b", {}, true],
    ["a notin (b,c)", { a: "c" }, false],
    ["a notin (b,c)", {}, true],
    ["a in ()", { a: "b" }, false],
    ["a", { a: "" }, true],
    ["!a", { a: "" }, false],
    ["a>9", { a: "10" }, true],
    ["a>9", { a: "x" }, false],
    ["a<9", { a: "10" }, false],
    ["", {}, true],
    ["a=b,c=d", { a: "b", c: "e" }, false],
  ])("%s on %o", (selector, labels, matches) => {
    expect(labelMatcher(selector)(labels)).toBe(matches);
  });

  it("selects nothing without a selector and everything with an empty one", () => {
    expect(labelMatcher(undefined)({ a: "b" })).toBe(false);
    expect(labelMatcher({})({ a: "b" })).toBe(true);
    expect(labelsInclude({ a: "b" }, {})).toBe(false);
    expect(labelsInclude({ a: "b", c: "d" }, { a: "b" })).toBe(true);
  });

  it("reads the selectors of workloads", () => {
    const selector = {
      matchLabels: { app: "web" },
      matchExpressions: [{ key: "tier", operator: "In" as const, values: ["a", "b"] }],
    };
    expect(formatLabelSelector(selector)).toBe("app=web,tier in (a,b)");
    expect(formatLabelSelector({})).toBe("<none>");
    expect(labelMatcher(selector)({ app: "web", tier: "b" })).toBe(true);
    expect(labelMatcher(selector)({ app: "web", tier: "c" })).toBe(false);
  });

  it("reads back what it prints", () => {
    const word = fc.stringMatching(/^[a-z]([a-z0-9]{0,4}[a-z0-9])?$/);
    const requirement = fc.oneof(
      fc.record({ key: word, operator: fc.constantFrom("=", "==", "!="), values: fc.tuple(word) }),
      fc.record({ key: word, operator: fc.constantFrom("exists", "!"), values: fc.constant([]) }),
      fc.record({
        key: word,
        operator: fc.constantFrom("in", "notin"),
        values: fc.uniqueArray(word, { minLength: 1 }).map((values) => values.sort()),
      }),
    );
    fc.assert(
      fc.property(fc.uniqueArray(requirement, { selector: ({ key }) => key }), (requirements) => {
        const sorted = requirements.toSorted((a, b) => (a.key < b.key ? -1 : 1));
        expect(parseLabelSelector(formatLabelRequirements(sorted as never))).toEqual(sorted);
      }),
    );
  });
});
