/**
 * Helm's functions of numbers.
 * @module
 */
import { GoCallError } from "../../go-template/template-error.ts";
import { fixed, type GoValue, goInt, goInt64, variadic } from "../../go-template/value.ts";
import { bounded, type FunctionTable, toFloat, toInt64 } from "./support.ts";

function range(start: number, stop: number, step: number): number[] {
  if (stop < start ? step >= 0 : step <= 0) return [];
  const count = bounded(Math.ceil((stop - start) / step), "until");
  return Array.from({ length: Math.max(count, 0) }, (_, index) => start + index * step);
}

const ints = (numbers: readonly number[]): GoValue[] => numbers.map((number) => goInt(number));

function seq(numbers: readonly number[]): string {
  const [first = 0, second = 0, third = 0] = numbers;
  if (numbers.length === 1) {
    const step = first < 1 ? -1 : 1;
    return range(1, first + step, step).join(" ");
  }
  if (numbers.length === 2) {
    const step = second < first ? -1 : 1;
    return range(first, second + step, step).join(" ");
  }
  if (numbers.length !== 3) return "";
  if (third < first && second > 0) return "";
  return range(first, third + (third < first ? -1 : 1), second).join(" ");
}

function divide(a: bigint, b: bigint, part: "quotient" | "rest"): bigint {
  if (b === 0n) throw new GoCallError("runtime error: integer divide by zero");
  return part === "quotient" ? a / b : a % b;
}

/** Ten to a small whole power. */
function powerOfTen(places: number): number {
  return Number(`1e${Math.trunc(places)}`);
}

function round(value: number, places: number, from: number): number {
  const power = powerOfTen(places);
  const digit = power * value;
  return (digit - Math.trunc(digit) >= from ? Math.ceil(digit) : Math.floor(digit)) / power;
}

/** Decimal arithmetic: as many places as the operands have. */
function decimal(values: readonly GoValue[], operate: (a: number, b: number) => number): number {
  const numbers = values.map(toFloat);
  const result = numbers.slice(1).reduce(operate, numbers[0] ?? 0);
  return Number(result.toPrecision(15));
}

export const numberFunctions: FunctionTable = [
  ["add", variadic([], "any", (...values) => goInt64(values.reduce((sum: bigint, value) => sum + toInt64(value), 0n)))],
  ["add1", fixed(["any"], (value) => goInt64(toInt64(value) + 1n))],
  ["sub", fixed(["any", "any"], (a, b) => goInt64(toInt64(a) - toInt64(b)))],
  ["div", fixed(["any", "any"], (a, b) => goInt64(divide(toInt64(a), toInt64(b), "quotient")))],
  ["mod", fixed(["any", "any"], (a, b) => goInt64(divide(toInt64(a), toInt64(b), "rest")))],
  [
    "mul",
    variadic(["any"], "any", (first, ...others) =>
      goInt64(others.reduce((product: bigint, value) => BigInt.asIntN(64, product * toInt64(value)), toInt64(first))),
    ),
  ],
  [
    "max biggest",
    variadic(["any"], "any", (...values) => goInt64(values.map(toInt64).reduce((a, b) => (b > a ? b : a)))),
  ],
  ["min", variadic(["any"], "any", (...values) => goInt64(values.map(toInt64).reduce((a, b) => (b < a ? b : a))))],
  ["maxf", variadic(["any"], "any", (...values) => Math.max(...values.map(toFloat)))],
  ["minf", variadic(["any"], "any", (...values) => Math.min(...values.map(toFloat)))],
  ["floor", fixed(["any"], (value) => Math.floor(toFloat(value)))],
  ["ceil", fixed(["any"], (value) => Math.ceil(toFloat(value)))],
  ["round", variadic(["any", "int"], "float64", (value, places, from = 0.5) => round(toFloat(value), places, from))],
  ["float64", fixed(["any"], toFloat)],
  ["addf", variadic([], "any", (...values) => decimal([0, ...values], (a, b) => a + b))],
  ["add1f", fixed(["any"], (value) => decimal([value, 1], (a, b) => a + b))],
  ["subf", variadic(["any"], "any", (...values) => decimal(values, (a, b) => a - b))],
  ["mulf", variadic(["any"], "any", (...values) => decimal(values, (a, b) => a * b))],
  ["divf", variadic(["any"], "any", (...values) => decimal(values, (a, b) => a / b))],
  ["until", fixed(["int"], (count) => ints(range(0, count, count < 0 ? -1 : 1)))],
  ["untilStep", fixed(["int", "int", "int"], (start, stop, step) => ints(range(start, stop, step)))],
  ["seq", variadic([], "int", (...numbers) => seq(numbers))],
];
