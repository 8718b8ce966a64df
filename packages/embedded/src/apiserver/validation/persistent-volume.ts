/**
 * Rules for PersistentVolumes, in Kubernetes' words.
 * @module
 */
import { type FieldError, fieldForbidden, fieldNotSupported, fieldRequired } from "@aiops-gym/cluster";
import { type Draft, draftOf, isDraft, maybeObjectIn, objectIn, sameJson } from "../draft.ts";
import type { KindRules } from "./kind-rules.ts";
import { accessModeErrors, sizeErrors } from "./persistent-volume-claim.ts";
import { oneOf } from "./pod-spec.ts";

const notSources = new Set(["capacity", "claimRef", "nodeAffinity"]);

export const persistentVolumeRules: KindRules = { object: volumeErrors, update: volumeUpdateErrors };

function volumeErrors(object: Draft): FieldError[] {
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

const changeableOfVolumes = [
  "accessModes",
  "capacity",
  "claimRef",
  "mountOptions",
  "nodeAffinity",
  "persistentVolumeReclaimPolicy",
  "storageClassName",
  "volumeMode",
];

function volumeUpdateErrors(next: Draft, previous: Draft): FieldError[] {
  const before = draftOf(objectIn(previous, "spec"));
  const after = draftOf(objectIn(next, "spec"));
  for (const field of changeableOfVolumes) {
    delete before[field];
    delete after[field];
  }
  if (sameJson(before, after)) return [];
  const detail = "spec.persistentvolumesource is immutable after creation";
  return [fieldForbidden("spec.persistentvolumesource", detail)];
}
