import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createInternTable, internedValues, internString } from "../src/intern-table.ts";
import { dictionaryOf, textVector } from "../src/text-dictionary.ts";
import { plainClone } from "./plain-clone.ts";

describe("dictionaryOf", () => {
  it("has the table's texts, whenever it is asked, and what was asked before stays", () => {
    const texts = fc.array(fc.string({ unit: "grapheme", maxLength: 4 }), { maxLength: 90 });
    fc.assert(
      fc.property(fc.array(texts, { maxLength: 4 }), texts, (parts, forked) => {
        const table = createInternTable<string>();
        const seen = parts.map((part) => {
          for (const text of part) internString(table, text);
          return { vector: dictionaryOf(table), texts: internedValues(table).map(wellFormed) };
        });
        const fork = plainClone(table);
        for (const text of forked) internString(fork, text);
        expect(dictionaryOf(fork).toJSON()).toEqual(internedValues(fork).map(wellFormed));
        for (const { vector, texts } of seen) expect(vector.toJSON()).toEqual(texts);
      }),
      { numRuns: 50 },
    );
  });

  it("is the same object while there is nothing new", () => {
    const table = createInternTable<string>();
    internString(table, "a");
    const first = dictionaryOf(table);
    expect(dictionaryOf(table)).toBe(first);
    internString(table, "b");
    expect(dictionaryOf(table)).not.toBe(first);
  });
});

describe("textVector", () => {
  it("has the texts", () => {
    expect(textVector(["", "a", "Grüße", "a"]).toJSON()).toEqual(["", "a", "Grüße", "a"]);
    expect(textVector([]).length).toBe(0);
  });
});

/** UTF-8 has no half of a surrogate pair. */
function wellFormed(text: string): string {
  return text.toWellFormed();
}
