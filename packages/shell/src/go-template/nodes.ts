/**
 * What a Go template is made of, and how messages show it.
 * @module
 */

/** A text that was parsed, under the name that messages use. */
export interface Source {
  readonly name: string;
  readonly text: string;
}

interface At {
  readonly source: Source;
  /** Where it begins in the source's text. */
  readonly pos: number;
}

/** A number, under all the types that it fits. */
export interface NumberNode extends At {
  readonly kind: "number";
  readonly text: string;
  readonly int: bigint | undefined;
  readonly float: number;
  /** Written as a float. */
  readonly isFloat: boolean;
}

export interface PipeNode extends At {
  readonly kind: "pipe";
  readonly isAssign: boolean;
  readonly declared: readonly string[];
  readonly commands: readonly CommandNode[];
}

export interface CommandNode extends At {
  readonly kind: "command";
  readonly args: readonly Operand[];
}

interface FieldNode extends At {
  readonly kind: "field";
  readonly names: readonly string[];
}

interface VariableNode extends At {
  readonly kind: "variable";
  /** `$x` and the fields after it. */
  readonly names: readonly string[];
}

export interface ChainNode extends At {
  readonly kind: "chain";
  readonly of: Operand;
  readonly names: readonly string[];
}

interface IdentifierNode extends At {
  readonly kind: "identifier";
  readonly name: string;
}

interface StringNode extends At {
  readonly kind: "string";
  readonly quoted: string;
  readonly text: string;
}

interface BoolNode extends At {
  readonly kind: "bool";
  readonly value: boolean;
}

interface DotNode extends At {
  readonly kind: "dot";
}

interface NilNode extends At {
  readonly kind: "nil";
}

export type Operand =
  | BoolNode
  | ChainNode
  | DotNode
  | FieldNode
  | IdentifierNode
  | NilNode
  | NumberNode
  | PipeNode
  | StringNode
  | VariableNode;

interface TextNode extends At {
  readonly kind: "text";
  readonly text: string;
}

interface ActionNode extends At {
  readonly kind: "action";
  readonly pipe: PipeNode;
}

/** `if`, `with`, `range`. */
export interface BranchNode extends At {
  readonly kind: "if" | "with" | "range";
  readonly pipe: PipeNode;
  readonly list: ListNode;
  readonly otherwise: ListNode | undefined;
}

interface LeaveNode extends At {
  readonly kind: "break" | "continue";
}

export interface TemplateNode extends At {
  readonly kind: "template";
  readonly name: string;
  readonly pipe: PipeNode | undefined;
}

export interface ListNode extends At {
  readonly kind: "list";
  readonly nodes: readonly Statement[];
}

export type Statement = ActionNode | BranchNode | LeaveNode | TemplateNode | TextNode;
export type Node = CommandNode | ListNode | Operand | Statement;

/** A node, written again as a template. */
export function showNode(node: Node): string {
  switch (node.kind) {
    case "action":
      return `{{${showNode(node.pipe)}}}`;
    case "bool":
      return String(node.value);
    case "break":
    case "continue":
      return `{{${node.kind}}}`;
    case "chain":
      return `${inParens(node.of)}${node.names.map((name) => `.${name}`).join("")}`;
    case "command":
      return node.args.map(inParens).join(" ");
    case "dot":
      return ".";
    case "field":
      return node.names.map((name) => `.${name}`).join("");
    case "identifier":
      return node.name;
    case "if":
    case "range":
    case "with": {
      const otherwise = node.otherwise === undefined ? "" : `{{else}}${showNode(node.otherwise)}`;
      return `{{${node.kind} ${showNode(node.pipe)}}}${showNode(node.list)}${otherwise}{{end}}`;
    }
    case "list":
      return node.nodes.map(showNode).join("");
    case "nil":
      return "nil";
    case "number":
      return node.text;
    case "pipe": {
      const mark = node.isAssign ? "=" : ":=";
      const declared = node.declared.length === 0 ? "" : `${node.declared.join(", ")} ${mark} `;
      return declared + node.commands.map(showNode).join(" | ");
    }
    case "string":
      return node.quoted;
    case "template":
      return `{{template ${JSON.stringify(node.name)}${node.pipe === undefined ? "" : ` ${showNode(node.pipe)}`}}}`;
    case "text":
      return node.text;
    case "variable":
      return node.names.join(".");
  }
}

function inParens(node: Operand): string {
  return node.kind === "pipe" ? `(${showNode(node)})` : showNode(node);
}

/** `name:line:column` of a node; the column counts bytes from 0. */
export function locationOf({ source, pos }: At): string {
  const before = source.text.slice(0, pos);
  const lineStart = before.lastIndexOf("\n") + 1;
  return `${source.name}:${before.split("\n").length}:${Buffer.byteLength(before.slice(lineStart))}`;
}
