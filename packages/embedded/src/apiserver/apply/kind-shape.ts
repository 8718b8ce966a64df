/**
 * The shape of any kind's objects.
 * @module
 */
import type { KindInfo } from "@aiops-gym/cluster";
import { schemaOf } from "../custom/custom-kinds.ts";
import { schemaShape } from "../custom/schema-shape.ts";
import { builtInShape } from "./built-in-shape.ts";
import { type ObjectShape, type Shape, untyped } from "./shape.ts";

/** The shape of a kind: its types, its schema, or none beside the metadata's. */
export function shapeOf(info: KindInfo): Shape {
  if (!info.custom) return builtInShape(info);
  const schema = schemaOf(info);
  const own = schema === undefined ? untyped : schemaShape(schema);
  const inner = own.form === "object" ? own : untyped;
  const metadata = builtInShape({ apiVersion: "v1", kind: "ObjectMeta" });
  const shape: ObjectShape = {
    form: "object",
    declares: (field) => ["apiVersion", "kind", "metadata"].includes(field) || inner.declares(field),
    at: (field) => (field === "metadata" ? metadata : inner.at(field)),
  };
  return shape;
}
