/**
 * Shapes of custom resources, from their schemas.
 * @module
 */
import { atomic, type Shape, untyped } from "../apply/shape.ts";
import { isDraft } from "../draft.ts";
import type { JsonSchema } from "./json-schema.ts";

const shapes = new WeakMap<JsonSchema, Shape>();

/** How server-side apply merges values of a schema. */
export function schemaShape(schema: JsonSchema): Shape {
  let shape = shapes.get(schema);
  if (shape === undefined) {
    shape = makeShape(schema);
    shapes.set(schema, shape);
  }
  return shape;
}

function makeShape(schema: JsonSchema): Shape {
  const { properties = {}, additionalProperties, items = {} } = schema;
  if (schema.type === "array") {
    if (schema["x-kubernetes-list-type"] === "set") return { form: "set" };
    if (schema["x-kubernetes-list-type"] !== "map") return atomic;
    return { form: "items", keys: schema["x-kubernetes-list-map-keys"] ?? [], item: schemaShape(items) };
  }
  if (schema.type !== "object") return schema.type === undefined ? untyped : atomic;
  if (schema["x-kubernetes-map-type"] === "atomic") return atomic;
  const rest = isDraft(additionalProperties) ? (additionalProperties as JsonSchema) : undefined;
  return {
    form: "object",
    declares: (field) => Object.hasOwn(properties, field),
    at: (field) => {
      const inner = properties[field] ?? rest;
      return inner === undefined ? untyped : schemaShape(inner);
    },
  };
}
