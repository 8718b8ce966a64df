/**
 * The words of a template, one after the other.
 * @module
 */
import { lex } from "./lexer.ts";
import type { Source } from "./nodes.ts";
import { unquote } from "./quote.ts";
import { TemplateError } from "./template-error.ts";
import { showToken, type Token, type TokenType } from "./token.ts";

const maxDepth = 200;

/** Reads words, and makes failures of them in Go's words. */
export class TokenReader {
  protected readonly source: Source;
  protected at = 0;
  /** The line on which the action under way began; 0 outside of one. */
  protected actionLine = 0;
  private readonly tokens: readonly Token[];
  /** The last word that was looked at, for the line of messages. */
  private furthest = -1;
  /** Lists and parentheses that are open. */
  protected depth = 0;

  constructor(source: Source) {
    this.source = source;
    this.tokens = lex(source.text);
  }

  protected error(message: string): TemplateError {
    const line = this.tokens[this.furthest]?.line ?? 1;
    return new TemplateError(`template: ${this.source.name}:${line}: ${message}`);
  }

  protected unexpected(token: Token, context: string): TemplateError {
    if (token.type !== "error") return this.error(`unexpected ${showToken(token)} in ${context}`);
    let extra = "";
    if (this.actionLine !== 0 && this.actionLine !== token.line) {
      extra = ` in action started at ${this.source.name}:${this.actionLine}`;
      if (token.text.endsWith(" action")) extra = extra.slice(" in action".length);
    }
    return this.error(showToken(token) + extra);
  }

  protected peek(): Token {
    const last = this.tokens.length - 1;
    this.furthest = Math.max(this.furthest, Math.min(this.at, last));
    return this.tokens[Math.min(this.at, last)] as Token;
  }

  protected next(): Token {
    const token = this.peek();
    this.at += 1;
    return token;
  }

  protected nextNonSpace(): Token {
    for (;;) {
      const token = this.next();
      if (token.type !== "space") return token;
    }
  }

  /** The next word, spaces before it being skipped for good. */
  protected peekNonSpace(): Token {
    const token = this.nextNonSpace();
    this.at -= 1;
    return token;
  }

  protected expect(types: readonly TokenType[], context: string): Token {
    const token = this.nextNonSpace();
    if (!types.includes(token.type)) throw this.unexpected(token, context);
    return token;
  }

  protected unquoted(token: Token): string {
    const text = unquote(token.text);
    if (text === undefined) throw this.error("invalid syntax");
    return text;
  }

  protected deeper(what: string): void {
    this.depth += 1;
    if (this.depth > maxDepth) throw this.error(`${what} depth exceeded`);
  }
}
