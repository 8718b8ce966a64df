/**
 * The merge of server-side apply: an applied configuration laid over an object, and fields taken out of it.
 * @module
 */
import { type Draft, isDraft } from "../draft.ts";
import { itemsByElement } from "./compare-fields.ts";
import { below, type FieldSet } from "./field-set.ts";
import { formOf, type ItemsShape, itemElement, itemShape, type SetShape, type Shape } from "./shape.ts";

/** The object with what the configuration says; neither is changed. */
export function mergeApplied(live: unknown, applied: unknown, shape: Shape): unknown {
  if (applied === undefined) return live;
  if (live === undefined || live === null) return applied;
  const form = formOf(shape, applied);
  if (form === "atomic" || formOf(shape, live) !== form) return applied;
  if (shape.form === "object" && isDraft(live) && isDraft(applied)) {
    const merged: Draft = { ...live };
    for (const field in applied) merged[field] = mergeApplied(live[field], applied[field], shape.at(field));
    return merged;
  }
  if (shape.form === "items" || shape.form === "set") return mergeItems(live, applied, shape);
  return applied;
}

/** Items of both: the applied ones in their order, those of the object alone where they stood among the shared ones. */
function mergeItems(live: unknown, applied: unknown, shape: ItemsShape | SetShape): readonly unknown[] {
  const left = itemsByElement(live, shape);
  const right = itemsByElement(applied, shape);
  const lefts = [...left.keys()];
  const rights = [...right.keys()];
  const shared = rights.filter((element) => left.has(element));
  const merged: unknown[] = [];
  const take = (element: string): void => {
    merged.push(mergeApplied(left.get(element), right.get(element), itemShape(shape)));
  };
  let next = 0;
  let l = 0;
  let r = 0;
  while (l < lefts.length || r < rights.length) {
    const leftElement = lefts[l];
    const rightElement = rights[r];
    if (leftElement !== undefined && rightElement !== undefined) {
      if (leftElement === rightElement) {
        take(leftElement);
        l += 1;
        r += 1;
        if (shared[next] === leftElement) next += 1;
        continue;
      }
      if (right.has(leftElement) && shared[next] !== undefined && shared[next] !== leftElement) {
        l += 1;
        continue;
      }
    }
    if (leftElement !== undefined && !right.has(leftElement)) {
      take(leftElement);
      l += 1;
      continue;
    }
    if (rightElement === undefined) break;
    take(rightElement);
    r += 1;
    if (shared[next] === rightElement) next += 1;
  }
  return merged;
}

/** The object without some fields and all that is below them. */
export function withoutFields(value: unknown, fields: FieldSet, shape: Shape, path = ""): unknown {
  const form = formOf(shape, value);
  if (form === "atomic" || value === null) return value;
  if (shape.form === "object" && isDraft(value)) {
    const kept: Draft = {};
    for (const field in value) {
      const here = below(path, `f:${field}`);
      if (!fields.has(here)) kept[field] = withoutFields(value[field], fields, shape.at(field), here);
    }
    return kept;
  }
  if ((shape.form === "items" || shape.form === "set") && Array.isArray(value)) {
    return value.flatMap((item: unknown) => {
      const here = below(path, itemElement(shape, item));
      return fields.has(here) ? [] : [withoutFields(item, fields, itemShape(shape), here)];
    });
  }
  return value;
}
