/**
 * From the words of a Go template to its tree.
 * @module
 */
import { ExpressionParser } from "./expression-parser.ts";
import type { ListNode, PipeNode, Source, Statement } from "./nodes.ts";
import { quote } from "./quote.ts";

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

class Parser extends ExpressionParser {
  private readonly set: TemplateSet;
  private ranges = 0;

  constructor(set: TemplateSet, source: Source, functions: { has(name: string): boolean }) {
    super(source, functions);
    this.set = set;
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
}
