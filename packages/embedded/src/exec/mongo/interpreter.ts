/**
 * Runs the part of JavaScript that scripts for MongoDB's shell use. It walks a syntax tree: nothing of it ever reaches the host's
 * own evaluator, prototypes or globals.
 * @module
 */
import type { AnyNode, Expression, Function as FunctionNode, Pattern, Program, SpreadElement, Super } from "acorn";
import { ShellValue } from "./print.ts";
import {
  binary,
  type Callable,
  HostObject,
  isPlain,
  member,
  ScriptError,
  toScriptError,
  toText,
} from "./script-values.ts";

class Scope {
  readonly values = new Map<string, unknown>();
  readonly parent: Scope | undefined;

  constructor(parent?: Scope) {
    this.parent = parent;
  }

  find(name: string): Scope | undefined {
    if (this.values.has(name)) return this;
    return this.parent?.find(name);
  }
}

const returned = Symbol("return");
const broken = Symbol("break");
const continued = Symbol("continue");
type Completion = { kind: symbol | undefined; value: unknown };
const normal = (value?: unknown): Completion => ({ kind: undefined, value });

/** A script's global scope and its budget. */
export class Interpreter {
  private readonly globals = new Scope();
  private steps = 0;
  private depth = 0;
  readonly resolveGlobal: (name: string) => unknown;

  constructor(resolveGlobal: (name: string) => unknown) {
    this.resolveGlobal = resolveGlobal;
  }

  /** Runs a program; answers the value of its last expression statement. */
  run(program: Program): unknown {
    let last: unknown;
    for (const node of program.body) {
      const completion = this.statement(node, this.globals);
      if (completion.kind !== undefined) break;
      if (node.type === "ExpressionStatement") last = completion.value;
    }
    return last;
  }

  private tick(): void {
    this.steps += 1;
    if (this.steps > 200_000) throw new ScriptError("Error", "script ran too long");
  }

  private block(nodes: readonly AnyNode[], scope: Scope): Completion {
    for (const node of nodes) {
      const completion = this.statement(node, scope);
      if (completion.kind !== undefined) return completion;
    }
    return normal();
  }

  private statement(node: AnyNode, scope: Scope): Completion {
    this.tick();
    switch (node.type) {
      case "ExpressionStatement":
        return normal(this.evaluate(node.expression, scope));
      case "VariableDeclaration":
        for (const { id, init } of node.declarations)
          this.bind(id, init ? this.evaluate(init, scope) : undefined, scope);
        return normal();
      case "FunctionDeclaration":
        this.bind(node.id, this.closure(node, scope), scope);
        return normal();
      case "BlockStatement":
        return this.block(node.body, new Scope(scope));
      case "EmptyStatement":
        return normal();
      case "IfStatement":
        if (this.evaluate(node.test, scope)) return this.statement(node.consequent, scope);
        return node.alternate ? this.statement(node.alternate, scope) : normal();
      case "ReturnStatement":
        return { kind: returned, value: node.argument ? this.evaluate(node.argument, scope) : undefined };
      case "BreakStatement":
        return { kind: broken, value: undefined };
      case "ContinueStatement":
        return { kind: continued, value: undefined };
      case "ThrowStatement":
        throw toScriptError(this.evaluate(node.argument, scope));
      case "TryStatement":
        return this.tryStatement(node, scope);
      case "WhileStatement":
      case "DoWhileStatement":
      case "ForStatement":
        return this.loop(node, scope);
      case "ForOfStatement":
      case "ForInStatement":
        return this.iterate(node, scope);
      default:
        throw new ScriptError("Error", `${node.type} is not supported by this shell`);
    }
  }

  private tryStatement(node: Extract<AnyNode, { type: "TryStatement" }>, scope: Scope): Completion {
    let completion: Completion;
    try {
      completion = this.statement(node.block, scope);
    } catch (error) {
      if (!(error instanceof ScriptError) || !node.handler) throw error;
      const inner = new Scope(scope);
      if (node.handler.param) this.bind(node.handler.param, error, inner);
      completion = this.statement(node.handler.body, inner);
    }
    if (node.finalizer) {
      const last = this.statement(node.finalizer, scope);
      if (last.kind !== undefined) return last;
    }
    return completion;
  }

  private loop(
    node: Extract<AnyNode, { type: "WhileStatement" | "DoWhileStatement" | "ForStatement" }>,
    outer: Scope,
  ): Completion {
    const scope = new Scope(outer);
    if (node.type === "ForStatement" && node.init) {
      if (node.init.type === "VariableDeclaration") this.statement(node.init, scope);
      else this.evaluate(node.init, scope);
    }
    for (let first = true; ; first = false) {
      const skipTest = first && node.type === "DoWhileStatement";
      if (!skipTest && node.test && !this.evaluate(node.test, scope)) return normal();
      const completion = this.statement(node.body, scope);
      if (completion.kind === broken) return normal();
      if (completion.kind === returned) return completion;
      if (node.type === "ForStatement" && node.update) this.evaluate(node.update, scope);
    }
  }

  private iterate(node: Extract<AnyNode, { type: "ForOfStatement" | "ForInStatement" }>, outer: Scope): Completion {
    const over = this.evaluate(node.right, outer);
    const items: readonly unknown[] =
      node.type === "ForInStatement"
        ? Object.keys(isPlain(over) ? over : {})
        : Array.isArray(over)
          ? over
          : over instanceof HostObject
            ? ((over.get("toArray") as Callable | undefined)?.() as unknown[])
            : [];
    for (const item of items) {
      const scope = new Scope(outer);
      if (node.left.type === "VariableDeclaration") this.bind(node.left.declarations[0]?.id, item, scope);
      else this.assign(node.left, item, scope);
      const completion = this.statement(node.body, scope);
      if (completion.kind === broken) break;
      if (completion.kind === returned) return completion;
    }
    return normal();
  }

  private bind(target: Pattern | null | undefined, value: unknown, scope: Scope): void {
    if (target?.type !== "Identifier") throw new ScriptError("Error", "only plain names can be declared in this shell");
    scope.values.set(target.name, value);
  }

  private assign(target: Pattern | AnyNode, value: unknown, scope: Scope): void {
    if (target.type === "Identifier") {
      (scope.find(target.name) ?? this.globals).values.set(target.name, value);
      return;
    }
    if (target.type !== "MemberExpression") throw new ScriptError("SyntaxError", "invalid assignment left-hand side");
    const object = this.evaluate(target.object, scope);
    const key = this.keyOf(target, scope);
    if (!isPlain(object) || key === "__proto__") throw new ScriptError("TypeError", `cannot set property ${key}`);
    (object as Record<string, unknown>)[key] = value;
  }

  private keyOf(node: Extract<AnyNode, { type: "MemberExpression" }>, scope: Scope): string {
    if (!node.computed && node.property.type === "Identifier") return node.property.name;
    if (node.property.type === "PrivateIdentifier") throw new ScriptError("SyntaxError", "illegal character");
    return String(this.evaluate(node.property, scope));
  }

  private closure(node: FunctionNode | AnyNode, scope: Scope): Callable {
    if (
      node.type !== "FunctionDeclaration" &&
      node.type !== "FunctionExpression" &&
      node.type !== "ArrowFunctionExpression"
    ) {
      throw new ScriptError("Error", "not a function");
    }
    const { params, body } = node;
    return (...args) => {
      this.depth += 1;
      if (this.depth > 100) throw new ScriptError("InternalError", "too much recursion");
      const inner = new Scope(scope);
      params.forEach((param, index) => {
        this.bind(param, args[index], inner);
      });
      try {
        if (body.type !== "BlockStatement") return this.evaluate(body, inner);
        const completion = this.block(body.body, inner);
        return completion.kind === returned ? completion.value : undefined;
      } finally {
        this.depth -= 1;
      }
    };
  }

  private evaluate(node: Expression | Super | SpreadElement | AnyNode, scope: Scope): unknown {
    this.tick();
    switch (node.type) {
      case "Literal":
        return "regex" in node && node.regex ? new ShellValue(node.raw ?? "") : node.value;
      case "Identifier": {
        const found = scope.find(node.name);
        if (found !== undefined) return found.values.get(node.name);
        if (node.name === "undefined") return undefined;
        const value = this.resolveGlobal(node.name);
        if (value === undefined) throw new ScriptError("ReferenceError", `${node.name} is not defined`);
        return value;
      }
      case "TemplateLiteral":
        return node.quasis
          .map((quasi, index) => {
            const inner = node.expressions[index];
            return (quasi.value.cooked ?? "") + (inner === undefined ? "" : toText(this.evaluate(inner, scope)));
          })
          .join("");
      case "ArrayExpression":
        return node.elements.map((element) => (element === null ? undefined : this.evaluate(element, scope)));
      case "ObjectExpression":
        return this.objectOf(node, scope);
      case "FunctionExpression":
      case "ArrowFunctionExpression":
        return this.closure(node, scope);
      case "ParenthesizedExpression":
        return this.evaluate(node.expression, scope);
      case "SequenceExpression":
        return node.expressions.reduce<unknown>((_, expression) => this.evaluate(expression, scope), undefined);
      case "MemberExpression":
        return member(this.evaluate(node.object, scope), this.keyOf(node, scope));
      case "CallExpression":
      case "NewExpression":
        return this.call(node, scope);
      case "ConditionalExpression":
        return this.evaluate(this.evaluate(node.test, scope) ? node.consequent : node.alternate, scope);
      case "LogicalExpression": {
        const left = this.evaluate(node.left, scope);
        if (node.operator === "&&") return left ? this.evaluate(node.right, scope) : left;
        if (node.operator === "||") return left ? left : this.evaluate(node.right, scope);
        return left ?? this.evaluate(node.right, scope);
      }
      case "UnaryExpression":
        return this.unary(node, scope);
      case "BinaryExpression":
        if (node.left.type === "PrivateIdentifier") return undefined;
        return binary(node.operator, this.evaluate(node.left, scope), this.evaluate(node.right, scope));
      case "AssignmentExpression": {
        const right = this.evaluate(node.right, scope);
        const value =
          node.operator === "=" ? right : binary(node.operator.slice(0, -1), this.evaluate(node.left, scope), right);
        this.assign(node.left, value, scope);
        return value;
      }
      case "UpdateExpression": {
        const before = Number(this.evaluate(node.argument, scope));
        const after = node.operator === "++" ? before + 1 : before - 1;
        this.assign(node.argument, after, scope);
        return node.prefix ? after : before;
      }
      default:
        throw new ScriptError("Error", `${node.type} is not supported by this shell`);
    }
  }

  private objectOf(node: Extract<AnyNode, { type: "ObjectExpression" }>, scope: Scope): Record<string, unknown> {
    const object: Record<string, unknown> = {};
    for (const property of node.properties) {
      if (property.type !== "Property") throw new ScriptError("Error", "spread is not supported by this shell");
      const { key } = property;
      let name: string;
      if (property.computed) name = toText(this.evaluate(key, scope));
      else name = key.type === "Identifier" ? key.name : String(key.type === "Literal" ? key.value : "");
      Object.defineProperty(object, name, {
        value: this.evaluate(property.value, scope),
        enumerable: true,
        writable: true,
        configurable: true,
      });
    }
    return object;
  }

  private call(node: Extract<AnyNode, { type: "CallExpression" | "NewExpression" }>, scope: Scope): unknown {
    const { callee } = node;
    let target: unknown;
    let name: string;
    if (callee.type === "MemberExpression") {
      const object = this.evaluate(callee.object, scope);
      name = this.keyOf(callee, scope);
      target = member(object, name);
    } else {
      target = this.evaluate(callee, scope);
      name = callee.type === "Identifier" ? callee.name : "expression";
    }
    const args: unknown[] = [];
    for (const argument of node.arguments) args.push(this.evaluate(argument, scope));
    if (typeof target !== "function") {
      const path =
        callee.type === "MemberExpression" && callee.object.type === "Identifier"
          ? `${callee.object.name}.${name}`
          : name;
      throw new ScriptError("TypeError", `${path} is not a function`);
    }
    return (target as Callable)(...args);
  }

  private unary(node: Extract<AnyNode, { type: "UnaryExpression" }>, scope: Scope): unknown {
    if (node.operator === "typeof" && node.argument.type === "Identifier") {
      const found =
        scope.find(node.argument.name) !== undefined || this.resolveGlobal(node.argument.name) !== undefined;
      if (!found) return "undefined";
    }
    const value = this.evaluate(node.argument, scope);
    switch (node.operator) {
      case "!":
        return !value;
      case "-":
        return -Number(value);
      case "+":
        return Number(value);
      case "typeof":
        return typeof value;
      case "void":
        return undefined;
      default:
        throw new ScriptError("Error", `${node.operator} is not supported by this shell`);
    }
  }
}
