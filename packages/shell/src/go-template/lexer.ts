/**
 * The words of a Go template.
 * @module
 */
import { isPrint, quote } from "./quote.ts";
import { isKeyword, type Token, type TokenType } from "./token.ts";

const left = "{{";
const right = "}}";
const isAlphaNumeric = (char: string): boolean => /^[\p{L}\p{Nd}_]$/u.test(char);

/** Splits a template; what cannot be split ends in an `error`, always followed by `eof`. */
export function lex(input: string): readonly Token[] {
  return new Lexer(input).run();
}

class Lexer {
  private readonly input: string;
  private readonly tokens: Token[] = [];
  private pos = 0;
  private start = 0;
  private line = 1;
  private failed = false;
  private parens = 0;

  constructor(input: string) {
    this.input = input;
  }

  run(): readonly Token[] {
    while (!this.failed && this.pos < this.input.length) this.text();
    this.tokens.push({ type: "eof", text: "EOF", pos: this.pos, line: this.line });
    return this.tokens;
  }

  private ignore(): void {
    this.line += this.input.slice(this.start, this.pos).split("\n").length - 1;
    this.start = this.pos;
  }

  private emit(type: TokenType): void {
    const text = this.input.slice(this.start, this.pos);
    this.tokens.push({ type, text, pos: this.start, line: this.line });
    this.ignore();
  }

  private fail(text: string): void {
    this.tokens.push({ type: "error", text, pos: this.start, line: this.line });
    this.failed = true;
    this.pos = 0;
  }

  private looksAt(text: string, offset = 0): boolean {
    return this.input.startsWith(text, this.pos + offset);
  }

  /** The character here; empty at the end. */
  private peek(): string {
    const code = this.input.codePointAt(this.pos);
    return code === undefined ? "" : String.fromCodePoint(code);
  }

  private match(pattern: RegExp): boolean {
    pattern.lastIndex = this.pos;
    const found = pattern.exec(this.input)?.[0] ?? "";
    this.pos += found.length;
    return found !== "";
  }

  /** Text up to the next action, and what begins there. */
  private text(): void {
    const at = this.input.indexOf(left, this.pos);
    if (at < 0) {
      this.pos = this.input.length;
      this.emit("text");
      return;
    }
    const trims = /^-[ \t\r\n]/.test(this.input.slice(at + 2, at + 4));
    const text = this.input.slice(this.pos, at);
    this.pos += trims ? text.replace(/[ \t\r\n]+$/, "").length : text.length;
    if (this.pos > this.start) this.emit("text");
    this.pos = at;
    this.ignore();
    const marker = trims ? 2 : 0;
    if (this.looksAt("/*", 2 + marker)) {
      this.pos += 2 + marker;
      this.ignore();
      this.comment();
      return;
    }
    this.pos += 2;
    this.emit("leftDelim");
    this.pos += marker;
    this.ignore();
    this.parens = 0;
    while (!this.failed && this.inside());
  }

  private comment(): void {
    const end = this.input.indexOf("*/", this.pos + 2);
    if (end < 0) {
      this.fail("unclosed comment");
      return;
    }
    this.pos = end + 2;
    const closing = this.rightDelim();
    if (closing === undefined) {
      this.fail("comment ends before closing delimiter");
      return;
    }
    this.pos += closing ? 4 : 2;
    if (closing) this.match(/[ \t\r\n]*/y);
    this.ignore();
  }

  /** Whether an action ends here, and trims what follows. */
  private rightDelim(): boolean | undefined {
    if (/^[ \t\r\n]-\}\}/.test(this.input.slice(this.pos, this.pos + 4))) return true;
    return this.looksAt(right) ? false : undefined;
  }

  private endAction(trims: boolean): void {
    if (trims) {
      this.pos += 2;
      this.ignore();
    }
    this.pos += 2;
    this.emit("rightDelim");
    if (trims) {
      this.match(/[ \t\r\n]*/y);
      this.ignore();
    }
  }

  /** One word of an action. @returns whether the action goes on. */
  private inside(): boolean {
    const closing = this.rightDelim();
    if (closing !== undefined) {
      if (this.parens > 0) this.fail("unclosed left paren");
      else this.endAction(closing);
      return false;
    }
    const char = this.peek();
    if (char === "") this.fail("unclosed action");
    else if (/[ \t\r\n]/.test(char)) this.space();
    else if (char === "=") this.take("assign");
    else if (char === ":") {
      this.pos += 2;
      if (this.input[this.pos - 1] === "=") this.emit("declare");
      else this.fail("expected :=");
    } else if (char === "|") this.take("pipe");
    else if (char === '"') this.literal(/"(?:\\[^\n]|[^\\"\n])*"/y, "string", "unterminated quoted string");
    else if (char === "`") this.literal(/`[^`]*`/y, "rawString", "unterminated raw quoted string");
    else if (char === "'") this.literal(/'(?:\\[^\n]|[^\\'\n])*'/y, "charConstant", "unterminated character constant");
    else if (char === "$" || (char === "." && !/[0-9]/.test(this.input[this.pos + 1] ?? "0"))) this.field(char);
    else if (/[.+\-0-9]/.test(char)) this.number();
    else if (isAlphaNumeric(char)) this.identifier();
    else if (char === "(") {
      this.parens += 1;
      this.take("leftParen");
    } else if (char === ")") {
      this.parens -= 1;
      if (this.parens < 0) this.fail("unexpected right paren");
      else this.take("rightParen");
    } else if (/[!-~]/.test(char)) this.take("char");
    else this.fail(`unrecognized character in action: ${showRune(char)}`);
    return true;
  }

  private take(type: TokenType): void {
    this.pos += 1;
    this.emit(type);
  }

  private space(): void {
    this.match(/[ \t\r\n]+/y);
    // the last space belongs to a trimming end
    if (this.looksAt("-}}")) this.pos -= 1;
    if (this.pos > this.start) this.emit("space");
  }

  private literal(pattern: RegExp, type: TokenType, problem: string): void {
    if (this.match(pattern)) this.emit(type);
    else this.fail(problem);
  }

  /** Whether what is here may follow a word. */
  private atTerminator(): boolean {
    const char = this.peek();
    return char === "" || /[ \t\r\n.,|:)(]/.test(char) || this.looksAt(right);
  }

  private field(char: string): void {
    this.pos += 1;
    if (this.atTerminator()) {
      this.emit(char === "$" ? "variable" : ".");
      return;
    }
    this.match(/[\p{L}\p{Nd}_]+/uy);
    if (this.atTerminator()) this.emit(char === "$" ? "variable" : "field");
    else this.fail(`bad character ${showRune(this.peek())}`);
  }

  private identifier(): void {
    this.match(/[\p{L}\p{Nd}_]+/uy);
    const word = this.input.slice(this.start, this.pos);
    if (!this.atTerminator()) this.fail(`bad character ${showRune(this.peek())}`);
    else if (isKeyword(word)) this.emit(word);
    else this.emit(word === "true" || word === "false" ? "bool" : "identifier");
  }

  private number(): void {
    if (!this.scanNumber()) this.badNumber();
    else if (!/[+-]/.test(this.peek())) this.emit("number");
    else if (this.scanNumber() && this.input[this.pos - 1] === "i") this.emit("complex");
    else this.badNumber();
  }

  private badNumber(): void {
    this.fail(`bad number syntax: ${quote(this.input.slice(this.start, this.pos))}`);
  }

  private scanNumber(): boolean {
    this.match(/[+-]/y);
    if (this.match(/0[xX]/y)) this.match(/[\da-fA-F_]*(?:\.[\da-fA-F_]*)?(?:[pP][+-]?[\d_]*)?/y);
    else if (this.match(/0[oO]/y)) this.match(/[0-7_]*(?:\.[0-7_]*)?/y);
    else if (this.match(/0[bB]/y)) this.match(/[01_]*(?:\.[01_]*)?/y);
    else this.match(/[\d_]*(?:\.[\d_]*)?(?:[eE][+-]?[\d_]*)?/y);
    this.match(/i/y);
    const next = this.peek();
    if (!isAlphaNumeric(next)) return true;
    this.pos += next.length;
    return false;
  }
}

/** `U+0023 '#'`. */
function showRune(char: string): string {
  if (char === "") return "U+FFFFFFFFFFFFFFFF";
  const code = (char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  return isPrint(char) ? `U+${code} '${char}'` : `U+${code}`;
}
