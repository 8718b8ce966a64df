/**
 * Pruning and defaulting of custom resources.
 * @module
 */
import { type Draft, isDraft } from "../draft.ts";
import type { JsonSchema } from "./json-schema.ts";

/** Drops what the schema does not name, in place. */
export function prune(value: unknown, schema: JsonSchema, root = true): void {
  if (Array.isArray(value)) {
    for (const item of value) prune(item, schema.items ?? {}, false);
    return;
  }
  if (!isDraft(value)) return;
  const keeps = schema["x-kubernetes-preserve-unknown-fields"] === true;
  const rest = isDraft(schema.additionalProperties) ? (schema.additionalProperties as JsonSchema) : undefined;
  for (const field of Object.keys(value)) {
    if ((root || schema["x-kubernetes-embedded-resource"] === true) && isMeta(field)) continue;
    const inner = schema.properties?.[field] ?? rest;
    if (inner !== undefined) prune(value[field], inner, false);
    else if (!keeps && schema.additionalProperties !== true) delete value[field];
  }
}

function isMeta(field: string): boolean {
  return field === "apiVersion" || field === "kind" || field === "metadata";
}

/** Fills in defaults, in place; a null where there is a default, and none is allowed, counts as absent. */
export function fillDefaults(value: unknown, schema: JsonSchema): void {
  if (Array.isArray(value)) {
    for (const item of value) fillDefaults(item, schema.items ?? {});
    return;
  }
  if (!isDraft(value)) return;
  for (const [field, inner] of Object.entries(schema.properties ?? {})) {
    if (value[field] === null && inner.nullable !== true && inner.default !== undefined) delete value[field];
    if (value[field] === undefined && inner.default !== undefined) value[field] = structuredClone(inner.default);
    if (value[field] === null && inner.nullable !== true) delete value[field];
    if (value[field] !== undefined) fillDefaults(value[field], inner);
  }
  const rest = schema.additionalProperties;
  if (!isDraft(rest)) return;
  for (const field in value)
    if (schema.properties?.[field] === undefined) fillDefaults(value[field], rest as JsonSchema);
}

/** The fields of an object that are no metadata. */
export function bodyOf(object: Draft): Draft {
  return Object.fromEntries(Object.entries(object).filter(([field]) => !isMeta(field)));
}
