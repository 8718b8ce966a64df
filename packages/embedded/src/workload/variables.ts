/**
 * Draws the variables of requests.
 * @module
 */
import type { RequestType, VariableSpec } from "@aiops-gym/application";
import { nextInt, nextWeighted, type Source } from "../kernel/random.ts";
import type { Variables } from "../processes/task.ts";
import { parseTemplate, printVariable, renderTemplate } from "../processes/template.ts";
import { NearestFinder } from "./nearest.ts";

/** Variables that are being drawn. */
export type Values = Record<string, string | readonly string[]>;

/** All variables of a request, in their order; `given` ones are taken instead of drawn. Frozen. */
export function drawVariables(
  stream: Source,
  type: RequestType,
  given: Readonly<Record<string, string>> = {},
): Variables {
  return completeVariables(type, drawValues(stream, type, given));
}

/** As {@link drawVariables}, but for what {@link completeVariables} adds: most requests are through before anybody asks for that. */
export function drawValues(
  stream: Source,
  type: RequestType,
  given: Readonly<Record<string, string>> = nothing,
): Values {
  const values: Values = {};
  for (const { name, spec } of type.variables) values[name] = given[name] ?? drawVariable(stream, spec, values);
  return values;
}

const nothing: Readonly<Record<string, string>> = {};

/** What users ask for. */
export function urlOf(type: RequestType, values: Values): string {
  return renderTemplate(parseTemplate(type.url), (name) => printVariable(values[name]));
}

/** Adds the URL, and freezes. */
export function completeVariables(type: RequestType, values: Values): Variables {
  for (const name in values) if (typeof values[name] === "object") Object.freeze(values[name]);
  values["request.url"] = urlOf(type, values);
  return Object.freeze(values);
}

function textOf(values: Values, name: string): string {
  return printVariable(values[name]) ?? "";
}

const numbers = new Map<string, number>();

function numberOf(values: Values, name: string): number {
  return numberOfText(textOf(values, name));
}

/** The number that a text is; the same few texts come again and again. */
export function numberOfText(text: string): number {
  let value = numbers.get(text);
  if (value === undefined) {
    value = Number(text);
    if (numbers.size < mostPadded) numbers.set(text, value);
  }
  return value;
}

type BetweenSpec = Extract<VariableSpec, { kind: "integers-between" }>;
const between = new WeakMap<BetweenSpec, Map<number, readonly string[]>>();
/** Lists are kept for numbers below this. */
const mostBetween = 1_000;

/** Numbers after `from` up to `to`, as texts. Lists are shared, and frozen. */
export function integersBetween(spec: BetweenSpec, from: number, to: number): readonly string[] {
  let lists = between.get(spec);
  if (lists === undefined) {
    lists = new Map();
    between.set(spec, lists);
  }
  const isKept = from >= 0 && to >= 0 && from < mostBetween && to < mostBetween;
  const known = isKept ? lists.get(from * mostBetween + to) : undefined;
  if (known !== undefined) return known;
  const list: string[] = [];
  for (let value = from; value <= to; value++) list.push(pad(value, spec.digits));
  Object.freeze(list);
  if (isKept && lists.size < mostPadded) lists.set(from * mostBetween + to, list);
  return list;
}

type IntersectionSpec = Extract<VariableSpec, { kind: "intersection" }>;

const amongSets = new WeakMap<IntersectionSpec, ReadonlySet<string>>();

/** The items of a list that are among those of the other. */
export function intersection(spec: IntersectionSpec, list: string | readonly string[] | undefined): readonly string[] {
  let among = amongSets.get(spec);
  if (among === undefined) {
    among = new Set(spec.among);
    amongSets.set(spec, among);
  }
  const items = among;
  return (typeof list === "object" ? list : [list ?? ""]).filter((item) => items.has(item));
}

/** Texts of small numbers, by how many digits they have at least (0: as many as they need). */
const padded: string[][] = [];
const mostPadded = 10_000;

/** A number as a text. */
export function pad(value: number, digits = 0): string {
  padded[digits] ??= [];
  const texts = padded[digits];
  let text = texts[value];
  if (text === undefined) {
    text = String(value).padStart(digits, "0");
    if (value >= 0 && value < mostPadded && digits < 32) texts[value] = text;
  }
  return text;
}

type DecimalSpec = Extract<VariableSpec, { kind: "decimal" }>;
const decimals = new WeakMap<DecimalSpec, string[]>();

/** A step's text. */
export function decimal(spec: DecimalSpec, step: number): string {
  let texts = decimals.get(spec);
  if (texts === undefined) {
    texts = [];
    decimals.set(spec, texts);
  }
  let text = texts[step];
  if (text === undefined) {
    text = (spec.base + step * spec.size).toFixed(spec.decimals);
    texts[step] = text;
  }
  return text;
}

/** Numbers of a decimal's steps, as their texts have them. */
const decimalNumbers = new WeakMap<DecimalSpec, number[]>();

/** The number that a step's text is. */
export function decimalNumber(spec: DecimalSpec, step: number): number {
  let known = decimalNumbers.get(spec);
  if (known === undefined) {
    known = [];
    decimalNumbers.set(spec, known);
  }
  let number = known[step];
  if (number === undefined) {
    number = Number(decimal(spec, step));
    known[step] = number;
  }
  return number;
}

function drawVariable(stream: Source, spec: VariableSpec, values: Values): string | readonly string[] {
  switch (spec.kind) {
    case "integer":
      return pad(spec.min + nextInt(stream, spec.max - spec.min + 1), spec.digits);
    case "choice": {
      const index = spec.weights === undefined ? nextInt(stream, spec.of.length) : nextWeighted(stream, spec.weights);
      return spec.of[index] ?? "";
    }
    case "integer-after": {
      const from = numberOf(values, spec.variable) + 1;
      return pad(from + nextInt(stream, Math.max(1, spec.max - from + 1)), spec.digits);
    }
    case "sample":
      return sample(stream, spec.count, spec.of);
    case "decimal":
      return decimal(spec, nextInt(stream, spec.steps));
    case "template":
      return renderTemplate(parseTemplate(spec.text), (name) => printVariable(values[name]));
    case "integers-between":
      return integersBetween(spec, numberOf(values, spec.after) + 1, numberOf(values, spec.to));
    case "nearest":
      return NearestFinder.of(spec).find(numberOf(values, spec.latitude), numberOf(values, spec.longitude));
    case "intersection":
      return intersection(spec, values[spec.list]);
    case "table": {
      const found = spec.rows[textOf(values, spec.variable)];
      if (found !== undefined) return found;
      const otherwise = values[spec.otherwise];
      if (otherwise === undefined || otherwise === "") return [];
      return typeof otherwise === "object" ? otherwise : [otherwise];
    }
  }
}

/** Floyd's algorithm would bias the order; a partial shuffle does not. */
export function sample(stream: Source, count: number, of: number): readonly string[] {
  const swapped = new Map<number, number>();
  const list: string[] = [];
  for (let index = 0; index < Math.min(count, of); index++) {
    const chosen = index + nextInt(stream, of - index);
    list.push(String((swapped.get(chosen) ?? chosen) + 1));
    swapped.set(chosen, swapped.get(index) ?? index);
  }
  return list;
}
