/**
 * What the words of a Go template are.
 * @module
 */
import { quote } from "./quote.ts";

/** Words that mean something by themselves; `.` among them. */
const keywords = [
  ".",
  "block",
  "break",
  "continue",
  "define",
  "else",
  "end",
  "if",
  "nil",
  "range",
  "template",
  "with",
] as const;
type Keyword = (typeof keywords)[number];

/** What a word is. */
export type TokenType =
  | Keyword
  | "assign"
  | "bool"
  | "char"
  | "charConstant"
  | "complex"
  | "declare"
  | "eof"
  | "error"
  | "field"
  | "identifier"
  | "leftDelim"
  | "leftParen"
  | "number"
  | "pipe"
  | "rawString"
  | "rightDelim"
  | "rightParen"
  | "space"
  | "string"
  | "text"
  | "variable";

/** A word, where it begins, and on which line, counted from 1. */
export interface Token {
  readonly type: TokenType;
  readonly text: string;
  readonly pos: number;
  readonly line: number;
}

/** A word as messages show it. */
export function showToken({ type, text }: Token): string {
  if (type === "eof") return "EOF";
  if (type === "error") return text;
  if ((keywords as readonly string[]).includes(type)) return `<${text}>`;
  return [...text].length > 10 ? `${quote([...text].slice(0, 10).join(""))}...` : quote(text);
}

/** Whether a word is a keyword. */
export function isKeyword(word: string): word is Keyword {
  return (keywords as readonly string[]).includes(word);
}
