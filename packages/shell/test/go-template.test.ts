/**
 * Go templates print what Go prints: the templates of cases.json, recorded by record.go.
 * @module
 */
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { MissingKey } from "../src/go-template/expression-evaluator.ts";
import { formatFloat } from "../src/go-template/format-number.ts";
import { quote, unquote } from "../src/go-template/quote.ts";
import { renderTemplate, Templates } from "../src/go-template/template.ts";
import { TemplateError } from "../src/go-template/template-error.ts";
import type { GoMap } from "../src/go-template/value.ts";

interface Answer {
  readonly output: string;
  readonly error?: string;
}

function read<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`go-template/${name}.json`, import.meta.url), "utf8")) as T;
}

const { data, templates } = read<{ data: GoMap; templates: readonly string[] }>("cases");
const recorded = read<Readonly<Record<string, Partial<Record<MissingKey, Answer>>>>>("recorded");

function answer(text: string, missingKey: MissingKey): Answer {
  const printed = { text: "" };
  try {
    const set = new Templates({ missingKey });
    set.parse("page", text);
    set.execute("page", data, printed);
    return { output: printed.text };
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return { output: printed.text, error: error.message };
  }
}

describe("Go templates", () => {
  it.each(templates)("print as Go does: %s", (text) => {
    for (const missingKey of ["default", "zero", "error"] as const)
      expect(answer(text, missingKey), missingKey).toEqual(recorded[text]?.[missingKey] ?? recorded[text]?.default);
  });
});

describe("Go templates of any text", () => {
  const pieces = fc.constantFrom(
    "{{",
    "}}",
    "-",
    " ",
    ".",
    "a",
    "$x",
    ":=",
    "|",
    "(",
    ")",
    '"',
    "if",
    "end",
    "range",
    "1",
    "\n",
  );

  it("print text without actions as it is", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!text.includes("{{"));
        expect(renderTemplate("page", text, null)).toBe(text);
      }),
    );
  });

  it("are printed or refused, and never break anything else", () => {
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
        const { output, error } = answer(parts.join(""), "default");
        expect(error ?? "template: ").toMatch(/^template: /);
        expect(typeof output).toBe("string");
      }),
      { numRuns: 500 },
    );
  });

  it("end when they would take too long, print too much or nest too deeply", () => {
    const limits = { steps: 1000, output: 100, depth: 20 };
    const render = (text: string): string => renderTemplate("page", text, null, { limits });
    expect(() => render("{{range 1000}}{{range 1000}}{{end}}{{end}}")).toThrow("takes too long");
    expect(() => render("{{range 50}}ten chars.{{end}}")).toThrow("prints too much");
    expect(() => render('{{define "t"}}{{template "t"}}{{end}}{{template "t"}}')).toThrow(
      "exceeded maximum template depth",
    );
    expect(() => render("{{(".repeat(500))).toThrow("template: page:1: ");
    expect(() => render(`{{${"(".repeat(500)}}}`)).toThrow("depth exceeded");
  });

  it("do not see what JavaScript's objects have beside their entries", () => {
    for (const name of ["constructor", "__proto__", "toString", "hasOwnProperty"])
      expect(renderTemplate("page", `{{.${name}}}`, {})).toBe("<no value>");
  });
});

describe("Go's quotes and floats", () => {
  it("quote what unquotes to the same text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        expect(unquote(quote(text))).toBe(text);
      }),
    );
  });

  it("write floats that read as the same number", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        for (const format of ["e", "f", "g"]) expect(Number(formatFloat(value, format, -1))).toBe(value);
        expect(Number(formatFloat(value, "e", 20))).toBe(value);
      }),
    );
  });
});
