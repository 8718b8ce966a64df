/**
 * Strategic merge patches that put values where others belong.
 * @module
 */
import { fieldInvalid, invalid, type KindInfo, type WriteOptions } from "@aiops-gym/cluster";
import { type Decoded, decodeObject, restoreObject, strictError } from "./decode.ts";
import { isDraft } from "./draft.ts";

/**
 * Lets a patched object pass that is one of its kind.
 *
 * @returns the object decoded, where that was needed to tell.
 * @throws StatusError `Invalid`; it shows the patch, and names no kind.
 */
export function checkPatched(
  info: KindInfo,
  patched: unknown,
  body: unknown,
  options: WriteOptions,
): Decoded | undefined {
  if (info.custom) return undefined;
  const restored = restoreObject(info, patched);
  const why = restored.error ?? unknownErrors(info, patched, restored.decoded, options);
  if (why !== undefined) throw invalid({ group: "", kind: "" }, "", [fieldInvalid("patch", goText(body), why)]);
  return restored.decoded;
}

function unknownErrors(
  info: KindInfo,
  patched: unknown,
  decoded: Decoded | undefined,
  { fieldValidation }: WriteOptions,
): string | undefined {
  if (fieldValidation !== "Strict") return undefined;
  const { unknown } = decoded ?? decodeObject(info, patched);
  return unknown.length === 0 ? undefined : strictError(unknown);
}

/** A value as Go prints it: `map[spec:map[replicas:many]]`. */
function goText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goText).join(" ")}]`;
  if (isDraft(value)) {
    const keys = Object.keys(value).sort();
    return `map[${keys.map((key) => `${key}:${goText(value[key])}`).join(" ")}]`;
  }
  return value === null || value === undefined ? "<nil>" : String(value);
}
