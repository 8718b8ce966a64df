/**
 * JSON merge patch (RFC 7386).
 * @module
 */
import { isObject, setField } from "./values.ts";

/**
 * Merges a patch into a value: null removes, objects merge, everything else replaces. Neither argument is changed;
 * the result shares what stays the same.
 */
export function applyMergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const source = isObject(target) ? target : {};
  const result: Record<string, unknown> = { ...source };
  for (const [key, value] of Object.entries(patch)) {
    if (value === undefined) continue;
    if (value === null) delete result[key];
    else setField(result, key, applyMergePatch(Object.hasOwn(source, key) ? source[key] : undefined, value));
  }
  return result;
}
