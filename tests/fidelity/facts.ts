/**
 * An object's state as a flat map: paths and values.
 * @module
 */
import type { KubeObject } from "@aiops-gym/cluster";
import { listKeys, type WatchedKind, watchedAnnotations, watchedMetadata } from "./watched-kinds.ts";

/** A value of JSON that holds no other. */
export type Fact = string | number | boolean | null;
/** What counts of an object, by path (`status.conditions[Ready].status`). */
export type Facts = Readonly<Record<string, Fact>>;

// That there is a time counts, when it was is measured by the watch.
const time = /(?:Time|Timestamp|At|scheduledFor)$/;
const ids: ReadonlySet<string> = new Set(["containerID", "imageID", "uid", "resourceVersion"]);

/** What counts of an object of a watched kind. */
export function factsOf(object: KubeObject, watched: WatchedKind): Facts {
  const facts: Record<string, Fact> = {};
  const { metadata } = object;
  for (const field of watchedMetadata) put(facts, `metadata.${field}`, at(metadata, field));
  if (metadata.deletionTimestamp !== undefined) facts["metadata.deleting"] = true;
  for (const { kind, name } of metadata.ownerReferences ?? []) facts[`metadata.owner[${kind}]`] = name;
  for (const [key, value] of Object.entries(metadata.annotations ?? {})) {
    if (watchedAnnotations.some((prefix) => key.startsWith(prefix))) facts[`metadata.annotations[${key}]`] = value;
  }
  for (const field of watched.fields) put(facts, field, at(object, field));
  put(facts, "status", object.status);
  return facts;
}

function at(value: unknown, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>((inner, name) => (inner as Record<string, unknown> | undefined)?.[name], value);
}

function put(facts: Record<string, Fact>, path: string, value: unknown): void {
  if (value === undefined || value === null) return;
  const name = path.slice(path.lastIndexOf(".") + 1);
  if (typeof value !== "object") {
    if (time.test(name)) facts[path] = "TIME";
    else if (ids.has(name)) facts[path] = value === "" ? "" : "ID";
    else facts[path] = value as Fact;
  } else if (Array.isArray(value)) {
    const keys = listKeys[name];
    for (const [index, item] of value.entries()) put(facts, `${path}[${itemKey(item, keys) ?? index}]`, item);
    if (value.length === 0) facts[path] = "[]";
  } else {
    for (const [key, item] of Object.entries(value)) put(facts, `${path}.${key}`, item);
  }
}

function itemKey(item: unknown, keys: readonly string[] | undefined): string | undefined {
  const values = keys?.map((key) => at(item, key)).filter((value) => value !== undefined && value !== "") ?? [];
  // an endpoint goes by its pod or, without one, by its address
  if (keys?.[0] === "targetRef.name") return values.length === 0 ? undefined : String(values[0]);
  return values.length === 0 ? undefined : values.join(" ");
}
