/**
 * Patterns of grep in the syntax of RE2, which runs in linear time whatever the pattern.
 * @module
 */
import { RE2JS } from "re2js";

/** Which syntax a pattern is written in. */
export type PatternSyntax = "basic" | "extended" | "perl" | "fixed";

/** Finds a pattern in a line. */
export interface LinePattern {
  /** All places, from left to right; those of no characters are left out. */
  find(line: string): readonly { readonly start: number; readonly end: number }[];
  test(line: string): boolean;
  /** How much work a character costs. */
  readonly size: number;
}

/** Characters that mean something in a basic expression only after a backslash. */
const basicSpecial = /\\?[(){}|+?]/g;

/** A basic expression as an extended one. */
function extendedOf(basic: string): string {
  const outside = basic.replaceAll(/\[\^?\]?(?:\[:\w+:\]|[^\]])*\]|\\[^(){}|+?]|\\?[(){}|+?]/g, (part) => {
    if (!basicSpecial.test(part)) return part;
    basicSpecial.lastIndex = 0;
    if (part.length > 2 || part.startsWith("[")) return part;
    return part.startsWith("\\") ? part.slice(1) : `\\${part}`;
  });
  basicSpecial.lastIndex = 0;
  // a star at the beginning stands for itself
  return outside.replace(/^\*/, "\\*").replaceAll("(*", "(\\*");
}

/** `\<`, `\>` and `\'` of GNU in RE2's words. */
function withGnuEscapes(expression: string): string {
  return expression.replaceAll(/\\(.)/g, (whole, letter: string) => (letter === "<" || letter === ">" ? "\\b" : whole));
}

/** One expression of the patterns that any of may match. */
export function translate(pattern: string, syntax: PatternSyntax): string {
  if (syntax === "fixed") return RE2JS.quote(pattern);
  if (syntax === "perl") return pattern;
  return withGnuEscapes(syntax === "basic" ? extendedOf(pattern) : pattern);
}

/** What stands before and after a match without belonging to it: `(?<=before)`, `before\K`, `(?=after)`. */
function lookarounds(perl: string): { readonly before: string; readonly middle: string; readonly after: string } {
  const kept = perl.lastIndexOf("\\K");
  let before = kept < 0 ? "" : perl.slice(0, kept);
  let middle = kept < 0 ? perl : perl.slice(kept + 2);
  let after = "";
  const behind = /^\(\?<=((?:[^()\\]|\\.)*)\)/.exec(middle);
  if (behind !== null) {
    before += behind[1] ?? "";
    middle = middle.slice(behind[0].length);
  }
  const ahead = /\(\?=((?:[^()\\]|\\.)*)\)$/.exec(middle);
  if (ahead !== null) {
    after = ahead[1] ?? "";
    middle = middle.slice(0, ahead.index);
  }
  return { before, middle, after };
}

/**
 * Compiles patterns, any of which may match.
 *
 * @throws when RE2 does not take one of them.
 */
export function compilePatterns(
  patterns: readonly string[],
  syntax: PatternSyntax,
  how: { readonly ignoreCase: boolean; readonly word: boolean; readonly line: boolean },
): LinePattern {
  let group = 0;
  let source: string;
  const [only = ""] = patterns;
  if (syntax === "perl" && patterns.length === 1 && /\\K|\(\?<=|\(\?=/.test(only)) {
    const { before, middle, after } = lookarounds(only);
    source = `(?:${before})(?P<kept>${middle})(?:${after})`;
    group = -1;
  } else source = patterns.map((pattern) => `(?:${translate(pattern, syntax)})`).join("|");
  if (how.word) source = `\\b(?:${source})\\b`;
  if (how.line) source = `^(?:${source})$`;
  const compiled = RE2JS.compile(source, how.ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
  const size = compiled.matcher("").programSize();
  const literal = syntax === "fixed" && patterns.length === 1 && !how.ignoreCase && !how.word && !how.line;
  return {
    size: literal ? 1 : size,
    test: literal ? (line) => line.includes(only) : (line) => compiled.matcher(line).find(),
    find(line) {
      const found: { start: number; end: number }[] = [];
      const matcher = compiled.matcher(line);
      while (matcher.find()) {
        const start = group < 0 ? matcher.start("kept") : matcher.start();
        const end = group < 0 ? matcher.end("kept") : matcher.end();
        if (end > start) found.push({ start, end });
      }
      return found;
    },
  };
}
