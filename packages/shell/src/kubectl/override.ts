/**
 * `--overrides` of `run` and `expose`: a patch of the object that kubectl made.
 * @module
 */
import {
  applyJsonPatch,
  applyMergePatch,
  applyStrategicMergePatch,
  type JsonPatchOperation,
  type Manifest,
} from "@aiops-gym/cluster";
import type { Invocation } from "./invocation.ts";
import { KubectlError } from "./kubectl-error.ts";
import { isTree } from "./tree.ts";

/** The object as `--overrides` and `--override-type` want it. */
export function overridden(call: Invocation, manifest: Manifest): Manifest {
  const text = call.flags.text("overrides");
  if (text === "") return manifest;
  const type = call.flags.text("override-type") || "merge";
  if (!["json", "merge", "strategic"].includes(type)) throw new KubectlError(`invalid override type: ${type}`);
  let patch: unknown;
  try {
    patch = JSON.parse(text);
  } catch {
    throw new KubectlError("Invalid JSON Patch");
  }
  if (type === "json") return applyJsonPatch(manifest, patch as readonly JsonPatchOperation[]) as Manifest;
  if (!isTree(patch)) throw new KubectlError("Invalid JSON Patch");
  return (type === "merge"
    ? applyMergePatch(manifest, patch)
    : applyStrategicMergePatch(manifest.kind, { ...manifest }, patch)) as unknown as Manifest;
}
