/**
 * Shapes of values, as far as it matters to the ownership of fields: what is owned as a whole, what field by field, and
 * how the items of lists are told apart.
 * @module
 */
import { isDraft } from "../draft.ts";

/** The shape of a value. */
export type Shape = AtomicShape | ObjectShape | ItemsShape | SetShape;

/** Owned as a whole. */
export interface AtomicShape {
  readonly form: "atomic";
  /** What it must be; absent when anything goes. */
  readonly scalar?: Scalar;
}

/** Types of values that hold no others. */
export type Scalar = "string" | "number" | "boolean";

/** Owned field by field. */
export interface ObjectShape {
  readonly form: "object";
  /** The field is declared; fields that are not are keys of a map, and belong to who set them. */
  readonly declares: (field: string) => boolean;
  /** Fields that are not declared are faults. */
  readonly closed?: true;
  /** Nothing is known of the value: it may be no object at all. */
  readonly anything?: true;
  readonly at: (field: string) => Shape;
}

/** A list whose items are told apart by some of their fields. */
export interface ItemsShape {
  readonly form: "items";
  readonly keys: readonly string[];
  /** What a key is when the item does not say. */
  readonly keyDefaults?: Readonly<Record<string, unknown>>;
  readonly item: Shape;
}

/** A list of different texts or numbers. */
export interface SetShape {
  readonly form: "set";
}

export const atomic: AtomicShape = { form: "atomic" };

/** What has no declared shape: objects field by field, lists as a whole. */
export const untyped: ObjectShape = { form: "object", anything: true, declares: () => false, at: () => untyped };

/** The form in which a value is really looked at: a shape that does not fit, or an untyped list, makes it atomic. */
export function formOf(shape: Shape, value: unknown): Shape["form"] {
  if (shape.form === "object") return isDraft(value) || value === null ? "object" : "atomic";
  if (shape.form === "atomic") return "atomic";
  return Array.isArray(value) || value === null ? shape.form : "atomic";
}

/** The path element of a list's item: `k:{"name":"main"}`. */
export function itemElement(shape: ItemsShape | SetShape, item: unknown): string {
  if (shape.form === "set") return `v:${JSON.stringify(item)}`;
  const keys: Record<string, unknown> = {};
  for (const key of [...shape.keys].sort()) {
    const value = isDraft(item) ? item[key] : undefined;
    const used = value ?? shape.keyDefaults?.[key];
    if (used !== undefined) keys[key] = used;
  }
  return `k:${JSON.stringify(keys)}`;
}

/** The shape of a list's items. */
export function itemShape(shape: ItemsShape | SetShape): Shape {
  return shape.form === "items" ? shape.item : atomic;
}
