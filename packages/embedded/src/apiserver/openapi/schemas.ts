/**
 * Schemas of the built-in types, under the names of Kubernetes' own document. They are made from the tables by which the server
 * reads objects (`apiserver/types`); words and defaults are those of Kubernetes' own document.
 * @module
 */
import type { KindInfo } from "@aiops-gym/cluster";
import { atomicFields, atomicTypes, listTypes } from "../apply/list-types.ts";
import { type FieldType, rowNameOfKind, structOf, typeOfKind, type ValueType } from "../types/index.ts";
import { enums, packages, patchStrategies, requiredFields } from "./published-facts.ts";
import { wordsOf } from "./published-words.ts";

/** A schema, as either version of OpenAPI writes it. */
export type Schema = Readonly<Record<string, unknown>>;
/** Version 2 (`/openapi/v2`) or 3 (`/openapi/v3`). */
export type OpenApiVersion = 2 | 3;

const machinery = "io.k8s.apimachinery.pkg.apis.meta.v1";
const names = new Map(
  Object.entries(packages).flatMap(([name, types]) =>
    types.split(" ").map((type) => [type, `${name}.${type.slice(type.indexOf(".") + 1)}`] as const),
  ),
);

/** The name of a type's definition: `io.k8s.api.core.v1.Pod`. */
export function definitionName(row: string): string {
  return names.get(row) ?? `io.aiops-gym.unknown.${row}`;
}

/** The name of the definition of a kind; absent for kinds without types. */
export function definitionOfKind({ apiVersion, kind }: Pick<KindInfo, "apiVersion" | "kind">): string | undefined {
  return typeOfKind(apiVersion, kind) === undefined ? undefined : definitionName(rowNameOfKind(apiVersion, kind));
}

/** A reference to a definition. */
export function referenceTo(name: string, version: OpenApiVersion): Schema {
  return { $ref: version === 2 ? `#/definitions/${name}` : `#/components/schemas/${name}` };
}

/** Definitions that fields refer to and that are no structs. */
const scalars: Readonly<Record<string, readonly [name: string, v2: Schema, v3: Schema]>> = {
  Quantity: [
    "io.k8s.apimachinery.pkg.api.resource.Quantity",
    { type: "string" },
    { oneOf: [{ type: "string" }, { type: "number" }] },
  ],
  IntOrString: [
    "io.k8s.apimachinery.pkg.util.intstr.IntOrString",
    { type: "string", format: "int-or-string" },
    { format: "int-or-string", oneOf: [{ type: "integer" }, { type: "string" }] },
  ],
  Time: [`${machinery}.Time`, { type: "string", format: "date-time" }, { type: "string", format: "date-time" }],
  MicroTime: [
    `${machinery}.MicroTime`,
    { type: "string", format: "date-time" },
    { type: "string", format: "date-time" },
  ],
  Duration: [`${machinery}.Duration`, { type: "string" }, { type: "string" }],
};

const basics: Readonly<Record<string, Schema>> = {
  string: { type: "string" },
  bool: { type: "boolean" },
  int32: { type: "integer", format: "int32" },
  int64: { type: "integer", format: "int64" },
  float64: { type: "number", format: "double" },
  bytes: { type: "string", format: "byte" },
};

/** Fields that hold anything, and the definitions that they refer to. */
const untyped: Readonly<Record<string, string>> = {
  "ManagedFieldsEntry.fieldsV1": `${machinery}.FieldsV1`,
  "ControllerRevision.data": "io.k8s.apimachinery.pkg.runtime.RawExtension",
  "CustomResourceValidation.openAPIV3Schema":
    "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps",
};

/** Collects definitions, each with those that it refers to. */
export class Definitions {
  readonly #version: OpenApiVersion;
  readonly #found = new Map<string, Schema>();
  /** Kinds by the name of their definition, for the mark that clients find them by. */
  readonly #kinds: ReadonlyMap<string, readonly KindInfo[]>;

  constructor(version: OpenApiVersion, kinds: readonly KindInfo[]) {
    this.#version = version;
    const byName = new Map<string, KindInfo[]>();
    for (const info of kinds) {
      const name = definitionOfKind(info);
      if (name !== undefined) byName.set(name, [...(byName.get(name) ?? []), info]);
    }
    this.#kinds = byName;
  }

  /** Puts a definition among them. */
  set(name: string, schema: Schema): void {
    this.#found.set(name, { ...description(wordsOf(name).text), ...schema });
  }

  /** All, by name. */
  toObject(): Readonly<Record<string, Schema>> {
    return Object.fromEntries([...this.#found].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** A reference to a row's definition, which is put among them. */
  refer(row: string): Schema {
    const name = definitionName(row);
    if (!this.#found.has(name)) {
      this.#found.set(name, {});
      this.set(name, this.#struct(row, name));
    }
    return referenceTo(name, this.#version);
  }

  #struct(row: string, name: string): Schema {
    const { fields } = structOf(row);
    const kinds = this.#kinds.get(name) ?? [];
    const own: [string, Schema][] =
      kinds.length === 0
        ? []
        : [
            ["apiVersion", { type: "string" }],
            ["kind", { type: "string" }],
          ];
    for (const field of fields.values()) own.push([field.name, this.#field(row, name, field)]);
    const words = wordsOf(name).fields ?? {};
    const required = requiredOf(row, [...fields.values()]);
    return {
      type: "object",
      ...(required.length === 0 ? {} : { required }),
      properties: Object.fromEntries(
        own
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([field, schema]) => [field, { ...description(words[field]), ...schema }]),
      ),
      ...(atomicTypes.has(row) ? { "x-kubernetes-map-type": "atomic" } : {}),
      ...(kinds.length === 0 ? {} : { "x-kubernetes-group-version-kind": kinds.map(groupVersionKind) }),
    };
  }

  #field(row: string, definition: string, { name, type }: FieldType): Schema {
    const id = `${row.slice(row.indexOf(".") + 1)}.${name}`;
    const [strategy, key] = patchStrategies[`${row}.${name}`]?.split(" ") ?? [];
    const list = type.form === "list" ? (listTypes[id] ?? "atomic") : undefined;
    const values = enums[`${row}.${name}`]?.split("|");
    const value = this.#value(type, { id, definition, path: name });
    return {
      ...(values === undefined ? value : withValues(value, values)),
      ...(atomicFields.has(id) ? { "x-kubernetes-map-type": "atomic" } : {}),
      ...(list === undefined
        ? {}
        : list === "atomic" || list === "set"
          ? { "x-kubernetes-list-type": list }
          : { "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": list.split(" ") }),
      ...(strategy === undefined ? {} : { "x-kubernetes-patch-strategy": strategy }),
      ...(key === undefined ? {} : { "x-kubernetes-patch-merge-key": key }),
    };
  }

  /** A value's schema, in version 3 with the value that it has by default. */
  #value(type: ValueType, place: Place): Schema {
    const schema = this.#schema(type, place);
    const { [place.path]: value } = wordsOf(place.definition).defaults ?? {};
    if (this.#version === 2) return schema;
    const { $ref, ...others } = schema;
    return {
      ...(value === undefined ? {} : { default: value }),
      // version 3 cannot say more beside a reference
      ...($ref === undefined ? others : { allOf: [{ $ref }] }),
    };
  }

  #schema(type: ValueType, place: Place): Schema {
    const { id, path } = place;
    switch (type.form) {
      case "list":
        return {
          type: "array",
          items: type.item === undefined ? {} : this.#inner(type.item, { ...place, path: `${path}[]` }),
        };
      case "map":
        return {
          type: "object",
          additionalProperties: type.item === undefined ? {} : this.#inner(type.item, { ...place, path: `${path}{}` }),
        };
      case "struct":
        return this.refer(type.name);
      default:
        return basics[type.name] ?? this.#scalar(type, id);
    }
  }

  /** A list's item or a map's value: a reference with nothing beside it stands for itself. */
  #inner(type: ValueType, place: Place): Schema {
    const value = this.#value(type, place);
    const [only, ...more] = Object.keys(value);
    const [reference] = (value["allOf"] ?? []) as readonly Schema[];
    return only === "allOf" && more.length === 0 && reference !== undefined ? reference : value;
  }

  #scalar(type: ValueType, id: string): Schema {
    const [name, v2, v3] = scalars[type.name] ?? [];
    if (name !== undefined) {
      this.set(name, (this.#version === 2 ? v2 : v3) ?? {});
      return referenceTo(name, this.#version);
    }
    const anything = untyped[id];
    if (anything === undefined) return { type: "object" };
    this.set(anything, { type: "object" });
    return referenceTo(anything, this.#version);
  }
}

/** Where a value stands: its row's and field's name, its definition, and its path as defaults are found by (`ports[]`). */
interface Place {
  readonly id: string;
  readonly definition: string;
  readonly path: string;
}

function description(text: string | undefined): Schema {
  return text === undefined ? {} : { description: text };
}

/** What marks a schema or an operation as a kind's. */
export function groupVersionKind({ group, version, kind }: Pick<KindInfo, "group" | "version" | "kind">): Schema {
  return { group, version, kind };
}

/** A schema of a text, or of a list of texts, with its values. */
function withValues(schema: Schema, values: readonly string[]): Schema {
  const { items } = schema as { readonly items?: Schema };
  return items === undefined ? { ...schema, enum: values } : { ...schema, items: { ...items, enum: values } };
}

function requiredOf(row: string, fields: readonly FieldType[]): readonly string[] {
  const known = requiredFields[row];
  if (known !== undefined) return known === "" ? [] : known.split(" ");
  return fields.filter(({ omitted }) => omitted === "never").map(({ name }) => name);
}
