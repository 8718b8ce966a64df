/**
 * `additionalPrinterColumns` of custom resources: columns as a CustomResourceDefinition asks for them.
 * @module
 */
import { fromRfc3339, type KubeObject, type TableColumn, type TableRow, type UnixMicros } from "@aiops-gym/cluster";
import { humanDuration } from "@aiops-gym/shell";
import { isDraft } from "../draft.ts";

/** One column of a definition. */
export interface PrinterColumn {
  readonly name: string;
  readonly type: string;
  readonly jsonPath: string;
  readonly format?: string;
  readonly description?: string;
  readonly priority?: number;
}

/** The column as the table defines it. */
export function printerColumn({
  name,
  type,
  format = "",
  description,
  jsonPath,
  priority = 0,
}: PrinterColumn): TableColumn {
  return {
    name,
    type: type as TableColumn["type"],
    format,
    description: description ?? `Custom resource definition column (in JSONPath format): ${jsonPath}`,
    priority,
  };
}

/** The cell of an object; a field that is missing or of another type is null. */
export function printCustomCell(
  { type, jsonPath }: PrinterColumn,
  object: KubeObject,
  now: UnixMicros,
): TableRow["cells"][number] {
  const found = valuesAt(object, jsonPath);
  const first = found[0];
  if (first === undefined || first === null) return null;
  switch (type) {
    case "integer":
      return typeof first === "number" ? Math.trunc(first) : null;
    case "number":
      return typeof first === "number" ? first : null;
    case "boolean":
      return typeof first === "boolean" ? first : null;
    case "date":
      return typeof first === "string" ? ageOf(first, now) : null;
    default:
      return found.map(textOf).join(" ");
  }
}

function ageOf(time: string, now: UnixMicros): string {
  const at = fromRfc3339(time);
  return Number.isNaN(at) ? "<invalid>" : humanDuration(now - at);
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

// `.spec.a`, `['x.y']`, `[0]`, `[*]`, `[?(@.type=="Ready")]`
const step =
  /\.([A-Za-z0-9_\\./-]*?[A-Za-z0-9_-])(?=[.[]|$)|\['([^']*)'\]|\[(-?\d+|\*)\]|\[\?\(@\.([^=!<> ]+)\s*==\s*["']?([^"')]*)["']?\)\]/gy;

function valuesAt(object: unknown, path: string): readonly unknown[] {
  let values: readonly unknown[] = [object];
  step.lastIndex = 0;
  while (step.lastIndex < path.length) {
    const match = step.exec(path);
    if (match === null) return [];
    const [, field, quoted, index, key, wanted] = match;
    values = values.flatMap((value) => follow(value, { name: field ?? quoted, index, key, wanted }));
  }
  return values.filter((value) => value !== undefined);
}

interface Step {
  readonly name: string | undefined;
  readonly index: string | undefined;
  readonly key: string | undefined;
  readonly wanted: string | undefined;
}

function follow(value: unknown, { name, index, key, wanted }: Step): readonly unknown[] {
  if (name !== undefined) return isDraft(value) && Object.hasOwn(value, name) ? [value[name]] : [];
  if (index === "*") return Array.isArray(value) ? value : isDraft(value) ? Object.values(value) : [];
  if (!Array.isArray(value)) return [];
  if (key !== undefined) return value.filter((item) => isDraft(item) && String(item[key]) === wanted);
  const item: unknown = value.at(Number(index));
  return item === undefined ? [] : [item];
}
