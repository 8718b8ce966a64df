/**
 * What the shell says of a script that it cannot read.
 * @module
 */

/** How the parser names tokens that are not words. */
const tokens: Readonly<Record<string, string>> = {
  SEMICOLON: ";",
  DSEMI: ";;",
  AND_AND: "&&",
  OR_OR: "||",
  PIPE: "|",
  AMP: "&",
  LPAREN: "(",
  RPAREN: ")",
  LBRACE: "{",
  RBRACE: "}",
  NEWLINE: "newline",
};

/** What the parser says, in ash's words. */
export function syntaxError(message: string, text: string): string {
  if (/quote/i.test(message)) return "unterminated quoted string";
  const [, expected, got = ""] = /Expected (\w+), got (\w+)/.exec(message) ?? [];
  if (got === "EOF")
    return `unexpected end of file (expecting "${(tokens[expected ?? ""] ?? expected ?? "").toLowerCase()}")`;
  if (expected !== undefined) return `unexpected "${tokens[got] ?? got.toLowerCase()}"`;
  const [, token = ""] = /[`']([^`']+)'/.exec(message) ?? [];
  const column = Number(/:(\d+):/.exec(message)?.[1] ?? 0);
  if (token === "") return "unexpected end of file";
  // At the end of the text the parser names what it misses.
  return column > text.length ? `unexpected end of file (expecting "${token}")` : `unexpected "${token}"`;
}
