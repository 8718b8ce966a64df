import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PythonLiteralError, type PythonValue, parsePythonArguments, parsePythonCall } from "../src/index.ts";

const { value } = fc.letrec<{ value: PythonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.string({ unit: "binary" }),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (Object.is(number, -0) ? 0 : number)),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(fc.string(), tie("value"), { maxKeys: 4, noNullPrototype: true }),
  ),
}));

/** A value as Python's repr writes it. */
function repr(of: PythonValue): string {
  if (of === null) return "None";
  if (typeof of === "boolean") return of ? "True" : "False";
  if (typeof of === "number") return String(of);
  if (typeof of === "string") return quote(of);
  if (Array.isArray(of)) return `[${of.map(repr).join(", ")}]`;
  return `{${Object.entries(of)
    .map(([key, inner]) => `${quote(key)}: ${repr(inner as PythonValue)}`)
    .join(", ")}}`;
}

function quote(text: string): string {
  const named: Record<string, string> = { "\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t" };
  return `'${text.replace(/[\\'\n\r\t]/g, (char) => named[char] ?? char)}'`;
}

describe("parsePythonArguments", () => {
  it("reads what Python writes", () => {
    fc.assert(
      fc.property(
        fc.array(value, { maxLength: 3 }),
        fc.dictionary(fc.stringMatching(/^[a-z]\w{0,5}$/), value, { maxKeys: 3, noNullPrototype: true }),
        (positional, keywords) => {
          const named = Object.entries(keywords).map(([key, inner]) => `${key} = ${repr(inner)}`);
          const text = [...positional.map(repr), ...named].join(", ");
          expect(parsePythonArguments(text, { signs: true })).toEqual({ positional, keywords });
        },
      ),
      { numRuns: 500 },
    );
  });

  it("never fails but with a PythonLiteralError", () => {
    const piece = fc.constantFrom(
      '"',
      "'",
      '"""',
      "[",
      "]",
      "{",
      "}",
      "(",
      ")",
      ",",
      ":",
      "=",
      "a",
      "1",
      "-",
      "\\",
      "\n",
      "True",
      "#",
      "f'",
      "r'",
      "0x",
      ".",
      " ",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        try {
          parsePythonArguments(pieces.join(""), { signs: true });
        } catch (error) {
          expect(error).toBeInstanceOf(PythonLiteralError);
        }
      }),
      { numRuns: 3000 },
    );
  });

  // Expected values: Python 3.11's ast.literal_eval of the same text.
  it.each<[string, PythonValue]>([
    ["\"a\" 'b'", "ab"],
    ['"""a\n"b" c"""', 'a\n"b" c'],
    ["'''it's'''", "it's"],
    ["r'\\d\\'x'", "\\d\\'x"],
    ["'\\x41\\u00e9\\101\\q\\\nz'", "AéA\\qz"],
    ["0x1F", 31],
    ["1_000", 1000],
    ["1.", 1],
    [".5e1", 5],
    ["()", []],
    ["(1)", 1],
    ["(1,)", [1]],
    ["[1, 2,]", [1, 2]],
    ["{1: 'a', 'b': None,}", { "1": "a", b: null }],
    ["'# no comment'  # a comment", "# no comment"],
  ])("reads %j", (text, expected) => {
    expect(parsePythonArguments(text).positional).toEqual([expected]);
  });

  it.each([
    "-1",
    "name",
    "f'x'",
    "b'x'",
    "{1, 2}",
    "a.b",
    "1 + 2",
    "f(1)",
    "[x for x in y]",
    "'a'.upper()",
    "not 1",
    "'a' if 1 else 2",
  ])("calls %s more than a literal", (text) => {
    expect(() => parsePythonArguments(text)).toThrow(expect.objectContaining({ kind: "unsupported" }));
  });

  it.each(["'a", "[1", "{1:", "1 2", "a=1, 2", "a=1, a=2", "'a\nb'", "[1 2]"])("calls %j no Python", (text) => {
    expect(() => parsePythonArguments(text)).toThrow(expect.objectContaining({ kind: "syntax" }));
  });

  it("bears deep nesting", () => {
    expect(() => parsePythonArguments("[".repeat(10_000))).toThrow(PythonLiteralError);
  });

  it("says where a call ends", () => {
    const text = 'f("a)", [")"]) and more';
    expect(parsePythonCall(text, 1)).toEqual({ args: { positional: ["a)", [")"]], keywords: {} }, end: 14 });
  });
});
