/**
 * Token counts, as AIOpsLab takes them (GPT-3.5's tokenizer, cl100k).
 * @module
 */
import { countTokens as count } from "gpt-tokenizer/encoding/cl100k_base";

/** Tokens of a text. */
export function countTokens(text: string): number {
  return count(text);
}
