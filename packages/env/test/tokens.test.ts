import fc from "fast-check";
import { countTokens as tokenizer } from "gpt-tokenizer/encoding/cl100k_base";
import { describe, expect, it } from "vitest";
import { countTokens } from "../src/tokens.ts";

describe("tokens", () => {
  it("are counted of any text, even of a tokenizer's own marks", () => {
    expect(countTokens("<|endoftext|>")).toBeGreaterThan(1);
  });

  it("are those of the tokenizer, whatever the text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 2_000 }), (text) => {
        expect(countTokens(text)).toBe(tokenizer(text, { disallowedSpecial: new Set() }));
      }),
    );
  });

  it("are the tokenizer's but for a few a cut where nothing parts what is long", () => {
    for (const unit of ["a", "ab c", " ", "\n", "-=", "日", "\u00a0 ", "\u0001-", "é\u0301"]) {
      for (const before of ["", "a line\n"]) {
        const text = `${before}${unit.repeat(2_000)} end`;
        const cuts = Math.ceil(text.length / 512);
        expect(Math.abs(countTokens(text) - tokenizer(text))).toBeLessThanOrEqual(4 * cuts);
      }
    }
  });

  it("are soon counted of what a policy says again and again", () => {
    // eight letters are a token
    expect(countTokens("a".repeat(512_000))).toBe(64_000);
    expect(countTokens("\u0001-".repeat(100_000))).toBeGreaterThan(100_000);
    expect(countTokens("\u00a0 ".repeat(100_000))).toBeGreaterThan(20_000);
  }, 20_000);
});
