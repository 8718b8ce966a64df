/**
 * Go's quoted texts: `strconv.Quote` and `strconv.Unquote`.
 * @module
 */

const short: Readonly<Record<string, string>> = {
  "\x07": "a",
  "\b": "b",
  "\f": "f",
  "\n": "n",
  "\r": "r",
  "\t": "t",
  "\v": "v",
};
const long: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(short).map(([char, letter]) => [letter, char]),
);

/** Whether Go calls a character printable: letters, marks, numbers, punctuation, symbols, and the ASCII space. */
export function isPrint(char: string): boolean {
  return /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u.test(char);
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, "0");
}

/** A character, escaped where it must be between such quotes. */
function escapeChar(char: string, mark: string, asciiOnly: boolean): string {
  if (char === mark || char === "\\") return `\\${char}`;
  const code = char.codePointAt(0) ?? 0;
  if (isPrint(char) && !(asciiOnly && code > 0x7e)) return char;
  const letter = short[char];
  if (letter !== undefined) return `\\${letter}`;
  if (code < 0x20 || code === 0x7f) return `\\x${hex(code, 2)}`;
  return code < 0x10000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
}

/** `"text"` with Go's escapes. */
export function quote(text: string, asciiOnly = false): string {
  return `"${[...text].map((char) => escapeChar(char, '"', asciiOnly)).join("")}"`;
}

/** `'c'` with Go's escapes. */
export function quoteRune(char: string, asciiOnly = false): string {
  return `'${escapeChar(char, "'", asciiOnly)}'`;
}

const escapes =
  /\\(?:([abfnrtv\\'"])|x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{3}))|([^\\\n])|([\s\S])/gu;

/** What a literal in quotes of either of three sorts stands for; `undefined` where it is malformed. */
export function unquote(literal: string): string | undefined {
  const mark = literal.charAt(0);
  const body = literal.slice(1, -1);
  if (mark === "`") return body.replaceAll("\r", "");
  let bytes: number[] = [];
  let text = "";
  const flush = (): void => {
    if (bytes.length > 0) text += Buffer.from(bytes).toString("utf8");
    bytes = [];
  };
  for (const [, letter, byte, four, eight, octal, plain, bad] of body.matchAll(escapes)) {
    if (bad !== undefined || plain === mark || (letter !== undefined && /['"]/.test(letter) && letter !== mark))
      return undefined;
    if (byte !== undefined || octal !== undefined) {
      const code = byte === undefined ? Number.parseInt(octal ?? "", 8) : Number.parseInt(byte, 16);
      if (code > 255) return undefined;
      if (mark === "'") text += String.fromCodePoint(code);
      else bytes.push(code);
      continue;
    }
    flush();
    if (letter !== undefined) text += long[letter] ?? letter;
    else if (plain !== undefined) text += plain;
    else {
      const code = Number.parseInt(four ?? eight ?? "", 16);
      if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return undefined;
      text += String.fromCodePoint(code);
    }
  }
  flush();
  return text;
}
