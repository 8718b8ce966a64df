/**
 * Token counts, as AIOpsLab takes them (GPT-3.5's tokenizer, cl100k).
 * @module
 */
import { countTokens as count } from "gpt-tokenizer/encoding/cl100k_base";

/** Nothing is refused: what a policy or a log line writes is text, even if it looks like a tokenizer's own mark. */
const allText = { disallowedSpecial: new Set<string>() };

/** Tokens of a text. */
export function countTokens(text: string): number {
  return count(text, allText);
}
