/**
 * Execution of Go templates.
 * @module
 */
import { formatValue } from "./format.ts";
import {
  type BranchNode,
  type ChainNode,
  type CommandNode,
  type ListNode,
  locationOf,
  type Node,
  type NumberNode,
  type Operand,
  type PipeNode,
  type Statement,
  showNode,
  type TemplateNode,
} from "./nodes.ts";
import type { TemplateSet } from "./parser.ts";
import { quote } from "./quote.ts";
import { GoCallError, TemplateError } from "./template-error.ts";
import {
  type CallScope,
  emptyMap,
  entryOf,
  type GoFunction,
  GoInt,
  GoStruct,
  type GoValue,
  goInt,
  isMap,
  isTrue,
  type Maybe,
  type ParameterType,
  sortedKeys,
  typeName,
} from "./value.ts";

/** What a key that a map lacks stands for: no value, a nil interface, or an error. */
export type MissingKey = "default" | "zero" | "error";

/** Bounds on one execution. */
export interface TemplateLimits {
  /** Nodes and calls. */
  readonly steps: number;
  /** Characters printed. */
  readonly output: number;
  /** Templates that call one another. */
  readonly depth: number;
}

/** What execution needs beside a template and its data. */
export interface Execution {
  readonly set: TemplateSet;
  readonly functions: ReadonlyMap<string, GoFunction>;
  readonly missingKey: MissingKey;
  readonly limits: TemplateLimits;
  /** Work done by all executions of one run. */
  readonly spent: { steps: number; output: number };
}

/** A value, and whether it lies in an interface: an element of a map or list, until a pipeline takes it out. */
interface Held {
  readonly value: Maybe;
  readonly boxed: boolean;
}

interface Variable {
  readonly name: string;
  held: Held;
}

/** Nothing comes from the pipeline's earlier command. */
const missing: Held = { value: undefined, boxed: false };
const nothing: Held = { value: undefined, boxed: false };
const plain = (value: Maybe): Held => ({ value, boxed: false });

class Leave {
  readonly kind: "break" | "continue";
  constructor(kind: "break" | "continue") {
    this.kind = kind;
  }
}

const goTypes: Readonly<Record<ParameterType, string>> = {
  any: "interface {}",
  bool: "bool",
  float64: "float64",
  int: "int",
  int64: "int64",
  list: "[]interface {}",
  map: "map[string]interface {}",
  string: "string",
  value: "reflect.Value",
};

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

class Evaluator implements CallScope {
  readonly out: { text: string };
  private readonly run: Execution;
  private readonly name: string;
  private readonly depth: number;
  private readonly variables: Variable[];
  private node: Node | undefined;

  constructor(run: Execution, name: string, data: Maybe, out: { text: string }, depth: number) {
    this.run = run;
    this.name = name;
    this.depth = depth;
    this.out = out;
    this.variables = [{ name: "$", held: plain(data) }];
  }

  spend(steps: number): void {
    this.run.spent.steps += steps;
    if (this.run.spent.steps > this.run.limits.steps) throw this.error("the template takes too long");
  }

  private error(message: string): TemplateError {
    const { node } = this;
    if (node === undefined) return new TemplateError(`template: ${this.name}: ${message}`);
    return new TemplateError(
      `template: ${locationOf(node)}: executing ${quote(this.name)} at <${showNode(node)}>: ${message}`,
    );
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

  private assign(name: string, held: Held): void {
    const variable = this.variables.findLast((one) => one.name === name);
    if (variable === undefined) throw this.error(`undefined variable: ${name}`);
    variable.held = held;
  }

  private setTop(fromTop: number, held: Held): void {
    const variable = this.variables.at(-fromTop);
    if (variable !== undefined) variable.held = held;
  }

  private pipeline(pipe: PipeNode, dot: Held): Held {
    this.node = pipe;
    let held = missing;
    for (const [index, command] of pipe.commands.entries()) {
      held = this.command(command, dot, index === 0 ? undefined : held);
      // what lies in an interface is taken out
      if (held.boxed) held = plain(held.value ?? undefined);
    }
    for (const name of pipe.declared) {
      if (pipe.isAssign) this.assign(name, held);
      else this.variables.push({ name, held });
    }
    return held;
  }

  private noArguments(args: readonly Operand[], last: Held | undefined): void {
    const [first] = args;
    if (first !== undefined && (args.length > 1 || last !== undefined))
      throw this.error(`can't give argument to non-function ${showNode(first)}`);
  }

  private command(command: CommandNode, dot: Held, last: Held | undefined): Held {
    const { args } = command;
    const [first] = args;
    if (first === undefined) return nothing;
    switch (first.kind) {
      case "field":
        this.node = first;
        return this.fields(dot, first.names, first, dot, args, last);
      case "chain":
        return this.chain(first, dot, args, last);
      case "identifier":
        this.node = first;
        return this.functionCall(first.name, command, args, dot, last);
      case "pipe":
        this.noArguments(args, last);
        return this.pipeline(first, dot);
      case "variable":
        return this.variable(first, dot, args, last);
    }
    this.node = first;
    this.noArguments(args, last);
    if (first.kind === "nil") throw this.error("nil is not a command");
    return first.kind === "dot" ? dot : plain(this.constant(first));
  }

  private constant(node: Operand): Maybe {
    if (node.kind === "bool") return node.value;
    if (node.kind === "string") return node.text;
    if (node.kind === "number") return this.number(node);
    throw this.error(`can't handle assignment of ${showNode(node)} to empty interface argument`);
  }

  private number(node: NumberNode): GoValue {
    if (node.isFloat || node.int === undefined) return node.float;
    return new GoInt(node.int, node.text.startsWith("'") ? "int32" : "int");
  }

  private chain(node: ChainNode, dot: Held, args: readonly Operand[], last: Held | undefined): Held {
    this.node = node;
    if (node.of.kind === "nil") throw this.error(`indirection through explicit nil in ${showNode(node)}`);
    const receiver = this.operand(node.of, dot);
    return this.fields(receiver, node.names, node, dot, args, last);
  }

  private variable(
    node: Extract<Operand, { kind: "variable" }>,
    dot: Held,
    args: readonly Operand[],
    last: Held | undefined,
  ): Held {
    this.node = node;
    const [name = "", ...names] = node.names;
    const variable = this.variables.findLast((one) => one.name === name);
    if (variable === undefined) throw this.error(`undefined variable: ${name}`);
    if (names.length > 0) return this.fields(variable.held, names, node, dot, args, last);
    this.noArguments(args, last);
    return variable.held;
  }

  private fields(
    receiver: Held,
    names: readonly string[],
    node: Node,
    dot: Held,
    args: readonly Operand[],
    last: Held | undefined,
  ): Held {
    let held = receiver;
    for (const name of names.slice(0, -1)) held = this.field(held, name, node, dot, [], undefined);
    return this.field(held, names.at(-1) ?? "", node, dot, args, last);
  }

  /** A field, a map's entry, or what a method answers. */
  private field(
    { value, boxed }: Held,
    name: string,
    node: Node,
    dot: Held,
    args: readonly Operand[],
    last: Held | undefined,
  ): Held {
    if (value === undefined) {
      if (this.run.missingKey === "error") throw this.error(`nil data; no entry for key ${quote(name)}`);
      return nothing;
    }
    if (value === null) throw this.error(`nil pointer evaluating interface {}.${name}`);
    const hasArguments = args.length > 1 || last !== undefined;
    if (value instanceof GoStruct) {
      const method = value.methods.get(name);
      if (method !== undefined) return this.invoke(method, name, node, args, dot, last);
      const field = entryOf(value.fields, name);
      if (field === undefined && value.isMap) return { value: null, boxed: true };
      if (field !== undefined) {
        if (hasArguments) throw this.error(`${name} has arguments but cannot be invoked as function`);
        return { value: field, boxed: false };
      }
    } else if (isMap(value)) {
      if (hasArguments) throw this.error(`${name} is not a method but has arguments`);
      const found = entryOf(value, name);
      if (found !== undefined) return { value: found, boxed: true };
      if (this.run.missingKey === "error") throw this.error(`map has no entry for key ${quote(name)}`);
      return this.run.missingKey === "zero" ? { value: null, boxed: true } : nothing;
    }
    throw this.error(`can't evaluate field ${name} in type ${boxed ? "interface {}" : typeName(value)}`);
  }

  private functionCall(name: string, node: Node, args: readonly Operand[], dot: Held, last: Held | undefined): Held {
    const found = this.run.functions.get(name);
    if (found === undefined) throw this.error(`${quote(name)} is not a defined function`);
    return this.invoke(found, name, node, args, dot, last);
  }

  private invoke(
    { parameters, rest, run }: GoFunction,
    name: string,
    node: Node,
    args: readonly Operand[],
    dot: Held,
    last: Held | undefined,
  ): Held {
    const given = args.slice(1);
    const count = given.length + (last === undefined ? 0 : 1);
    if (rest === undefined ? count !== parameters.length : count < parameters.length) {
      const want = rest === undefined ? parameters.length : `at least ${parameters.length}`;
      const got = rest === undefined ? count : given.length;
      throw this.error(`wrong number of args for ${name}: want ${want} got ${got}`);
    }
    this.spend(1);
    if (name === "and" || name === "or") {
      let held = nothing;
      for (const arg of given) {
        held = this.operand(arg, dot);
        if (isTrue(held.value) === (name === "or")) return held;
      }
      return last ?? held;
    }
    const values = given.map((arg, index) => this.argument(arg, parameters[index] ?? rest ?? "any", dot));
    if (last !== undefined) values.push(this.fit(last, parameters[given.length] ?? rest ?? "any"));
    try {
      const value = run(values, this);
      return { value, boxed: value === null };
    } catch (error) {
      if (!(error instanceof GoCallError)) throw error;
      this.node = node;
      const [callee] = name === "call" ? given : [];
      const message = callee === undefined ? error.message : error.message.replace("*", showNode(callee));
      throw this.error(`error calling ${name}: ${message}`);
    }
  }

  /** An operand that is no constant, as it is. */
  private operand(node: Operand, dot: Held): Held {
    this.node = node;
    switch (node.kind) {
      case "dot":
        return dot;
      case "field":
        return this.fields(dot, node.names, node, dot, [], undefined);
      case "variable":
        return this.variable(node, dot, [], undefined);
      case "pipe":
        return this.pipeline(node, dot);
      case "identifier":
        return this.functionCall(node.name, node, [], dot, undefined);
      case "chain":
        return this.chain(node, dot, [], undefined);
      case "nil":
        return nothing;
      default:
        return plain(this.constant(node));
    }
  }

  private argument(node: Operand, type: ParameterType, dot: Held): unknown {
    this.node = node;
    switch (node.kind) {
      case "nil":
        if (type === "any" || type === "value" || type === "map" || type === "list") return this.fit(nothing, type);
        throw this.error(`cannot assign nil to ${goTypes[type]}`);
      case "bool":
      case "number":
      case "string":
        return this.literal(node, type);
      default:
        return this.fit(this.operand(node, dot), type);
    }
  }

  /** A constant for a parameter. */
  private literal(node: Extract<Operand, { kind: "bool" | "number" | "string" }>, type: ParameterType): unknown {
    switch (type) {
      case "any":
      case "value":
        return this.constant(node);
      case "bool":
        if (node.kind === "bool") return node.value;
        throw this.error(`expected bool; found ${showNode(node)}`);
      case "string":
        if (node.kind === "string") return node.text;
        throw this.error(`expected string; found ${showNode(node)}`);
      case "int":
      case "int64":
        if (node.kind === "number" && node.int !== undefined) return type === "int" ? Number(node.int) : node.int;
        throw this.error(`expected integer; found ${showNode(node)}`);
      case "float64":
        if (node.kind === "number") return node.float;
        throw this.error(`expected float; found ${showNode(node)}`);
      default:
        throw this.error(`can't handle ${showNode(node)} for arg of type ${goTypes[type]}`);
    }
  }

  /** A value for a parameter, as {@link GoFunction.run} takes it. */
  private fit({ value, boxed }: Held, type: ParameterType): unknown {
    if (type === "value") return value;
    if (type === "any") return value ?? null;
    if (value === undefined) {
      if (type === "map") return emptyMap();
      if (type === "list") return [];
      throw this.error(`invalid value; expected ${goTypes[type]}`);
    }
    if (type === "map" && isMap(value)) return value;
    if (type === "list" && Array.isArray(value)) return value;
    if (typeName(value) === goTypes[type] && value !== null) {
      if (!(value instanceof GoInt)) return value;
      return type === "int" ? value.number : value.value;
    }
    const got = value === null && boxed ? "interface {}" : typeName(value);
    throw this.error(`wrong type for value; expected ${goTypes[type]}; got ${got}`);
  }
}
