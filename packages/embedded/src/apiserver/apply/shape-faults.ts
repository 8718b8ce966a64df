/**
 * What of an applied configuration does not fit the kind's types.
 * @module
 */
import { isDraft } from "../draft.ts";
import { below, pathText } from "./field-set.ts";
import { itemElement, itemShape, type Scalar, type Shape } from "./shape.ts";

/** The faults, in the words of Kubernetes' typed values: `.spec.replicas: expected numeric (int or float), got string`. */
export function shapeFaults(value: unknown, shape: Shape, path = ""): readonly string[] {
  if (value === null || value === undefined) return [];
  if (shape.form === "atomic") return shape.scalar === undefined ? [] : scalarFaults(value, shape.scalar, path);
  if (shape.form === "object") {
    if (shape.anything === true) return [];
    if (!isDraft(value)) return [`${pathText(path)}: expected map, got ${goValue(value)}`];
    return Object.keys(value)
      .sort()
      .flatMap((field) => {
        const here = below(path, `f:${field}`);
        if (shape.closed === true && !shape.declares(field)) return [`${pathText(here)}: field not declared in schema`];
        return shapeFaults(value[field], shape.at(field), here);
      });
  }
  if (!Array.isArray(value)) return [`${pathText(path)}: expected list, got ${goValue(value)}`];
  const seen = new Set<string>();
  const faults: string[] = [];
  for (const item of value as readonly unknown[]) {
    const element = itemElement(shape, item);
    if (seen.has(element)) {
      const key = pathText(element);
      faults.push(`${pathText(path)}: duplicate entries for key ${key}`);
    }
    seen.add(element);
    faults.push(...shapeFaults(item, itemShape(shape), below(path, element)));
  }
  return faults;
}

function scalarFaults(value: unknown, scalar: Scalar, path: string): readonly string[] {
  if (typeof value === scalar) return [];
  const where = pathText(path);
  if (scalar === "number") return [`${where}: expected numeric (int or float), got ${goType(value)}`];
  return [`${where}: expected ${scalar}, got ${goValue(value)}`];
}

function goType(value: unknown): string {
  if (typeof value === "boolean") return "bool";
  if (typeof value === "number") return Number.isInteger(value) ? "int64" : "float64";
  if (Array.isArray(value)) return "[]interface {}";
  return typeof value === "string" ? "string" : "map[string]interface {}";
}

function goValue(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  return isDraft(value) || Array.isArray(value)
    ? `&{${JSON.stringify(value)}}`
    : `&value.valueUnstructured{Value:${String(value)}}`;
}
