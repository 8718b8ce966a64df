/**
 * `$((...))`.
 * @module
 */
import type { WordNode } from "just-bash";

/** A parsed expression. */
export type ArithExpr = Extract<WordNode["parts"][number], { type: "ArithmeticExpansion" }>["expression"]["expression"];

/** What an expression reads and sets. */
export interface ArithmeticScope {
  get(name: string): string;
  set(name: string, value: string): void;
}

/** The shell's words for an expression that has no value. */
export class ArithmeticError extends Error {}

const compute: Readonly<Record<string, (left: number, right: number) => number>> = {
  "+": (left, right) => left + right,
  "-": (left, right) => left - right,
  "*": (left, right) => left * right,
  "/": (left, right) => Math.trunc(nonZero(left, right)),
  "%": (left, right) => left - right * Math.trunc(nonZero(left, right)),
  "<<": (left, right) => left * 2 ** right,
  ">>": (left, right) => Math.floor(left / 2 ** right),
  "<": (left, right) => Number(left < right),
  "<=": (left, right) => Number(left <= right),
  ">": (left, right) => Number(left > right),
  ">=": (left, right) => Number(left >= right),
  "==": (left, right) => Number(left === right),
  "!=": (left, right) => Number(left !== right),
  "&": (left, right) => left & right,
  "|": (left, right) => left | right,
  "^": (left, right) => left ^ right,
  "&&": (left, right) => Number(left !== 0 && right !== 0),
  "||": (left, right) => Number(left !== 0 || right !== 0),
  ",": (_left, right) => right,
};

function nonZero(left: number, right: number): number {
  if (right === 0) throw new ArithmeticError("divide by zero");
  return left / right;
}

/**
 * The value of an expression.
 *
 * @throws {@link ArithmeticError}
 */
export function evaluateArithmetic(node: ArithExpr, scope: ArithmeticScope): number {
  switch (node.type) {
    case "ArithNumber":
      return node.value;
    case "ArithVariable":
    case "ArithSpecialVar":
      return numberOf(scope.get(node.name));
    case "ArithGroup":
    case "ArithNested":
      return evaluateArithmetic(node.expression, scope);
    case "ArithBinary": {
      const left = evaluateArithmetic(node.left, scope);
      if (node.operator === "&&" && left === 0) return 0;
      if (node.operator === "||" && left !== 0) return 1;
      return compute[node.operator]?.(left, evaluateArithmetic(node.right, scope)) ?? 0;
    }
    case "ArithUnary": {
      const value = evaluateArithmetic(node.operand, scope);
      if (node.operator === "-") return -value;
      if (node.operator === "!") return Number(value === 0);
      if (node.operator === "~") return ~value;
      if (node.operator === "+") return value;
      const next = node.operator === "++" ? value + 1 : value - 1;
      if (node.operand.type === "ArithVariable") scope.set(node.operand.name, String(next));
      return node.prefix ? next : value;
    }
    case "ArithTernary":
      return evaluateArithmetic(
        evaluateArithmetic(node.condition, scope) === 0 ? node.alternate : node.consequent,
        scope,
      );
    case "ArithAssignment": {
      const value = evaluateArithmetic(node.value, scope);
      const operator = node.operator.slice(0, -1);
      const result =
        operator === "" ? value : (compute[operator]?.(numberOf(scope.get(node.variable)), value) ?? value);
      scope.set(node.variable, String(result));
      return result;
    }
    case "ArithBracedExpansion":
      return numberOf(scope.get(node.content));
    default:
      throw new ArithmeticError("arithmetic syntax error");
  }
}

function numberOf(text: string): number {
  const trimmed = text.trim();
  if (trimmed === "") return 0;
  const value = Number(trimmed);
  if (!Number.isFinite(value)) throw new ArithmeticError("arithmetic syntax error");
  return Math.trunc(value);
}
