/**
 * Kubernetes' strategic merge patch: objects merge, some lists merge element by element (see `merge-keys.ts`), and
 * directives in the patch say the rest. A port of `k8s.io/apimachinery/pkg/util/strategicpatch`, the order of merged lists
 * included; checked against Kubernetes 1.34.4.
 * @module
 */
import { badRequest, internalFailure } from "../status-messages.ts";
import { type KeyOf, orderMerged } from "./list-order.ts";
import { type FieldStrategy, patchStrategy, type TypeStrategy } from "./merge-keys.ts";
import { goText, goType, isObject, type JsonObject, jsonEqual, setField } from "./values.ts";

const directive = "$patch";
const retainKeys = "$retainKeys";
const deleteFromPrefix = "$deleteFromPrimitiveList/";
const orderPrefix = "$setElementOrder/";

/**
 * Applies a strategic merge patch to an object of a built-in kind. Neither argument is changed; the result shares
 * what stays the same.
 *
 * @throws {@link StatusError} in the API server's words.
 */
export function applyStrategicMergePatch(kind: string, object: JsonObject, patch: JsonObject): JsonObject {
  return mergeObject(object, patch, patchStrategy(kind));
}

function mergeObject(original: JsonObject, patch: JsonObject, type: TypeStrategy): JsonObject {
  if (patch[directive] !== undefined) return directed(patch);
  const result: Record<string, unknown> = { ...original };
  dropUnretained(result, patch);
  const done = mergeOrdered(result, patch, type);
  for (const [key, value] of Object.entries(patch)) {
    if (value === undefined || key === retainKeys || key.startsWith(orderPrefix) || done.has(key)) continue;
    if (key.startsWith(deleteFromPrefix)) deleteItems(result, key.slice(deleteFromPrefix.length), value);
    else if (value === null) delete result[key];
    else mergeField(result, key, value, Object.hasOwn(type, key) ? type[key] : undefined);
  }
  return result;
}

function directed(patch: JsonObject): JsonObject {
  const { [directive]: kind, ...rest } = patch;
  if (kind === "replace") return rest;
  if (kind === "delete") return {};
  throw unknownDirective(kind, patch);
}

function dropUnretained(result: Record<string, unknown>, patch: JsonObject): void {
  const retained = patch[retainKeys];
  if (retained === undefined) return;
  if (!Array.isArray(retained)) throw badRetainKeys();
  for (const [key, value] of Object.entries(patch)) {
    if (value === null || key === retainKeys || key.startsWith(deleteFromPrefix) || key.startsWith(orderPrefix))
      continue;
    if (!retained.includes(key)) throw badRetainKeys();
  }
  for (const key of Object.keys(result)) if (!retained.includes(key)) delete result[key];
}

/** Merges the lists whose order the patch dictates; answers which fields are done with. */
function mergeOrdered(result: Record<string, unknown>, patch: JsonObject, type: TypeStrategy): ReadonlySet<string> {
  const done = new Set<string>();
  for (const [directiveKey, order] of Object.entries(patch)) {
    if (!directiveKey.startsWith(orderPrefix)) continue;
    const key = directiveKey.slice(orderPrefix.length);
    const field = Object.hasOwn(type, key) ? type[key] : undefined;
    const original = result[key];
    const patched = patch[key];
    if (!Array.isArray(order)) throw internalFailure(`expected a []interface {}, but received a ${goType(order)}`);
    const keyOf = keyer(field?.mergeKey);
    if (Array.isArray(patched)) requireOrder(patched, order, keyOf);
    let merged: readonly unknown[];
    if (Array.isArray(original) && Array.isArray(patched)) merged = mergeList(original, patched, field);
    else if (Array.isArray(original) && patched === undefined) merged = original;
    else if (Array.isArray(patched)) merged = withoutDirectives(patched) as readonly unknown[];
    else continue;
    const before = Array.isArray(original) ? original : [];
    const changes = Array.isArray(patched) ? patched : [];
    if (before.length + changes.length === 0) throw internalFailure("no elements in any of the given slices");
    result[key] = orderMerged(merged, order, serverOrder(before, changes, keyOf), keyOf);
    done.add(key);
  }
  return done;
}

/**
 * The server's order as Kubernetes sees it after it merged: new elements have moved into the places of deleted ones,
 * because Go's slices share their memory.
 */
function serverOrder(before: readonly unknown[], changes: readonly unknown[], keyOf: KeyOf): readonly unknown[] {
  const directives = changes.filter((item): item is JsonObject => isObject(item) && item[directive] !== undefined);
  if (directives.some((item) => item[directive] === "replace")) return before;
  const has = (list: readonly unknown[], item: unknown) => list.some((one) => jsonEqual(keyOf(one), keyOf(item)));
  const kept = before.filter((item) => !has(directives, item));
  const added = changes.filter((item) => !directives.includes(item as JsonObject) && !has(kept, item));
  return [...kept, ...added].slice(0, before.length);
}

function requireOrder(patched: readonly unknown[], order: readonly unknown[], keyOf: KeyOf): void {
  let at = 0;
  for (const item of patched) {
    if (isObject(item) && item[directive] !== undefined) continue;
    const found = order.findIndex((one, index) => index >= at && jsonEqual(keyOf(one), keyOf(item)));
    if (found < 0) {
      const message = `The order in patch list:\n${goText(patched)}\n doesn't match $setElementOrder list:\n${goText(order)}\n`;
      throw internalFailure(message);
    }
    at = found + 1;
  }
}

function mergeField(
  result: Record<string, unknown>,
  key: string,
  value: unknown,
  field: FieldStrategy | undefined,
): void {
  const original = Object.hasOwn(result, key) ? result[key] : undefined;
  if (original === undefined) {
    const clean = withoutDirectives(withoutNulls(value));
    if (clean !== undefined) setField(result, key, clean);
  } else if (isObject(original) && isObject(value)) {
    setField(result, key, field?.strategy === "replace" ? value : mergeObject(original, value, field?.type ?? {}));
  } else if (Array.isArray(original) && Array.isArray(value)) {
    setField(result, key, mergeList(original, value, field));
  } else {
    setField(result, key, value);
  }
}

function deleteItems(result: Record<string, unknown>, key: string, items: unknown): void {
  const original = result[key];
  if (Array.isArray(original) && Array.isArray(items)) result[key] = original.filter((item) => !items.includes(item));
}

function mergeList(
  original: readonly unknown[],
  patch: readonly unknown[],
  field: FieldStrategy | undefined,
): readonly unknown[] {
  if (field?.strategy !== "merge") return patch;
  const objects = [...original, ...patch].filter(isObject).length;
  if (objects !== 0 && objects !== original.length + patch.length) {
    throw internalFailure(`list element types are not identical: ${goText([original, patch])}`);
  }
  const keyOf = keyer(field.mergeKey);
  if (objects === 0) return orderMerged([...new Set([...original, ...patch])], patch, original, keyOf);
  if (field.mergeKey === undefined) throw internalFailure("cannot merge lists without merge key for list");
  return mergeElements(original as readonly JsonObject[], patch as readonly JsonObject[], field, field.mergeKey);
}

function mergeElements(
  original: readonly JsonObject[],
  patch: readonly JsonObject[],
  field: FieldStrategy,
  mergeKey: string,
): readonly unknown[] {
  const keyOf = keyer(mergeKey);
  let kept = original;
  let replace = false;
  const plain: JsonObject[] = [];
  for (const element of patch) {
    const kind = element[directive];
    if (kind === undefined) {
      plain.push(element);
    } else if (kind === "delete") {
      const key = requireKey(element, mergeKey);
      kept = kept.filter((item) => !jsonEqual(keyOf(item), key));
    } else if (kind === "replace") {
      replace = true;
    } else if (kind === "merge") {
      throw internalFailure("merging lists cannot yet be specified in the patch");
    } else {
      throw unknownDirective(kind, element);
    }
  }
  if (replace) return plain;
  const merged: JsonObject[] = [...kept];
  for (const element of plain) {
    const key = requireKey(element, mergeKey);
    const index = merged.findIndex((item) => jsonEqual(keyOf(item), key));
    const existing = merged[index];
    if (existing === undefined) merged.push(asDecoded(element) as JsonObject);
    else merged[index] = mergeObject(existing, element, field.type ?? {});
  }
  return orderMerged(merged, plain, kept, keyOf);
}

function requireKey(element: JsonObject, mergeKey: string): unknown {
  if (element[mergeKey] === undefined) {
    throw internalFailure(`map: ${goText(element)} does not contain declared merge key: ${mergeKey}`);
  }
  return element[mergeKey];
}

function keyer(mergeKey: string | undefined): KeyOf {
  return mergeKey === undefined ? (item) => item : (item) => (isObject(item) ? item[mergeKey] : item);
}

function withoutNulls(value: unknown): unknown {
  if (!isObject(value)) return value;
  const result: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(value)) if (inner !== null) setField(result, key, withoutNulls(inner));
  return result;
}

/** A part of the patch that meets nothing in the original; undefined when it says that it wants to be deleted. */
function withoutDirectives(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDirectives).filter((item) => item !== undefined);
  if (!isObject(value)) return value;
  if (value[directive] === "delete") return undefined;
  const result: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(value)) {
    if (isDirective(key)) continue;
    const clean = withoutDirectives(inner);
    if (clean !== undefined) setField(result, key, clean);
  }
  return result;
}

/** A new element is taken as it is; decoding it into its type drops directives and nulls, but not what they are about. */
function asDecoded(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asDecoded);
  if (!isObject(value)) return value;
  const result: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(value)) {
    if (inner !== null && !isDirective(key)) setField(result, key, asDecoded(inner));
  }
  return result;
}

function isDirective(key: string): boolean {
  return key === directive || key === retainKeys || key.startsWith(orderPrefix) || key.startsWith(deleteFromPrefix);
}

function badRetainKeys(): Error {
  return badRequest("invalid patch format of retainKeys");
}

function unknownDirective(kind: unknown, patch: JsonObject): Error {
  return internalFailure(`unknown patch type: ${goText(kind)} in map: ${goText(patch)}`);
}
