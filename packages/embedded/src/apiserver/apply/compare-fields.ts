/**
 * What differs between two versions of an object, field by field, and which fields an object has.
 * @module
 */
import { isDraft, sameJson } from "../draft.ts";
import { below } from "./field-set.ts";
import {
  formOf,
  type ItemsShape,
  itemElement,
  itemShape,
  type ObjectShape,
  type SetShape,
  type Shape,
} from "./shape.ts";

/** What a change did. */
export interface FieldChanges {
  readonly added: Set<string>;
  readonly modified: Set<string>;
  readonly removed: Set<string>;
}

/** Compares two versions; `undefined` fields are absent, `null` is there and empty. */
export function compareFields(before: unknown, after: unknown, shape: Shape): FieldChanges {
  const changes: FieldChanges = { added: new Set(), modified: new Set(), removed: new Set() };
  compare(changes, "", before, after, shape);
  return changes;
}

function compare(changes: FieldChanges, path: string, before: unknown, after: unknown, shape: Shape): void {
  if (before === undefined && after === undefined) return;
  if (before === after) return;
  if (path !== "") {
    if (before === undefined) changes.added.add(path);
    else if (after === undefined) changes.removed.add(path);
  }
  const form = before === undefined || before === null ? formOf(shape, after) : formOf(shape, before);
  const fits = form !== "atomic" && (isAbsent(before) || isAbsent(after) || formOf(shape, after) === form);
  if (!fits) {
    if (before !== undefined && after !== undefined && !sameJson(before, after)) changes.modified.add(path);
    return;
  }
  if (isEmpty(before) && isEmpty(after)) return;
  if (shape.form === "object") compareObjects(changes, path, before, after, shape);
  else if (shape.form !== "atomic") compareItems(changes, path, before, after, shape);
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}

function isEmpty(value: unknown): boolean {
  if (isAbsent(value)) return true;
  return Array.isArray(value) ? value.length === 0 : isDraft(value) && Object.keys(value).length === 0;
}

function compareObjects(
  changes: FieldChanges,
  path: string,
  before: unknown,
  after: unknown,
  shape: ObjectShape,
): void {
  const a = isDraft(before) ? before : {};
  const b = isDraft(after) ? after : {};
  for (const field in b) {
    // Versions share what did not change.
    if (a[field] !== b[field]) compare(changes, below(path, `f:${field}`), a[field], b[field], shape.at(field));
  }
  for (const field in a) {
    if (b[field] === undefined && a[field] !== undefined)
      compare(changes, below(path, `f:${field}`), a[field], undefined, shape.at(field));
  }
}

function compareItems(
  changes: FieldChanges,
  path: string,
  before: unknown,
  after: unknown,
  shape: ItemsShape | SetShape,
): void {
  const a = itemsByElement(before, shape);
  const b = itemsByElement(after, shape);
  const inner = itemShape(shape);
  for (const [element, item] of b) {
    const earlier = a.get(element);
    if (earlier !== item) compare(changes, below(path, element), earlier, item, inner);
  }
  for (const [element, item] of a) {
    if (!b.has(element)) compare(changes, below(path, element), item, undefined, inner);
  }
}

/** A list's items by their path elements, in order. */
export function itemsByElement(list: unknown, shape: ItemsShape | SetShape): ReadonlyMap<string, unknown> {
  const items: readonly unknown[] = Array.isArray(list) ? list : [];
  return new Map(items.map((item) => [itemElement(shape, item), item]));
}

/** The fields that an applied configuration names. */
export function fieldsOf(value: unknown, shape: Shape, path = "", into = new Set<string>()): Set<string> {
  const form = formOf(shape, value);
  if (form === "atomic" || (shape.form !== "object" && shape.form !== "items" && shape.form !== "set")) {
    if (path !== "") into.add(path);
    return into;
  }
  if (shape.form === "object") {
    const object = isDraft(value) ? value : {};
    for (const field in object) {
      const inner = object[field];
      const here = below(path, `f:${field}`);
      if (inner === null || !shape.declares(field) || (isDraft(inner) && Object.keys(inner).length === 0))
        into.add(here);
      fieldsOf(inner, shape.at(field), here, into);
    }
    return into;
  }
  for (const [element, item] of itemsByElement(value, shape)) {
    into.add(below(path, element));
    fieldsOf(item, itemShape(shape), below(path, element), into);
  }
  return into;
}
