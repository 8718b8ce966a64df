/**
 * Draws the variables of requests.
 * @module
 */
import type { RequestType, VariableSpec } from "@aiops-gym/application";
import { nextInt, nextWeighted, type RandomStream } from "../kernel/random.ts";
import type { Variables } from "../processes/task.ts";
import { parseTemplate, printVariable, renderTemplate } from "../processes/template.ts";

type Values = Record<string, string | readonly string[]>;

/** Kilometers of a degree of latitude. */
const kilometersPerDegree = 111.195;

/** All variables of a request, in their order; `given` ones are taken instead of drawn. Frozen. */
export function drawVariables(
  stream: RandomStream,
  type: RequestType,
  given: Readonly<Record<string, string>> = {},
): Variables {
  const values: Values = {};
  for (const { name, spec } of type.variables) {
    const text = given[name];
    const value = text ?? drawVariable(stream, spec, values);
    values[name] = typeof value === "object" ? Object.freeze(value) : value;
  }
  values["request.url"] = renderTemplate(parseTemplate(type.url), (name) => printVariable(values[name]));
  return Object.freeze(values);
}

function textOf(values: Values, name: string): string {
  return printVariable(values[name]) ?? "";
}

function pad(value: number, digits: number | undefined): string {
  return digits === undefined ? String(value) : String(value).padStart(digits, "0");
}

function drawVariable(stream: RandomStream, spec: VariableSpec, values: Values): string | readonly string[] {
  switch (spec.kind) {
    case "integer":
      return pad(spec.min + nextInt(stream, spec.max - spec.min + 1), spec.digits);
    case "choice": {
      const index = spec.weights === undefined ? nextInt(stream, spec.of.length) : nextWeighted(stream, spec.weights);
      return spec.of[index] ?? "";
    }
    case "integer-after": {
      const from = Number(textOf(values, spec.variable)) + 1;
      return pad(from + nextInt(stream, Math.max(1, spec.max - from + 1)), spec.digits);
    }
    case "sample":
      return sample(stream, spec.count, spec.of);
    case "decimal":
      return (spec.base + nextInt(stream, spec.steps) * spec.size).toFixed(spec.decimals);
    case "template":
      return renderTemplate(parseTemplate(spec.text), (name) => printVariable(values[name]));
    case "integers-between": {
      const list: string[] = [];
      const to = Number(textOf(values, spec.to));
      for (let value = Number(textOf(values, spec.after)) + 1; value <= to; value++) list.push(pad(value, spec.digits));
      return list;
    }
    case "nearest":
      return nearest(spec, Number(textOf(values, spec.latitude)), Number(textOf(values, spec.longitude)));
    case "intersection": {
      const list = values[spec.list];
      const items = typeof list === "object" ? list : [list ?? ""];
      return items.filter((item) => spec.among.includes(item));
    }
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
function sample(stream: RandomStream, count: number, of: number): readonly string[] {
  const swapped = new Map<number, number>();
  const list: string[] = [];
  for (let index = 0; index < Math.min(count, of); index++) {
    const chosen = index + nextInt(stream, of - index);
    list.push(String((swapped.get(chosen) ?? chosen) + 1));
    swapped.set(chosen, swapped.get(index) ?? index);
  }
  return list;
}

function nearest(
  spec: Extract<VariableSpec, { kind: "nearest" }>,
  latitude: number,
  longitude: number,
): readonly string[] {
  const limit = spec.withinKilometers * spec.withinKilometers;
  const names: string[] = [];
  const distances: number[] = [];
  for (const point of spec.points) {
    const north = (latitude - point.latitude) * kilometersPerDegree;
    const east = (longitude - point.longitude) * point.kilometersPerDegreeOfLongitude;
    const distance = north * north + east * east;
    if (distance > limit) continue;
    // The few nearest, in order: insertion is cheaper than sorting all.
    let at = distances.length;
    while (at > 0 && (distances[at - 1] ?? 0) > distance) at -= 1;
    if (at >= spec.count) continue;
    distances.splice(at, 0, distance);
    names.splice(at, 0, point.name);
    if (names.length > spec.count) {
      names.pop();
      distances.pop();
    }
  }
  return names;
}
