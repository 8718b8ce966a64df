/**
 * The API's types, read from their rows when first needed.
 * @module
 */
import { accessTypes } from "./access.ts";
import { coreTypes } from "./core.ts";
import { extensionsTypes } from "./extensions.ts";
import { metaTypes } from "./meta.ts";
import { networkingTypes } from "./networking.ts";
import { storageTypes } from "./storage.ts";
import type { TypeRows } from "./type-rows.ts";
import { workloadsTypes } from "./workloads.ts";

const rows: TypeRows = {
  ...accessTypes,
  ...coreTypes,
  ...extensionsTypes,
  ...metaTypes,
  ...networkingTypes,
  ...storageTypes,
  ...workloadsTypes,
};

/** The type of a field's value. */
export interface ValueType {
  readonly form: "basic" | "struct" | "list" | "map";
  /** Of basic types and structs; a struct's names its row. */
  readonly name: string;
  /** What messages call it: `int32`, `v1.PullPolicy`, `[]v1.Container`. */
  readonly label: string;
  readonly pointer: boolean;
  /** Of lists' and maps' values. */
  readonly item: ValueType | undefined;
}

/** A field of a struct. */
export interface FieldType {
  readonly name: string;
  readonly type: ValueType;
  /** When it is left out: never, when it is zero but no struct, when it is zero. */
  readonly omitted: "never" | "empty" | "zero";
}

/** A struct: its fields by name. */
export interface StructType {
  /** As messages call it. */
  readonly label: string;
  readonly fields: ReadonlyMap<string, FieldType>;
}

const basics = new Set(["string", "bool", "int32", "int64", "float64", "bytes", "any"]);
const others = new Set(["Quantity", "IntOrString", "Time", "MicroTime", "Duration"]);
const compiled = new Map<string, StructType>();

/** Kinds whose rows have other names, as two groups have one of that name. */
const rowOfKind: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  HorizontalPodAutoscaler: { "autoscaling/v2": "autoscaling.HorizontalPodAutoscaler" },
  Event: { "events.k8s.io/v1": "events.Event" },
  TokenRequest: { "authentication.k8s.io/v1": "authentication.TokenRequest" },
};

/** The row of a kind's objects, if there is one. */
export function rowNameOfKind(apiVersion: string, kind: string): string {
  return rowOfKind[kind]?.[apiVersion] ?? kind;
}

/** The struct of a kind's objects; absent for kinds that are not built in. */
export function typeOfKind(apiVersion: string, kind: string): StructType | undefined {
  const name = rowNameOfKind(apiVersion, kind);
  return rows[name] === undefined ? undefined : structOf(name);
}

/** The struct of a row. */
export function structOf(name: string): StructType {
  let struct = compiled.get(name);
  if (struct === undefined) {
    const fields = (rows[name] ?? "").split(" ").filter((text) => text !== "");
    struct = {
      label: name.slice(name.indexOf(".") + 1),
      fields: new Map(fields.map(readField).map((field) => [field.name, field])),
    };
    compiled.set(name, struct);
  }
  return struct;
}

function readField(text: string): FieldType {
  const colon = text.indexOf(":");
  const mark = text.charAt(colon - 1);
  const omitted = mark === "?" ? "empty" : mark === "!" ? "zero" : "never";
  const name = text.slice(0, omitted === "never" ? colon : colon - 1);
  return { name, type: readType(text.slice(colon + 1)), omitted };
}

function readType(text: string): ValueType {
  if (text.startsWith("*")) return { ...readType(text.slice(1)), pointer: true };
  const container = text.startsWith("[]") ? "list" : text.startsWith("{}") ? "map" : undefined;
  if (container !== undefined) {
    const item = readType(text.slice(2));
    const amounts = container === "map" && item.name === "Quantity";
    const label = amounts ? "v1.ResourceList" : `${container === "list" ? "[]" : "map[string]"}${item.label}`;
    return { form: container, name: "", label, pointer: false, item };
  }
  const named = /^(\w+)\((.*)\)$/.exec(text);
  const name = named?.[1] ?? text;
  const label = named?.[2] ?? (name === "bytes" ? "[]uint8" : name);
  if (basics.has(name) || others.has(name)) return { form: "basic", name, label, pointer: false, item: undefined };
  return { form: "struct", name, label: `v1.${name.slice(name.indexOf(".") + 1)}`, pointer: false, item: undefined };
}
