/**
 * Token counts, as AIOpsLab takes them (GPT-3.5's tokenizer, cl100k).
 * @module
 */
import { countTokens as count } from "gpt-tokenizer/encoding/cl100k_base";

/** Nothing is refused: what a policy or a log line writes is text, even if it looks like a tokenizer's own mark. */
const allText = { disallowedSpecial: new Set<string>() };

/** The tokenizer's time for one word, as it sees words, grows with the square of its length. */
const longestWord = 512;
const longWord = /\p{L}{513,}|\s{513,}|[^\s\p{L}\p{N}]{513,}/gu;
const wordPart = /.{1,512}/gsu;

/**
 * Tokens of a text. Of letters, blanks or signs that follow each other without anything else, each 512 are counted by themselves,
 * which comes to as many tokens but for a few a cut.
 */
export function countTokens(text: string): number {
  if (!mayHaveLongWord(text)) return count(text, allText);
  let tokens = 0;
  let counted = 0;
  for (const { 0: word, index } of text.matchAll(longWord)) {
    tokens += count(text.slice(counted, index), allText);
    for (const [part] of word.matchAll(wordPart)) tokens += count(part, allText);
    counted = index + word.length;
  }
  return tokens + count(text.slice(counted), allText);
}

/** Whether blanks, or what is between blanks, get longer than a word may be: a look that costs little, for nearly no text has any. */
function mayHaveLongWord(text: string): boolean {
  let start = 0;
  let wasBlank = false;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    const isBlank = code === 0x20 || (code >= 9 && code <= 13);
    // what is not ASCII may be either
    if (isBlank !== wasBlank && code < 0x80) {
      start = index;
      wasBlank = isBlank;
    } else if (index - start >= longestWord) return true;
  }
  return false;
}
