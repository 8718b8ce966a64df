/**
 * JSON patch (RFC 6902) with the manners of the library inside Kubernetes' API server, which differ from the RFC:
 * `replace` adds a missing key, `copy` of a missing key copies null, negative indices count from the end, the text before
 * a path's first slash is dropped. Checked against Kubernetes 1.34.4.
 * @module
 */
import type { JsonPatchOperation } from "../kube-api.ts";
import { patchRejected } from "../status-messages.ts";
import { isObject, jsonEqual, setField } from "./values.ts";

/**
 * Applies operations in order. The document is not changed; the result shares what stays the same.
 *
 * @throws {@link StatusError} `Invalid`, with the one sentence Kubernetes has for every failing operation.
 */
export function applyJsonPatch(document: unknown, operations: readonly JsonPatchOperation[]): unknown {
  return operations.reduce<unknown>(applyOperation, document);
}

function applyOperation(document: unknown, operation: JsonPatchOperation): unknown {
  const { op, value = null } = operation;
  const path = pointer(operation.path);
  switch (op) {
    case "add":
      return edit(document, path, (parent, key) => insert(parent, key, value), value);
    case "replace":
      return edit(document, path, (parent, key) => replace(parent, key, value), value);
    case "remove":
      return edit(document, path, remove);
    case "test":
      if (!jsonEqual(read(document, path), value)) throw patchRejected();
      return document;
    case "move": {
      const from = pointer(operation.from);
      const moved = read(document, from);
      return edit(edit(document, from, remove), path, (parent, key) => insert(parent, key, moved), moved);
    }
    case "copy": {
      const copied = read(document, pointer(operation.from));
      return edit(document, path, (parent, key) => insert(parent, key, copied), copied);
    }
    default:
      throw patchRejected();
  }
}

function pointer(text: string | undefined): readonly string[] {
  if (text === undefined) throw patchRejected();
  const [, ...steps] = text.split("/");
  return steps.map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
}

type Parent = readonly unknown[] | Readonly<Record<string, unknown>>;

/** Rebuilds the way from the root to the parent of a path's last step. */
function edit(
  document: unknown,
  path: readonly string[],
  change: (parent: Parent, key: string) => Parent,
  whole?: unknown,
): unknown {
  const [step, ...rest] = path;
  if (step === undefined) {
    if (whole === undefined) throw patchRejected();
    return whole;
  }
  const parent = container(document);
  if (rest.length === 0) return change(parent, step);
  const child = edit(item(parent, step), rest, change);
  return put(parent, Array.isArray(parent) ? String(position(parent, step)) : step, child);
}

function container(value: unknown): Parent {
  if (Array.isArray(value) || isObject(value)) return value;
  throw patchRejected();
}

function read(document: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, step) => item(container(value), step), document);
}

/** A key that an object lacks reads as null; an index that a list lacks is refused. */
function item(parent: Parent, key: string): unknown {
  if (Array.isArray(parent)) return parent[position(parent, key)];
  const value = Object.hasOwn(parent, key) ? (parent as Readonly<Record<string, unknown>>)[key] : undefined;
  return value ?? null;
}

function position(list: readonly unknown[], key: string, length = list.length): number {
  if (!/^[+-]?\d+$/.test(key)) throw patchRejected();
  const index = Number(key) < 0 ? Number(key) + length : Number(key);
  if (index < 0 || index >= length) throw patchRejected();
  return index;
}

function put(parent: Parent, key: string, value: unknown): Parent {
  if (Array.isArray(parent)) return parent.with(Number(key), value);
  const copy: Record<string, unknown> = { ...parent };
  setField(copy, key, value);
  return copy;
}

function insert(parent: Parent, key: string, value: unknown): Parent {
  if (!Array.isArray(parent)) return put(parent, key, value);
  if (key === "-") return [...parent, value];
  return parent.toSpliced(position(parent, key, parent.length + 1), 0, value);
}

function replace(parent: Parent, key: string, value: unknown): Parent {
  return put(parent, Array.isArray(parent) ? String(position(parent, key)) : key, value);
}

function remove(parent: Parent, key: string): Parent {
  if (Array.isArray(parent)) return parent.toSpliced(position(parent, key), 1);
  if (!Object.hasOwn(parent, key)) throw patchRejected();
  const { [key]: _, ...rest } = parent as Readonly<Record<string, unknown>>;
  return rest;
}
