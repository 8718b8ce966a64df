/**
 * Rules for PersistentVolumeClaims, in Kubernetes' words.
 * @module
 */
import { compareQuantities, type FieldError, fieldForbidden, fieldInvalid, fieldRequired } from "@aiops-gym/cluster";
import { type Draft, draftOf, maybeObjectIn, objectIn, sameJson } from "../draft.ts";
import type { KindRules } from "./kind-rules.ts";
import { restore } from "./pod.ts";
import { oneOf } from "./pod-spec.ts";

const accessModes = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"];

export const persistentVolumeClaimRules: KindRules = { object: claimErrors, update: claimUpdateErrors };

function claimErrors(object: Draft): FieldError[] {
  return claimSpecErrors("spec", objectIn(object, "spec"));
}

/** What is wrong with what a claim, or a template of claims, asks for. */
export function claimSpecErrors(path: string, spec: Draft): FieldError[] {
  const errors = accessModeErrors(spec, "at least 1 access mode is required", path);
  const storage = maybeObjectIn(maybeObjectIn(spec, "resources"), "requests")?.["storage"];
  if (storage === undefined) errors.push(fieldRequired(`${path}.resources[storage]`));
  else errors.push(...sizeErrors(`${path}.resources[storage]`, storage));
  return errors;
}

/** What is wrong with the access modes of a claim or volume. */
export function accessModeErrors(spec: Draft, detail: string, path = "spec"): FieldError[] {
  const modes: unknown = spec["accessModes"];
  if (!Array.isArray(modes) || modes.length === 0) return [fieldRequired(`${path}.accessModes`, detail)];
  const errors: FieldError[] = [];
  for (const mode of modes) errors.push(...oneOf(`${path}.accessModes`, mode, accessModes));
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
  const detail =
    "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims";
  return [fieldForbidden("spec", detail)];
}
