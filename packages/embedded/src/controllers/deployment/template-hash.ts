/**
 * The hash of a pod template, in names and labels: as in Kubernetes a 32-bit FNV-1a in its name alphabet, so of the
 * same form; over canonical JSON instead of a print of Go's structures, so of other values.
 * @module
 */
import type { PodTemplateSpec } from "@aiops-gym/cluster";

// The alphabet of generated names; decimal digits pick from it by character code.
const alphabet = "bcdfghjklmnpqrstvwxz2456789";
const known = new WeakMap<PodTemplateSpec, string>();

/** The hash of a template; `collisions` tells templates apart that would have the same. */
export function templateHash(template: PodTemplateSpec, collisions: number | undefined): string {
  if (collisions === undefined && known.has(template)) return known.get(template) ?? "";
  const hash = withJson(0x811c9dc5, template);
  const name = hashName(collisions === undefined ? hash : withText(hash, `#${collisions}`));
  if (collisions === undefined && Object.isFrozen(template)) known.set(template, name);
  return name;
}

/** A hash in the alphabet of names. */
export function hashName(hash: number): string {
  let name = "";
  for (const digit of String(hash >>> 0)) name += alphabet.charAt(digit.charCodeAt(0) % alphabet.length);
  return name;
}

/** The hash after a text. */
function withText(hash: number, text: string): number {
  let next = hash;
  for (let index = 0; index < text.length; index++) next = Math.imul(next ^ text.charCodeAt(index), 0x01000193);
  return next;
}

/** The hash after a value as JSON, with its fields in the order of their names; the text itself is not made. */
function withJson(hash: number, value: unknown): number {
  let next = hash;
  if (Array.isArray(value)) {
    next = withText(next, "[");
    for (let index = 0; index < value.length; index++) {
      if (index > 0) next = withText(next, ",");
      next = withJson(next, value[index]);
    }
    return withText(next, "]");
  }
  if (typeof value !== "object" || value === null) return withText(next, JSON.stringify(value) ?? "null");
  const object = value as Readonly<Record<string, unknown>>;
  next = withText(next, "{");
  let isFirst = true;
  for (const key of Object.keys(object).sort()) {
    if (object[key] === undefined) continue;
    if (!isFirst) next = withText(next, ",");
    isFirst = false;
    next = withJson(withText(withText(next, JSON.stringify(key)), ":"), object[key]);
  }
  return withText(next, "}");
}
