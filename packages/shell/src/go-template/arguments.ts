/**
 * How what a template gives becomes what a function takes.
 * @module
 */
import { type Operand, showNode } from "./nodes.ts";
import { emptyMap, GoInt, type GoValue, isMap, type Maybe, type ParameterType, typeName } from "./value.ts";

/** A value, and whether it lies in an interface: an element of a map or list, until a pipeline takes it out. */
export interface Held {
  readonly value: Maybe;
  readonly boxed: boolean;
}

/** An operand that says its value itself. */
export type Literal = Extract<Operand, { kind: "bool" | "number" | "string" }>;

/** A value does not fit a parameter. */
export class ArgumentProblem extends Error {}

/** Go's names of parameters' types. */
export const goTypes: Readonly<Record<ParameterType, string>> = {
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

/** A constant without a parameter that says which type is wanted. */
export function constantOf(node: Literal): GoValue {
  if (node.kind === "bool") return node.value;
  if (node.kind === "string") return node.text;
  if (node.isFloat || node.int === undefined) return node.float;
  return new GoInt(node.int, node.text.startsWith("'") ? "int32" : "int");
}

/** A constant for a parameter. @throws {@link ArgumentProblem} */
export function literalArgument(node: Literal, type: ParameterType): unknown {
  switch (type) {
    case "any":
    case "value":
      return constantOf(node);
    case "bool":
      if (node.kind === "bool") return node.value;
      throw new ArgumentProblem(`expected bool; found ${showNode(node)}`);
    case "string":
      if (node.kind === "string") return node.text;
      throw new ArgumentProblem(`expected string; found ${showNode(node)}`);
    case "int":
    case "int64":
      if (node.kind === "number" && node.int !== undefined) return type === "int" ? Number(node.int) : node.int;
      throw new ArgumentProblem(`expected integer; found ${showNode(node)}`);
    case "float64":
      if (node.kind === "number") return node.float;
      throw new ArgumentProblem(`expected float; found ${showNode(node)}`);
    default:
      throw new ArgumentProblem(`can't handle ${showNode(node)} for arg of type ${goTypes[type]}`);
  }
}

/** A value for a parameter, as {@link GoFunction.run} takes it. @throws {@link ArgumentProblem} */
export function fitArgument({ value, boxed }: Held, type: ParameterType): unknown {
  if (type === "value") return value;
  if (type === "any") return value ?? null;
  if (value === undefined) {
    if (type === "map") return emptyMap();
    if (type === "list") return [];
    throw new ArgumentProblem(`invalid value; expected ${goTypes[type]}`);
  }
  if (type === "map" && isMap(value)) return value;
  if (type === "list" && Array.isArray(value)) return value;
  if (typeName(value) === goTypes[type] && value !== null) {
    if (!(value instanceof GoInt)) return value;
    return type === "int" ? value.number : value.value;
  }
  const got = value === null && boxed ? "interface {}" : typeName(value);
  throw new ArgumentProblem(`wrong type for value; expected ${goTypes[type]}; got ${got}`);
}
