/**
 * The values of a template's pipelines.
 * @module
 */
import { ArgumentProblem, constantOf, fitArgument, goTypes, type Held, literalArgument } from "./arguments.ts";
import {
  type ChainNode,
  type CommandNode,
  locationOf,
  type Node,
  type Operand,
  type PipeNode,
  showNode,
} from "./nodes.ts";
import type { TemplateSet } from "./parser.ts";
import { quote } from "./quote.ts";
import { GoCallError, TemplateError } from "./template-error.ts";
import {
  type CallScope,
  entryOf,
  type GoFunction,
  GoStruct,
  isMap,
  isTrue,
  type Maybe,
  type ParameterType,
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

interface Variable {
  readonly name: string;
  held: Held;
}

/** Nothing comes from the pipeline's earlier command. */
const missing: Held = { value: undefined, boxed: false };
/** No value. */
export const nothing: Held = { value: undefined, boxed: false };
/** A value that lies in no interface. */
export const plain = (value: Maybe): Held => ({ value, boxed: false });

/** How much a function has to do with a value, roughly. */
function sizeOf(value: unknown): number {
  return typeof value === "string" || Array.isArray(value) ? value.length : 0;
}

/** Evaluates pipelines of one template. */
export class ExpressionEvaluator implements CallScope {
  protected readonly run: Execution;
  protected readonly variables: Variable[];
  /** What is under way, for messages. */
  protected node: Node | undefined;
  private readonly name: string;

  constructor(run: Execution, name: string, data: Maybe) {
    this.run = run;
    this.name = name;
    this.variables = [{ name: "$", held: plain(data) }];
  }

  spend(steps: number): void {
    this.run.spent.steps += steps;
    if (this.run.spent.steps > this.run.limits.steps) throw this.error("the template takes too long");
  }

  protected error(message: string): TemplateError {
    const { node } = this;
    if (node === undefined) return new TemplateError(`template: ${this.name}: ${message}`);
    return new TemplateError(
      `template: ${locationOf(node)}: executing ${quote(this.name)} at <${showNode(node)}>: ${message}`,
    );
  }

  protected assign(name: string, held: Held): void {
    const variable = this.variables.findLast((one) => one.name === name);
    if (variable === undefined) throw this.error(`undefined variable: ${name}`);
    variable.held = held;
  }

  protected setTop(fromTop: number, held: Held): void {
    const variable = this.variables.at(-fromTop);
    if (variable !== undefined) variable.held = held;
  }

  protected pipeline(pipe: PipeNode, dot: Held): Held {
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
    if (node.kind === "bool" || node.kind === "string" || node.kind === "number") return constantOf(node);
    throw this.error(`can't handle assignment of ${showNode(node)} to empty interface argument`);
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
    { parameters, rest, run, weight = 1 }: GoFunction,
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
      this.spend(Math.ceil((weight * values.reduce((sum: number, one) => sum + sizeOf(one), 0)) / 50));
      const value = run(values, this);
      this.spend(Math.ceil(sizeOf(value) / 50));
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
        return this.fitted(node, () => literalArgument(node, type));
      default:
        return this.fit(this.operand(node, dot), type);
    }
  }

  private fit(held: Held, type: ParameterType): unknown {
    return this.fitted(this.node, () => fitArgument(held, type));
  }

  private fitted(node: Node | undefined, make: () => unknown): unknown {
    try {
      return make();
    } catch (error) {
      if (!(error instanceof ArgumentProblem)) throw error;
      this.node = node;
      throw this.error(error.message);
    }
  }
}
