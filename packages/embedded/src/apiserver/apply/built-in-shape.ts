/**
 * Shapes of the built-in kinds, and their objects before anything is said.
 * @module
 */
import type { KindInfo } from "@aiops-gym/cluster";
import type { Draft } from "../draft.ts";
import { type FieldType, type StructType, structOf, typeOfKind, type ValueType } from "../types/index.ts";
import { atomicFields, atomicTypes, keyDefaults, listTypes } from "./list-types.ts";
import { atomic, type Scalar, type Shape, untyped } from "./shape.ts";

const scalars: Readonly<Record<string, Scalar>> = {
  string: "string",
  Time: "string",
  MicroTime: "string",
  bool: "boolean",
  int32: "number",
  int64: "number",
  float64: "number",
};
const shapes = new Map<string, Shape>();

/** The shape of a built-in kind; what has no types is untyped. */
export function builtInShape({ apiVersion, kind }: Pick<KindInfo, "apiVersion" | "kind">): Shape {
  const struct = typeOfKind(apiVersion, kind);
  return struct === undefined ? untyped : structShape(struct);
}

function structShape(struct: StructType): Shape {
  const known = shapes.get(struct.label);
  if (known !== undefined) return known;
  const shape: Shape = {
    form: "object",
    closed: true,
    declares: (field) => struct.fields.has(field) || field === "apiVersion" || field === "kind",
    at: (field) => fieldShape(struct, struct.fields.get(field)),
  };
  shapes.set(struct.label, shape);
  return shape;
}

function fieldShape(struct: StructType, field: FieldType | undefined): Shape {
  if (field === undefined) return atomic;
  const { type, name } = field;
  const id = `${struct.label}.${name}`;
  if (atomicFields.has(id)) return atomic;
  if (type.form !== "list") return valueShape(type);
  const how = listTypes[id];
  if (how === undefined || type.item === undefined) return atomic;
  if (how === "set") return { form: "set" };
  const defaults = keyDefaults[id];
  return {
    form: "items",
    keys: how.split(" "),
    ...(defaults === undefined ? {} : { keyDefaults: defaults }),
    item: valueShape(type.item),
  };
}

function valueShape(type: ValueType): Shape {
  if (type.form === "struct") {
    const struct = structOf(type.name);
    return atomicTypes.has(struct.label) ? atomic : structShape(struct);
  }
  const { item } = type;
  const scalar = type.form === "basic" ? scalars[type.name] : undefined;
  if (scalar !== undefined) return { form: "atomic", scalar };
  if (type.form !== "map" || item === undefined) return atomic;
  return { form: "object", declares: () => false, at: () => valueShape(item) };
}

const depthLimit = 8;

/**
 * An object of the kind that nobody has filled in, as Go writes it: objects that are no pointers are there and empty, and what is
 * always written is null.
 */
export function zeroObject({ apiVersion, kind }: Pick<KindInfo, "apiVersion" | "kind">): Draft {
  const struct = typeOfKind(apiVersion, kind);
  return struct === undefined ? { metadata: {} } : zeroOf(struct, 0);
}

function zeroOf(struct: StructType, depth: number): Draft {
  const zero: Draft = {};
  for (const { name, type, omitted } of struct.fields.values()) {
    if (type.form === "struct" && !type.pointer && omitted !== "zero" && depth < depthLimit) {
      zero[name] = zeroOf(structOf(type.name), depth + 1);
    } else if (omitted === "never") zero[name] = null;
  }
  return zero;
}
