/**
 * Rules for PersistentVolumeClaims, in Kubernetes' words.
 * @module
 */
import { compareQuantities, type FieldError, fieldForbidden, fieldInvalid, fieldRequired } from "@aiops-gym/cluster";
import { type Draft, draftOf, maybeObjectIn, objectIn, sameJson } from "../draft.ts";
import { internalForm } from "../types/internal-form.ts";
import { nameIfSet, oneOfIfSet } from "./common-rules.ts";
import type { KindRules } from "./kind-rules.ts";
import { restore } from "./pod.ts";
import { oneOf } from "./pod-spec.ts";
import { selectorErrors } from "./selector.ts";
import { unifiedDiff } from "./unified-diff.ts";

const accessModes = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"];

export const persistentVolumeClaimRules: KindRules = { object: claimErrors, update: claimUpdateErrors };

function claimErrors(object: Draft): FieldError[] {
  return claimSpecErrors("spec", objectIn(object, "spec"));
}

/** What is wrong with what a claim, or a template of claims, asks for. */
export function claimSpecErrors(path: string, spec: Draft): FieldError[] {
  const errors = accessModeErrors(spec, "at least 1 access mode is required", path);
  errors.unshift(...selectorErrors(`${path}.selector`, maybeObjectIn(spec, "selector")));
  const storage = maybeObjectIn(maybeObjectIn(spec, "resources"), "requests")?.["storage"];
  if (storage === undefined) errors.push(fieldRequired(`${path}.resources[storage]`));
  else errors.push(...sizeErrors(`${path}.resources[storage]`, storage));
  errors.push(...nameIfSet(`${path}.storageClassName`, spec["storageClassName"]));
  errors.push(...oneOfIfSet(`${path}.volumeMode`, spec["volumeMode"], ["Block", "Filesystem"]));
  return errors;
}

/** What is wrong with the access modes of a claim or volume. */
export function accessModeErrors(spec: Draft, detail: string, path = "spec"): FieldError[] {
  const modes: unknown = spec["accessModes"];
  if (!Array.isArray(modes) || modes.length === 0) return [fieldRequired(`${path}.accessModes`, detail)];
  const errors: FieldError[] = [];
  for (const mode of modes) errors.push(...oneOf(`${path}.accessModes`, mode, accessModes));
  if (modes.length > 1 && modes.includes("ReadWriteOncePod")) {
    errors.push(fieldForbidden(`${path}.accessModes`, "may not use ReadWriteOncePod with other access modes"));
  }
  return errors;
}

/** What is wrong with an amount of storage. */
export function sizeErrors(field: string, size: unknown): FieldError[] {
  return compareQuantities(String(size), "0") > 0 ? [] : [fieldInvalid(field, size, "must be greater than zero")];
}

function claimUpdateErrors(next: Draft, previous: Draft): FieldError[] {
  const before = objectIn(previous, "spec");
  const after = draftOf(objectIn(next, "spec"));
  const bound = maybeObjectIn(previous, "status")?.["phase"] === "Bound";
  const size = maybeObjectIn(maybeObjectIn(after, "resources"), "requests")?.["storage"];
  const sizeBefore = maybeObjectIn(maybeObjectIn(before, "resources"), "requests")?.["storage"];
  if (bound && compareQuantities(String(size), String(sizeBefore)) >= 0) restore(after, before, "resources");
  // binding fills this in, once
  if (before["volumeName"] === undefined) delete after["volumeName"];
  if (sameJson(after, before)) return [];
  const type = "PersistentVolumeClaimSpec";
  const detail =
    "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims";
  const diff = unifiedDiff(internalForm(type, before), internalForm(type, after));
  return [fieldForbidden("spec", `${detail}\n${diff}`)];
}
