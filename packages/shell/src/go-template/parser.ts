/**
 * From the words of a Go template to its tree.
 * @module
 */
import { lex, showToken, type Token, type TokenType } from "./lexer.ts";
import {
  type CommandNode,
  type ListNode,
  type Operand,
  type PipeNode,
  type Source,
  type Statement,
  showNode,
} from "./nodes.ts";
import { parseNumber } from "./number.ts";
import { quote, unquote } from "./quote.ts";
import { TemplateError } from "./template-error.ts";

/** Templates that may call one another, by name. */
export type TemplateSet = Map<string, ListNode>;

/** `end` and `else`, which close a list. */
interface Closing {
  readonly kind: "end" | "else";
  readonly pos: number;
}

function closes(node: Closing | Statement): node is Closing {
  return node.kind === "end" || node.kind === "else";
}

const maxDepth = 200;

/**
 * Reads a text into a set, under its name, with the templates that it defines.
 *
 * @param functions - Names that may be called.
 * @throws {@link TemplateError} in Go's words.
 */
export function parseInto(
  set: TemplateSet,
  name: string,
  text: string,
  functions: { has(name: string): boolean },
): void {
  new Parser(set, { name, text }, functions).parse();
}

/** Whether a template prints nothing but white space. */
function isEmptyList(list: ListNode | undefined): boolean {
  return list === undefined || list.nodes.every((node) => node.kind === "text" && node.text.trim() === "");
}

class Parser {
  private readonly set: TemplateSet;
  private readonly source: Source;
  private readonly functions: { has(name: string): boolean };
  private readonly tokens: readonly Token[];
  private at = 0;
  /** The last word that was looked at, for the line of messages. */
  private furthest = -1;
  private variables: string[] = ["$"];
  private actionLine = 0;
  private ranges = 0;
  private depth = 0;

  constructor(set: TemplateSet, source: Source, functions: { has(name: string): boolean }) {
    this.set = set;
    this.source = source;
    this.functions = functions;
    this.tokens = lex(source.text);
  }

  parse(): void {
    const nodes: Statement[] = [];
    const { pos } = this.peek();
    while (this.peek().type !== "eof") {
      if (this.peek().type === "leftDelim") {
        const before = this.at;
        this.next();
        if (this.nextNonSpace().type === "define") {
          this.definition();
          continue;
        }
        this.at = before;
      }
      const node = this.statement();
      if (closes(node)) throw this.error(`unexpected {{${node.kind}}}`);
      nodes.push(node);
    }
    this.add(this.source.name, { kind: "list", source: this.source, pos, nodes });
  }

  private add(name: string, list: ListNode): void {
    const before = this.set.get(name);
    if (isEmptyList(before)) this.set.set(name, list);
    else if (!isEmptyList(list)) throw this.error(`template: multiple definition of template ${quote(name)}`);
  }

  private error(message: string): TemplateError {
    const line = this.tokens[this.furthest]?.line ?? 1;
    return new TemplateError(`template: ${this.source.name}:${line}: ${message}`);
  }

  private unexpected(token: Token, context: string): TemplateError {
    if (token.type !== "error") return this.error(`unexpected ${showToken(token)} in ${context}`);
    let extra = "";
    if (this.actionLine !== 0 && this.actionLine !== token.line) {
      extra = ` in action started at ${this.source.name}:${this.actionLine}`;
      if (token.text.endsWith(" action")) extra = extra.slice(" in action".length);
    }
    return this.error(showToken(token) + extra);
  }

  private peek(): Token {
    const last = this.tokens.length - 1;
    this.furthest = Math.max(this.furthest, Math.min(this.at, last));
    return this.tokens[Math.min(this.at, last)] as Token;
  }

  private next(): Token {
    const token = this.peek();
    this.at += 1;
    return token;
  }

  private nextNonSpace(): Token {
    for (;;) {
      const token = this.next();
      if (token.type !== "space") return token;
    }
  }

  /** The next word, spaces before it being skipped for good. */
  private peekNonSpace(): Token {
    const token = this.nextNonSpace();
    this.at -= 1;
    return token;
  }

  private expect(types: readonly TokenType[], context: string): Token {
    const token = this.nextNonSpace();
    if (!types.includes(token.type)) throw this.unexpected(token, context);
    return token;
  }

  private definition(): void {
    const context = "define clause";
    const name = this.unquoted(this.expect(["string", "rawString"], context));
    this.expect(["rightDelim"], context);
    this.body(name, context);
  }

  /** A template's own list up to its end; it sees no variables from outside. */
  private body(name: string, context: string): void {
    const { variables, actionLine, ranges } = this;
    this.variables = ["$"];
    this.actionLine = 0;
    this.ranges = 0;
    const { list, closing } = this.list();
    if (closing.kind !== "end") throw this.error(`unexpected {{${closing.kind}}} in ${context}`);
    this.add(name, list);
    Object.assign(this, { variables, actionLine, ranges });
  }

  private unquoted(token: Token): string {
    const text = unquote(token.text);
    if (text === undefined) throw this.error("invalid syntax");
    return text;
  }

  private list(): { readonly list: ListNode; readonly closing: Closing } {
    const { pos } = this.peekNonSpace();
    const nodes: Statement[] = [];
    while (this.peekNonSpace().type !== "eof") {
      const node = this.statement();
      if (closes(node)) return { list: { kind: "list", source: this.source, pos, nodes }, closing: node };
      nodes.push(node);
    }
    throw this.error("unexpected EOF");
  }

  private statement(): Statement | Closing {
    const token = this.nextNonSpace();
    if (token.type === "text") return { kind: "text", source: this.source, pos: token.pos, text: token.text };
    if (token.type !== "leftDelim") throw this.unexpected(token, "input");
    this.actionLine = token.line;
    const node = this.action();
    this.actionLine = 0;
    return node;
  }

  private action(): Statement | Closing {
    const token = this.nextNonSpace();
    const { source } = this;
    switch (token.type) {
      case "block":
      case "template":
        return this.call(token.type);
      case "break":
      case "continue": {
        const after = this.nextNonSpace();
        if (after.type !== "rightDelim") throw this.unexpected(after, `{{${token.type}}}`);
        if (this.ranges === 0) throw this.error(`{{${token.type}}} outside {{range}}`);
        return { kind: token.type, source, pos: token.pos };
      }
      case "else": {
        const after = this.peekNonSpace();
        if (after.type === "if" || after.type === "with") return { kind: "else", pos: after.pos };
        return { kind: "else", pos: this.expect(["rightDelim"], "else").pos };
      }
      case "end":
        return { kind: "end", pos: this.expect(["rightDelim"], "end").pos };
      case "if":
      case "range":
      case "with":
        return this.branch(token.type);
      default: {
        this.at -= 1;
        const { pos } = this.peek();
        return { kind: "action", source, pos, pipe: this.pipeline("command", "rightDelim") };
      }
    }
  }

  private branch(kind: "if" | "range" | "with"): Statement {
    this.deeper("nested");
    const variables = this.variables.length;
    const pipe = this.pipeline(kind, "rightDelim");
    if (kind === "range") this.ranges += 1;
    const { list, closing } = this.list();
    if (kind === "range") this.ranges -= 1;
    let otherwise: ListNode | undefined;
    if (closing.kind === "else") {
      if (kind !== "range" && this.peek().type === kind) {
        this.next();
        otherwise = { kind: "list", source: this.source, pos: closing.pos, nodes: [this.branch(kind)] };
      } else {
        const second = this.list();
        if (second.closing.kind !== "end") throw this.error(`expected end; found {{${second.closing.kind}}}`);
        otherwise = second.list;
      }
    }
    this.variables.length = variables;
    this.depth -= 1;
    return { kind, source: this.source, pos: pipe.pos, pipe, list, otherwise };
  }

  /** `template` and `block`. */
  private call(kind: "block" | "template"): Statement {
    const context = `${kind} clause`;
    const token = this.nextNonSpace();
    if (token.type !== "string" && token.type !== "rawString") throw this.unexpected(token, context);
    const name = this.unquoted(token);
    let pipe: PipeNode | undefined;
    if (kind === "block") {
      pipe = this.pipeline(context, "rightDelim");
      this.deeper("nested");
      this.body(name, context);
      this.depth -= 1;
    } else if (this.nextNonSpace().type !== "rightDelim") {
      this.at -= 1;
      pipe = this.pipeline(context, "rightDelim");
    }
    return { kind: "template", source: this.source, pos: token.pos, name, pipe };
  }

  private pipeline(context: string, end: "rightDelim" | "rightParen"): PipeNode {
    const { pos } = this.peekNonSpace();
    const declared: string[] = [];
    let isAssign = false;
    for (;;) {
      const start = this.at;
      const variable = this.peekNonSpace();
      if (variable.type !== "variable") break;
      this.next();
      const after = this.peekNonSpace();
      if (after.type === "assign" || after.type === "declare") {
        isAssign = after.type === "assign";
        this.nextNonSpace();
        declared.push(variable.text);
        this.variables.push(variable.text);
        break;
      }
      if (after.type === "char" && after.text === ",") {
        this.nextNonSpace();
        declared.push(variable.text);
        this.variables.push(variable.text);
        if (context !== "range" || declared.length >= 2) throw this.error(`too many declarations in ${context}`);
        if (!["variable", "rightDelim", "rightParen"].includes(this.peekNonSpace().type))
          throw this.error("range can only initialize variables");
        continue;
      }
      this.at = start;
      break;
    }
    const commands: CommandNode[] = [];
    for (;;) {
      const token = this.nextNonSpace();
      if (token.type === end) break;
      if (!startsOperand.has(token.type)) throw this.unexpected(token, context);
      this.at -= 1;
      commands.push(this.command());
    }
    if (commands.length === 0) throw this.error(`missing value for ${context}`);
    for (const [index, command] of commands.entries())
      if (index > 0 && notExecutable.has(command.args[0]?.kind ?? ""))
        throw this.error(`non executable command in pipeline stage ${index + 1}`);
    return { kind: "pipe", source: this.source, pos, isAssign, declared, commands };
  }

  private command(): CommandNode {
    const { pos } = this.peekNonSpace();
    const args: Operand[] = [];
    for (;;) {
      this.peekNonSpace();
      const operand = this.operand();
      if (operand !== undefined) args.push(operand);
      const token = this.next();
      if (token.type === "space") continue;
      if (token.type === "rightDelim" || token.type === "rightParen") this.at -= 1;
      else if (token.type !== "pipe") throw this.unexpected(token, "operand");
      break;
    }
    if (args.length === 0) throw this.error("empty command");
    return { kind: "command", source: this.source, pos, args };
  }

  private operand(): Operand | undefined {
    const node = this.term();
    if (node === undefined || this.peek().type !== "field") return node;
    const { pos } = this.peek();
    const names: string[] = [];
    while (this.peek().type === "field") names.push(this.next().text.slice(1));
    switch (node.kind) {
      case "field":
      case "variable":
        return { ...node, pos, names: [...node.names, ...names] };
      case "bool":
      case "string":
      case "number":
      case "nil":
      case "dot":
        throw this.error(`unexpected . after term ${quote(showNode(node))}`);
      default:
        return { kind: "chain", source: this.source, pos, of: node, names };
    }
  }

  private term(): Operand | undefined {
    const token = this.nextNonSpace();
    const at = { source: this.source, pos: token.pos };
    switch (token.type) {
      case "identifier":
        if (!this.functions.has(token.text)) throw this.error(`function ${quote(token.text)} not defined`);
        return { kind: "identifier", ...at, name: token.text };
      case ".":
        return { kind: "dot", ...at };
      case "nil":
        return { kind: "nil", ...at };
      case "variable":
        if (!this.variables.includes(token.text)) throw this.error(`undefined variable ${quote(token.text)}`);
        return { kind: "variable", ...at, names: [token.text] };
      case "field":
        return { kind: "field", ...at, names: [token.text.slice(1)] };
      case "bool":
        return { kind: "bool", ...at, value: token.text === "true" };
      case "charConstant":
      case "complex":
      case "number": {
        const number = parseNumber(token.text, token.type === "charConstant");
        if ("problem" in number) throw this.error(number.problem);
        return { kind: "number", ...at, text: token.text, ...number };
      }
      case "leftParen": {
        this.deeper("max expression");
        const pipe = this.pipeline("parenthesized pipeline", "rightParen");
        this.depth -= 1;
        return pipe;
      }
      case "string":
      case "rawString":
        return { kind: "string", ...at, quoted: token.text, text: this.unquoted(token) };
      default:
        this.at -= 1;
        return undefined;
    }
  }

  private deeper(what: string): void {
    this.depth += 1;
    if (this.depth > maxDepth) throw this.error(`${what} depth exceeded`);
  }
}

const startsOperand: ReadonlySet<TokenType> = new Set<TokenType>([
  "bool",
  "charConstant",
  "complex",
  ".",
  "field",
  "identifier",
  "number",
  "nil",
  "rawString",
  "string",
  "variable",
  "leftParen",
]);
const notExecutable: ReadonlySet<string> = new Set(["bool", "dot", "nil", "number", "string"]);
