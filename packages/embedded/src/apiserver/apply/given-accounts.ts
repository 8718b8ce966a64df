/**
 * `metadata.managedFields` as a write wants them: who moves from plain to server-side apply says whose the fields are from now on.
 * @module
 */
import type { Patch } from "@aiops-gym/cluster";
import type { ManagedEntry } from "./managed-fields.ts";

const path = "/metadata/managedFields";

/** The entries that a write names; `undefined` when it names none, or none that can be read. */
export function givenEntries(metadata: unknown): readonly ManagedEntry[] | undefined {
  const entries = isRecord(metadata) ? metadata["managedFields"] : undefined;
  if (!Array.isArray(entries) || entries.length === 0) return undefined;
  return entries.every(isEntry) ? entries : undefined;
}

/** The entries that a patch names, and what else it does. */
export function splitPatch(patch: Exclude<Patch, { type: "apply" }>): {
  readonly entries: readonly ManagedEntry[] | undefined;
  readonly rest: typeof patch;
} {
  if (patch.type !== "json") return { entries: givenEntries(patch.body["metadata"]), rest: patch };
  const given = patch.operations.findLast((one) => one.path === path && (one.op === "replace" || one.op === "add"));
  const operations = patch.operations.filter((one) => one.path !== path);
  return { entries: givenEntries({ managedFields: given?.value }), rest: { type: "json", operations } };
}

function isEntry(value: unknown): value is ManagedEntry {
  return isRecord(value) && typeof value["manager"] === "string" && isRecord(value["fieldsV1"]);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
