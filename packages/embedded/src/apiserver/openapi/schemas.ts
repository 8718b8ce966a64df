/**
 * Schemas of the built-in types, under the names of Kubernetes' own document. They are made from the tables by which the server
 * reads objects (`apiserver/types`); nothing is described in words.
 * @module
 */
import type { KindInfo } from "@aiops-gym/cluster";
import { atomicFields, atomicTypes, listTypes } from "../apply/list-types.ts";
import { type FieldType, rowNameOfKind, structOf, typeOfKind, type ValueType } from "../types/index.ts";
import { enums, packages, patchStrategies, requiredFields } from "./published-facts.ts";

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
    this.#found.set(name, schema);
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
      this.#found.set(name, this.#struct(row, name));
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
    for (const field of fields.values()) own.push([field.name, this.#field(row, field)]);
    const required = requiredOf(row, [...fields.values()]);
    return {
      type: "object",
      ...(required.length === 0 ? {} : { required }),
      properties: Object.fromEntries(own.sort(([a], [b]) => (a < b ? -1 : 1))),
      ...(atomicTypes.has(row) ? { "x-kubernetes-map-type": "atomic" } : {}),
      ...(kinds.length === 0 ? {} : { "x-kubernetes-group-version-kind": kinds.map(groupVersionKind) }),
    };
  }

  #field(row: string, { name, type }: FieldType): Schema {
    const id = `${row.slice(row.indexOf(".") + 1)}.${name}`;
    const [strategy, key] = patchStrategies[`${row}.${name}`]?.split(" ") ?? [];
    const list = type.form === "list" ? (listTypes[id] ?? "atomic") : undefined;
    const values = enums[`${row}.${name}`]?.split("|");
    const value = this.#value(type, id);
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

  #value(type: ValueType, id: string): Schema {
    switch (type.form) {
      case "list":
        return { type: "array", items: type.item === undefined ? {} : this.#value({ ...type.item }, id) };
      case "map":
        return { type: "object", additionalProperties: this.#mapValue(type.item, id) };
      case "struct":
        return this.#reference(this.refer(type.name), type.pointer);
      default:
        return basics[type.name] ?? this.#scalar(type, id);
    }
  }

  /** A reference with nothing beside it stands for itself. */
  #mapValue(type: ValueType | undefined, id: string): Schema {
    if (type === undefined) return {};
    const value = this.#value(type, id);
    const [only, ...more] = Object.keys(value);
    const [reference] = (value["allOf"] ?? []) as readonly Schema[];
    return only === "allOf" && more.length === 0 && reference !== undefined ? reference : value;
  }

  #scalar(type: ValueType, id: string): Schema {
    const [name, v2, v3] = scalars[type.name] ?? [];
    if (name !== undefined) {
      this.set(name, (this.#version === 2 ? v2 : v3) ?? {});
      return this.#reference(referenceTo(name, this.#version), true);
    }
    const anything = untyped[id];
    if (anything === undefined) return { type: "object" };
    this.set(anything, { type: "object" });
    return this.#reference(referenceTo(anything, this.#version), type.pointer);
  }

  /** Version 3 cannot say more beside a reference. */
  #reference(reference: Schema, pointer: boolean): Schema {
    if (this.#version === 2) return reference;
    return { ...(pointer ? {} : { default: {} }), allOf: [reference] };
  }
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
