/**
 * The patches of the API that need nothing but the object.
 * @module
 */
import type { KindInfo } from "../kinds.ts";
import type { Patch } from "../kube-api.ts";
import type { KubeObject } from "../objects/meta.ts";
import { StatusError } from "../status-error.ts";
import { applyJsonPatch } from "./json-patch.ts";
import { applyMergePatch } from "./merge-patch.ts";
import { applyStrategicMergePatch } from "./strategic-merge-patch.ts";

/**
 * Applies a JSON, merge or strategic merge patch; server-side apply needs the owners of fields, which only a server knows. The object is not changed; the result shares what stays the same, and is not yet
 * validated or given defaults.
 *
 * @throws {@link StatusError} in the API server's words.
 */
export function applyPatch(kind: KindInfo, object: KubeObject, patch: Exclude<Patch, { type: "apply" }>): unknown {
  switch (patch.type) {
    case "json":
      return applyJsonPatch(object, patch.operations);
    case "merge":
      return applyMergePatch(object, patch.body);
    case "strategic":
      if (kind.custom) {
        throw StatusError.of(
          "UnsupportedMediaType",
          "the body of the request was in an unknown format - accepted media types include: " +
            "application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml",
        );
      }
      return applyStrategicMergePatch(kind.kind, object, patch.body);
  }
}

export { applyJsonPatch } from "./json-patch.ts";
export { type FieldStrategy, patchStrategy, type TypeStrategy } from "./merge-keys.ts";
export { applyMergePatch } from "./merge-patch.ts";
export { applyStrategicMergePatch } from "./strategic-merge-patch.ts";
