/**
 * Go templates print what Go prints: the templates of cases.json, recorded by record.go.
 * @module
 */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { MissingKey } from "../src/go-template/evaluate.ts";
import { Templates } from "../src/go-template/template.ts";
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
