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
  const text = canonical(template) + (collisions === undefined ? "" : `#${collisions}`);
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  const name = hashName(hash);
  if (collisions === undefined && Object.isFrozen(template)) known.set(template, name);
  return name;
}

/** A hash in the alphabet of names. */
export function hashName(hash: number): string {
  let name = "";
  for (const digit of String(hash >>> 0)) name += alphabet.charAt(digit.charCodeAt(0) % alphabet.length);
  return name;
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const object = value as Readonly<Record<string, unknown>>;
  const fields = Object.keys(object).filter((key) => object[key] !== undefined);
  return `{${fields
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(object[key])}`)
    .join(",")}}`;
}
