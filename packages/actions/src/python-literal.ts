/**
 * The arguments of a Python call that are literals: `"ns", ["a"], {"k": 1}, timeout=60`. Nothing is evaluated.
 * @module
 */

/** A literal's value. */
export type PythonValue =
  | string
  | number
  | boolean
  | null
  | readonly PythonValue[]
  | { readonly [key: string]: PythonValue };

/** Positional and keyword arguments. */
export interface PythonArguments {
  readonly positional: readonly PythonValue[];
  readonly keywords: Readonly<Record<string, PythonValue>>;
}

/** Why a text could not be read: it is no Python, or it is more than a literal. */
export class PythonLiteralError extends Error {
  readonly kind: "syntax" | "unsupported";
  readonly offset: number;

  constructor(kind: "syntax" | "unsupported", message: string, offset: number) {
    super(message);
    this.name = "PythonLiteralError";
    this.kind = kind;
    this.offset = offset;
  }
}

/** What is read beyond constants, lists, tuples and dictionaries. */
export interface PythonOptions {
  /** `-1` and `+1`: operators on numbers. */
  readonly signs?: boolean;
}

/**
 * Reads a call's arguments.
 *
 * @param text - What stands between the parentheses.
 * @throws {@link PythonLiteralError}
 */
export function parsePythonArguments(text: string, options: PythonOptions = {}): PythonArguments {
  const reader = new Reader(text, options);
  const result = reader.readArguments("");
  return result;
}

/**
 * Reads a call whose opening parenthesis is at `open`.
 *
 * @returns its arguments, and where it ends.
 * @throws {@link PythonLiteralError}
 */
export function parsePythonCall(
  text: string,
  open: number,
  options: PythonOptions = {},
): { readonly args: PythonArguments; readonly end: number } {
  const reader = new Reader(text, options, open + 1);
  const args = reader.readArguments(")");
  return { args, end: reader.offset };
}

const deepest = 100;

class Reader {
  offset: number;
  private readonly text: string;
  private readonly options: PythonOptions;
  private depth = 0;

  constructor(text: string, options: PythonOptions, offset = 0) {
    this.text = text;
    this.options = options;
    this.offset = offset;
  }

  readArguments(close: string): PythonArguments {
    const positional: PythonValue[] = [];
    const keywords: Record<string, PythonValue> = Object.create(null) as Record<string, PythonValue>;
    for (;;) {
      this.skipSpace();
      if (this.atEnd(close)) return { positional, keywords: { ...keywords } };
      const keyword = /^([A-Za-z_]\w*)\s*=(?!=)/.exec(this.text.slice(this.offset, this.offset + 200));
      if (keyword !== null) {
        const name = keyword[1] ?? "";
        this.offset += keyword[0].length;
        if (name in keywords) throw this.fail("syntax", `keyword argument repeated: ${name}`);
        keywords[name] = this.readValue();
      } else {
        if (Object.keys(keywords).length > 0) throw this.fail("syntax", "positional argument follows keyword argument");
        positional.push(this.readValue());
      }
      this.skipSpace();
      if (this.peek() === ",") this.offset += 1;
      else if (!this.isClosing(close)) throw this.fail("syntax", `expected a comma, found ${this.found()}`);
    }
  }

  private isClosing(close: string): boolean {
    return close === "" ? this.offset >= this.text.length : this.peek() === close;
  }

  private atEnd(close: string): boolean {
    if (!this.isClosing(close)) {
      if (this.offset >= this.text.length) throw this.fail("syntax", "the call does not end");
      return false;
    }
    this.offset += close.length;
    return true;
  }

  private peek(): string {
    return this.text.charAt(this.offset);
  }

  private found(): string {
    return this.offset >= this.text.length ? "the end" : JSON.stringify(this.text.slice(this.offset, this.offset + 12));
  }

  private fail(kind: "syntax" | "unsupported", message: string): PythonLiteralError {
    return new PythonLiteralError(kind, message, this.offset);
  }

  /** Spaces, line ends and comments. */
  private skipSpace(): void {
    const space = /(?:\s|#[^\n]*|\\\n)*/y;
    space.lastIndex = this.offset;
    this.offset += space.exec(this.text)?.[0].length ?? 0;
  }

  private readValue(): PythonValue {
    this.skipSpace();
    if (++this.depth > deepest) throw this.fail("unsupported", "too deeply nested");
    const value = this.readPrimary();
    this.depth -= 1;
    this.skipSpace();
    // operators, calls, attributes and the like are more than a literal
    if (
      /^(?:[-+*/%&|^<>.([@]|==|!=|:=|(?:if|and|or|in|is|not|for)\b)/.test(this.text.slice(this.offset, this.offset + 5))
    ) {
      throw this.fail("unsupported", `only literals can be arguments, found ${this.found()}`);
    }
    return value;
  }

  private readPrimary(): PythonValue {
    const char = this.peek();
    if (char === "[") return this.readSequence("]");
    if (char === "(") return this.readSequence(")");
    if (char === "{") return this.readDictionary();
    if (char === "-" || char === "+") return this.readSigned();
    if (this.startsText()) return this.readTexts();
    if (/[\d.]/.test(char)) return this.readNumber();
    const word = /^[A-Za-z_]\w*/.exec(this.text.slice(this.offset, this.offset + 100))?.[0];
    if (word === undefined) throw this.fail("syntax", `expected a value, found ${this.found()}`);
    const constants: Readonly<Record<string, boolean | null>> = { True: true, False: false, None: null };
    const constant = Object.hasOwn(constants, word) ? constants[word] : undefined;
    if (constant === undefined) throw this.fail("unsupported", `${word} is a name; texts need quotes`);
    this.offset += word.length;
    return constant;
  }

  private readSequence(close: "]" | ")"): PythonValue {
    this.offset += 1;
    const items: PythonValue[] = [];
    let comma = false;
    for (;;) {
      this.skipSpace();
      if (this.peek() === close) {
        this.offset += 1;
        // (1) is 1, (1,) is a tuple
        const [only] = items;
        return close === ")" && items.length === 1 && !comma && only !== undefined ? only : items;
      }
      if (items.length > 0 && !comma) throw this.fail("syntax", `expected a comma or ${close}, found ${this.found()}`);
      items.push(this.readValue());
      this.skipSpace();
      comma = this.peek() === ",";
      if (comma) this.offset += 1;
    }
  }

  private readDictionary(): PythonValue {
    this.offset += 1;
    const entries = new Map<string, PythonValue>();
    for (;;) {
      this.skipSpace();
      if (this.peek() === "}") {
        this.offset += 1;
        return Object.fromEntries(entries);
      }
      const key = this.readValue();
      this.skipSpace();
      if (this.peek() !== ":") {
        const isSet = this.peek() === "," || this.peek() === "}";
        throw this.fail(
          isSet ? "unsupported" : "syntax",
          isSet ? "sets cannot be arguments" : `expected a colon, found ${this.found()}`,
        );
      }
      this.offset += 1;
      entries.set(String(key), this.readValue());
      this.skipSpace();
      if (this.peek() === ",") this.offset += 1;
      else if (this.peek() !== "}") throw this.fail("syntax", `expected a comma or }, found ${this.found()}`);
    }
  }

  private readSigned(): PythonValue {
    if (!this.options.signs) throw this.fail("unsupported", "operators cannot be arguments");
    const negative = this.peek() === "-";
    this.offset += 1;
    this.skipSpace();
    const value = this.readPrimary();
    if (typeof value !== "number") throw this.fail("unsupported", "a sign needs a number after it");
    return negative ? -value : value;
  }

  private readNumber(): number {
    const pattern =
      /(?:0[xX][\da-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|(?:\d[\d_]*)?\.?\d[\d_]*(?:\.(?!\.))?(?:[eE][-+]?\d+)?)/y;
    pattern.lastIndex = this.offset;
    const text = pattern.exec(this.text)?.[0];
    const value = Number(text?.replaceAll("_", ""));
    if (text === undefined || text === "" || Number.isNaN(value))
      throw this.fail("syntax", `expected a number, found ${this.found()}`);
    this.offset += text.length;
    if (/^[A-Za-z_]/.test(this.peek())) throw this.fail("syntax", `invalid number, found ${this.found()}`);
    return value;
  }

  private startsText(): boolean {
    return /^[A-Za-z]{0,2}["']/.test(this.text.slice(this.offset, this.offset + 3));
  }

  /** Texts beside each other are one. */
  private readTexts(): string {
    let value = "";
    while (this.startsText()) {
      value += this.readText();
      this.skipSpace();
    }
    return value;
  }

  private readText(): string {
    const prefix = (/^[A-Za-z]*/.exec(this.text.slice(this.offset, this.offset + 3))?.[0] ?? "").toLowerCase();
    if (!["", "r", "u"].includes(prefix)) {
      const known = ["f", "b", "rf", "fr", "rb", "br"].includes(prefix);
      throw this.fail(known ? "unsupported" : "syntax", `texts with the prefix ${prefix} cannot be arguments`);
    }
    this.offset += prefix.length;
    const one = this.peek();
    const quote = this.text.startsWith(one.repeat(3), this.offset) ? one.repeat(3) : one;
    this.offset += quote.length;
    let value = "";
    for (;;) {
      if (this.offset >= this.text.length)
        throw this.fail("syntax", "a text does not end; is a quote inside it not escaped?");
      if (this.text.startsWith(quote, this.offset)) {
        this.offset += quote.length;
        return value;
      }
      const char = this.peek();
      if (char === "\n" && quote.length === 1) throw this.fail("syntax", "a text does not end on its line");
      if (char === "\\") value += prefix === "r" ? this.readRawEscape() : this.readEscape();
      else {
        value += char;
        this.offset += 1;
      }
    }
  }

  private readRawEscape(): string {
    const pair = this.text.slice(this.offset, this.offset + 2);
    this.offset += 2;
    return pair;
  }

  private readEscape(): string {
    const rest = this.text.slice(this.offset, this.offset + 10);
    const coded = /^\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{1,3}))/.exec(rest);
    if (coded !== null) {
      const hex = coded[1] ?? coded[2] ?? coded[3];
      const code = hex === undefined ? Number.parseInt(coded[4] ?? "0", 8) : Number.parseInt(hex, 16);
      if (code > 0x10ffff) throw this.fail("syntax", "no such character");
      this.offset += coded[0].length;
      return String.fromCodePoint(code);
    }
    const char = rest.charAt(1);
    if (char === "x" || char === "u" || char === "U")
      throw this.fail("syntax", `broken escape ${JSON.stringify(rest.slice(0, 4))}`);
    this.offset += 2;
    // what is no escape stays as it is, backslash and all
    return escapes[char] ?? `\\${char}`;
  }
}

const escapes: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  a: "\x07",
  b: "\b",
  f: "\f",
  v: "\v",
  "\\": "\\",
  "'": "'",
  '"': '"',
  "\n": "",
};
