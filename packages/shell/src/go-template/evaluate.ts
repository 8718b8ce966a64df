/**
 * Execution of Go templates.
 * @module
 */
import type { Held } from "./arguments.ts";
import { type Execution, ExpressionEvaluator, nothing, plain } from "./expression-evaluator.ts";
import { formatValue } from "./format.ts";
import type { BranchNode, ListNode, Statement, TemplateNode } from "./nodes.ts";
import { quote } from "./quote.ts";
import { GoInt, GoStruct, goInt, isMap, isTrue, type Maybe, sortedKeys } from "./value.ts";

class Leave {
  readonly kind: "break" | "continue";
  constructor(kind: "break" | "continue") {
    this.kind = kind;
  }
}

/**
 * Executes a template.
 *
 * @returns what it prints; where it fails, what it printed before that is in `printed`.
 * @throws {@link TemplateError}
 */
export function execute(run: Execution, name: string, root: ListNode, data: Maybe, printed?: { text: string }): string {
  const evaluator = new Evaluator(run, name, data, printed ?? { text: "" }, 0);
  evaluator.list(root, plain(data));
  return evaluator.out.text;
}

class Evaluator extends ExpressionEvaluator {
  readonly out: { text: string };
  private readonly depth: number;

  constructor(run: Execution, name: string, data: Maybe, out: { text: string }, depth: number) {
    super(run, name, data);
    this.depth = depth;
    this.out = out;
  }

  private print(text: string): void {
    this.run.spent.output += text.length;
    if (this.run.spent.output > this.run.limits.output) throw this.error("the template prints too much");
    this.out.text += text;
  }

  list({ nodes }: ListNode, dot: Held): void {
    for (const node of nodes) this.statement(node, dot);
  }

  private statement(node: Statement, dot: Held): void {
    this.node = node;
    this.spend(1);
    switch (node.kind) {
      case "text":
        this.print(node.text);
        break;
      case "action": {
        const held = this.pipeline(node.pipe, dot);
        if (node.pipe.declared.length > 0) break;
        this.node = node;
        this.print(held.value === undefined ? "<no value>" : formatValue(held.value));
        break;
      }
      case "if":
      case "with": {
        const mark = this.variables.length;
        const held = this.pipeline(node.pipe, dot);
        if (isTrue(held.value)) this.list(node.list, node.kind === "with" ? held : dot);
        else if (node.otherwise !== undefined) this.list(node.otherwise, dot);
        this.variables.length = mark;
        break;
      }
      case "range": {
        const mark = this.variables.length;
        try {
          this.range(node, dot);
        } catch (error) {
          if (!(error instanceof Leave && error.kind === "break")) throw error;
        }
        this.variables.length = mark;
        break;
      }
      case "break":
      case "continue":
        throw new Leave(node.kind);
      case "template":
        this.call(node, dot);
    }
  }

  private range(node: BranchNode, dot: Held): void {
    const { value } = this.pipeline(node.pipe, dot);
    const { declared, isAssign } = node.pipe;
    const mark = this.variables.length;
    let count = 0;
    const turn = (index: Maybe, element: Held): void => {
      count += 1;
      this.spend(1);
      if (isAssign) {
        const [first = "", second] = declared;
        if (second === undefined) this.assign(first, element);
        else {
          this.assign(first, plain(index));
          this.assign(second, element);
        }
      } else if (declared.length > 0) {
        this.setTop(1, element);
        if (declared.length > 1) this.setTop(2, plain(index));
      }
      try {
        this.list(node.list, element);
      } catch (error) {
        if (!(error instanceof Leave && error.kind === "continue")) throw error;
      }
      this.variables.length = mark;
    };
    if (value instanceof GoInt) {
      if (declared.length > 1) throw this.error(`can't use ${value.value} to iterate over more than one variable`);
      for (let at = 0n; at < value.value; at++) turn(undefined, plain(new GoInt(at, value.type)));
    } else if (Array.isArray(value)) {
      for (const [index, element] of value.entries()) turn(goInt(index), { value: element, boxed: true });
    } else if (isMap(value) || (value instanceof GoStruct && value.isMap)) {
      const entries = value instanceof GoStruct ? value.fields : value;
      for (const key of sortedKeys(entries)) turn(key, { value: entries[key] ?? null, boxed: true });
    } else if (value !== undefined && value !== null) {
      throw this.error(`range can't iterate over ${formatValue(value)}`);
    }
    if (count === 0 && node.otherwise !== undefined) this.list(node.otherwise, dot);
  }

  private call(node: TemplateNode, dot: Held): void {
    const root = this.run.set.get(node.name);
    if (root === undefined) throw this.error(`template ${quote(node.name)} not defined`);
    if (this.depth >= this.run.limits.depth)
      throw this.error(`exceeded maximum template depth (${this.run.limits.depth})`);
    const held = node.pipe === undefined ? nothing : this.pipeline(node.pipe, dot);
    const inner = new Evaluator(this.run, node.name, held.value, this.out, this.depth + 1);
    inner.list(root, held);
  }
}
