/**
 * Rules for volumes, claims, config maps and secrets, in Kubernetes' words.
 * @module
 */
import { compareQuantities, type FieldError, fieldInvalid, fieldNotSupported, fieldRequired } from "@aiops-gym/cluster";
import { type Draft, isDraft, maybeObjectIn, objectIn } from "../draft.ts";
import { oneOf } from "./pod-spec.ts";

const accessModes = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"];
const notSources = new Set(["capacity", "claimRef", "nodeAffinity"]);

/** What is wrong with a claim. */
export function claimErrors(object: Draft): FieldError[] {
  const spec = objectIn(object, "spec");
  const errors = accessModeErrors(spec, "at least 1 access mode is required");
  const storage = maybeObjectIn(maybeObjectIn(spec, "resources"), "requests")?.["storage"];
  if (storage === undefined) errors.push(fieldRequired("spec.resources[storage]"));
  else errors.push(...sizeErrors("spec.resources[storage]", storage));
  return errors;
}

/** What is wrong with a volume. */
export function volumeErrors(object: Draft): FieldError[] {
  const spec = objectIn(object, "spec");
  const errors = accessModeErrors(spec, "");
  const capacity = maybeObjectIn(spec, "capacity");
  if (capacity?.["storage"] === undefined) {
    errors.push(fieldRequired("spec.capacity"));
    errors.push(fieldNotSupported("spec.capacity", capacity ?? null, ["storage"]));
  } else errors.push(...sizeErrors("spec.capacity[storage]", capacity["storage"]));
  const policy = spec["persistentVolumeReclaimPolicy"];
  errors.push(...oneOf("spec.persistentVolumeReclaimPolicy", policy, ["Delete", "Recycle", "Retain"]));
  const hostPath = maybeObjectIn(spec, "hostPath");
  if (hostPath !== undefined && (hostPath["path"] ?? "") === "") errors.push(fieldRequired("spec.hostPath.path"));
  const sources = Object.keys(spec).filter((key) => isDraft(spec[key]) && !notSources.has(key));
  if (sources.length === 0) errors.push(fieldRequired("spec", "must specify a volume type"));
  return errors;
}

function accessModeErrors(spec: Draft, detail: string): FieldError[] {
  const modes: unknown = spec["accessModes"];
  if (!Array.isArray(modes) || modes.length === 0) return [fieldRequired("spec.accessModes", detail)];
  const errors: FieldError[] = [];
  for (const mode of modes) errors.push(...oneOf("spec.accessModes", mode, accessModes));
  return errors;
}

function sizeErrors(field: string, size: unknown): FieldError[] {
  return compareQuantities(String(size), "0") > 0 ? [] : [fieldInvalid(field, size, "must be greater than zero")];
}

/** What is wrong with the keys of a config map or secret. */
export function dataErrors(object: Draft): FieldError[] {
  const errors: FieldError[] = [];
  for (const key in maybeObjectIn(object, "data")) {
    if (/^[-._a-zA-Z0-9]+$/.test(key)) continue;
    const rule =
      "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  " +
      "or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";
    errors.push(fieldInvalid(`data[${key}]`, key, rule));
  }
  return errors;
}
