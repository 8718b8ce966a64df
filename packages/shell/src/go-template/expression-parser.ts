/**
 * Pipelines of templates: commands, their operands, and variables.
 * @module
 */
import { type CommandNode, type Operand, type PipeNode, type Source, showNode } from "./nodes.ts";
import { parseNumber } from "./number.ts";
import { quote } from "./quote.ts";
import type { TokenType } from "./token.ts";
import { TokenReader } from "./token-reader.ts";

/** Reads pipelines. */
export class ExpressionParser extends TokenReader {
  /** Those that are in sight. */
  protected variables: string[] = ["$"];
  private readonly functions: { has(name: string): boolean };

  constructor(source: Source, functions: { has(name: string): boolean }) {
    super(source);
    this.functions = functions;
  }

  protected pipeline(context: string, end: "rightDelim" | "rightParen"): PipeNode {
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
