/**
 * The grammar of label selectors, with the API server's refusals: a port of `k8s.io/apimachinery/pkg/labels`.
 * @module
 */
import { labelKeyErrors, labelValueErrors } from "./names.ts";
import type { StatusError } from "./status-error.ts";
import { badRequest as bad } from "./status-messages.ts";

/** How a requirement compares; `exists` and `!` take no values. */
export type LabelOperator = "=" | "==" | "!=" | "in" | "notin" | "exists" | "!" | "gt" | "lt";

/** One term of a selector; all terms must hold. */
export interface LabelRequirement {
  readonly key: string;
  readonly operator: LabelOperator;
  readonly values: readonly string[];
}

type TokenKind =
  | "identifier"
  | "end"
  | "error"
  | ")"
  | ","
  | "!"
  | "=="
  | "="
  | "in"
  | "!="
  | "notin"
  | "("
  | ">"
  | "<";
interface Token {
  readonly kind: TokenKind;
  readonly text: string;
}

const symbols: ReadonlySet<string> = new Set([")", ",", "!", "==", "=", "!=", "(", ">", "<"]);
const special = /[=!(),><]/;
const space = /[ \t\r\n]/;

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const first = text.charAt(at);
    if (space.test(first)) {
      at += 1;
      continue;
    }
    let end = at + 1;
    if (special.test(first)) {
      // the longest known symbol: `===` is `==` and `=`
      if (symbols.has(text.slice(at, at + 2))) end = at + 2;
      const symbol = text.slice(at, end);
      tokens.push({ kind: symbol as TokenKind, text: symbol });
    } else {
      while (end < text.length && !special.test(text.charAt(end)) && !space.test(text.charAt(end))) end += 1;
      const word = text.slice(at, end);
      tokens.push({ kind: word === "in" || word === "notin" ? word : "identifier", text: word });
    }
    at = end;
  }
  return tokens;
}

const end: Token = { kind: "end", text: "" };
const operators: Readonly<Record<string, LabelOperator>> = {
  "=": "=",
  "==": "==",
  "!=": "!=",
  in: "in",
  notin: "notin",
  ">": "gt",
  "<": "lt", // biome-ignore format: a table
};

/** One text being read. */
export class LabelSelectorParser {
  private at = 0;
  private readonly tokens: readonly Token[];

  constructor(text: string) {
    this.tokens = tokenize(text);
  }

  /** As a value, `in` and `notin` are plain words. */
  peek(): Token {
    const token = this.tokens[this.at] ?? end;
    return token.kind === "in" || token.kind === "notin" ? { kind: "identifier", text: token.text } : token;
  }

  take(): Token {
    const token = this.peek();
    this.at += 1;
    return token;
  }

  parse(): LabelRequirement[] {
    const requirements: LabelRequirement[] = [];
    for (;;) {
      const { kind, text } = this.peek();
      if (kind === "end") return requirements;
      if (kind !== "identifier" && kind !== "!")
        throw bad(`found '${text}', expected: !, identifier, or 'end of string'`);
      requirements.push(this.requirement());
      const after = this.take();
      if (after.kind === "end") return requirements;
      if (after.kind !== ",") throw bad(`found '${after.text}', expected: ',' or 'end of string'`);
      const next = this.peek();
      if (next.kind !== "identifier" && next.kind !== "!")
        throw bad(`found '${next.text}', expected: identifier after ','`);
    }
  }

  private requirement(): LabelRequirement {
    let token = this.take();
    const negated = token.kind === "!";
    if (negated) token = this.take();
    if (token.kind !== "identifier") throw badRequirement(`found '${token.text}', expected: identifier`);
    const key = token.text;
    requireValid("<nil>", key, labelKeyErrors(key));
    if (negated) return { key, operator: "!", values: [] };
    const next = this.peek().kind;
    if (next === "end" || next === ",") return { key, operator: "exists", values: [] };
    const operator = this.operator();
    const values = operator === "in" || operator === "notin" ? this.set() : [this.value()];
    values.forEach((value, index) => {
      if ((operator === "gt" || operator === "lt") && !/^[+-]?\d+$/.test(value)) {
        requireValid(`values[${index}]`, value, ["for 'Gt', 'Lt' operators, the value must be an integer"]);
      }
      requireValid(`values[${index}][${key}]`, value, labelValueErrors(value));
    });
    return { key, operator, values };
  }

  private operator(): LabelOperator {
    const token = this.tokens[this.at] ?? end;
    this.at += 1;
    const operator = operators[token.kind];
    if (operator === undefined) throw badRequirement(`found '${token.text}', expected: in, notin, =, ==, !=, gt, lt`);
    return operator;
  }

  private value(): string {
    const { kind, text } = this.peek();
    if (kind === "end" || kind === ",") return "";
    this.take();
    if (kind !== "identifier") throw badRequirement(`found '${text}', expected: identifier`);
    return text;
  }

  private set(): readonly string[] {
    const open = this.take();
    if (open.kind !== "(") throw badRequirement(`found '${open.text}' expected: '('`);
    const values = new Set<string>();
    if (this.peek().kind === ")") {
      this.take();
      return [];
    }
    const first = this.peek();
    if (first.kind !== "identifier" && first.kind !== ",") {
      throw badRequirement(`found '${first.text}', expected: ',', ')' or identifier`);
    }
    for (;;) {
      const token = this.take();
      if (token.kind === "identifier") {
        values.add(token.text);
        const next = this.peek();
        if (next.kind === ")") break;
        if (next.kind !== ",") throw badRequirement(`found '${next.text}', expected: ',' or ')'`);
      } else if (token.kind === ",") {
        // an empty value between commas, or beside a parenthesis
        if (values.size === 0) values.add("");
        if (this.peek().kind === ")") {
          values.add("");
          break;
        }
        if (this.peek().kind === ",") {
          this.take();
          values.add("");
        }
      } else {
        throw badRequirement(`found '${token.text}', expected: ',', or identifier`);
      }
    }
    this.take();
    return [...values].sort();
  }
}

function badRequirement(message: string): StatusError {
  return bad(`unable to parse requirement: ${message}`);
}

function requireValid(path: string, value: string, errors: readonly string[]): void {
  if (errors.length > 0) throw badRequirement(`${path}: Invalid value: ${JSON.stringify(value)}: ${errors.join("; ")}`);
}
