/**
 * Conflicts of server-side apply, in Kubernetes' words.
 * @module
 */
import { type StatusCause, StatusError } from "@aiops-gym/cluster";
import { comparePaths, type FieldSet, pathText } from "./field-set.ts";
import type { Writer } from "./managed-fields.ts";

/** Fields that an apply would change and another owns. */
export interface FieldConflict {
  readonly writer: Writer;
  readonly fields: FieldSet;
}

/** The refusal of an apply that would take fields over. */
export function applyConflict(conflicts: readonly FieldConflict[]): StatusError {
  const sorted = [...conflicts].sort((a, b) => comparePaths(writerText(a.writer), writerText(b.writer)));
  const causes: StatusCause[] = [];
  const texts: string[] = [];
  for (const { writer, fields } of sorted) {
    const paths = [...fields].sort(comparePaths).map(pathText);
    for (const field of paths) {
      causes.push({ reason: "FieldManagerConflict", message: `conflict with ${writerText(writer)}`, field });
    }
    const [only] = paths;
    texts.push(
      paths.length === 1
        ? `conflict with ${writerText(writer)}: ${only}`
        : `conflicts with ${writerText(writer)}:\n${paths.map((path) => `- ${path}`).join("\n")}`,
    );
  }
  const count = causes.length;
  const message = `Apply failed with ${count} conflict${count === 1 ? "" : "s"}: ${texts.join("\n")}`;
  return StatusError.of("Conflict", message, { causes });
}

function writerText({ manager, operation, apiVersion, subresource }: Writer): string {
  const name = JSON.stringify(manager) + (subresource === undefined ? "" : ` with subresource "${subresource}"`);
  return operation === "Update" ? `${name} using ${apiVersion}` : name;
}
