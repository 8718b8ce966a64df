/**
 * Rules for PersistentVolumes, in Kubernetes' words.
 * @module
 */
import { type FieldError, fieldForbidden, fieldInvalid, fieldNotSupported, fieldRequired } from "@aiops-gym/cluster";
import { type Draft, draftOf, isDraft, maybeObjectIn, objectIn, sameJson } from "../draft.ts";
import { internalForm } from "../types/internal-form.ts";
import { nameIfSet, oneOfIfSet } from "./common-rules.ts";
import type { KindRules } from "./kind-rules.ts";
import { accessModeErrors, sizeErrors } from "./persistent-volume-claim.ts";
import { nodeSelectorErrors } from "./pod-placement.ts";
import { oneOf } from "./pod-spec.ts";
import { sourceRules } from "./pod-volumes.ts";
import { unifiedDiff } from "./unified-diff.ts";

const notSources = new Set(["capacity", "claimRef", "nodeAffinity"]);

export const persistentVolumeRules: KindRules = { object: volumeErrors, update: volumeUpdateErrors };

function sorted(amounts: Draft | undefined): Draft | null {
  if (amounts === undefined) return null;
  return Object.fromEntries(Object.entries(amounts).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function volumeErrors(object: Draft): FieldError[] {
  const spec = objectIn(object, "spec");
  const errors = accessModeErrors(spec, "");
  const capacity = maybeObjectIn(spec, "capacity");
  if (capacity === undefined) errors.push(fieldRequired("spec.capacity"));
  const alone = capacity?.["storage"] !== undefined && Object.keys(capacity).length === 1;
  if (!alone) errors.push(fieldNotSupported("spec.capacity", sorted(capacity), ["storage"]));
  for (const name in capacity)
    if (name === "storage") errors.push(...sizeErrors("spec.capacity[storage]", capacity[name]));
  const policy = spec["persistentVolumeReclaimPolicy"];
  errors.push(...oneOf("spec.persistentVolumeReclaimPolicy", policy, ["Delete", "Recycle", "Retain"]));
  const affinity = maybeObjectIn(maybeObjectIn(spec, "nodeAffinity"), "required");
  if (affinity !== undefined) errors.push(...nodeSelectorErrors("spec.nodeAffinity.required", affinity));
  const hostPath = maybeObjectIn(spec, "hostPath");
  const where = String(hostPath?.["path"] ?? "");
  if (hostPath !== undefined) errors.push(...(sourceRules["hostPath"]?.("spec.hostPath", hostPath) ?? []));
  const sources = Object.keys(spec).filter((key) => isDraft(spec[key]) && !notSources.has(key));
  const order = ["hostPath", "nfs", "csi", "local"];
  sources.sort((a, b) => order.indexOf(a) - order.indexOf(b));
  if (sources.length === 0) errors.push(fieldRequired("spec", "must specify a volume type"));
  for (const extra of sources.slice(1)) {
    errors.push(fieldForbidden(`spec.${extra}`, "may not specify more than 1 volume type"));
  }
  if (sources[0] === "local" && affinity === undefined) {
    errors.push(fieldRequired("spec.nodeAffinity", "Local volume requires node affinity"));
  }
  if (where === "/" && policy === "Recycle") {
    const detail = "may not be 'recycle' for a hostPath mount of '/'";
    errors.push(fieldForbidden("spec.persistentVolumeReclaimPolicy", detail));
  }
  errors.push(...nameIfSet("spec.storageClassName", spec["storageClassName"]));
  errors.push(...oneOfIfSet("spec.volumeMode", spec["volumeMode"], ["Block", "Filesystem"]));
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
  const errors: FieldError[] = [];
  const mode = after["volumeMode"];
  if (mode !== before["volumeMode"]) errors.push(fieldInvalid("volumeMode", mode, "field is immutable"));
  for (const field of changeableOfVolumes) {
    delete before[field];
    delete after[field];
  }
  if (sameJson(before, after)) return errors;
  const type = "PersistentVolumeSource";
  const diff = unifiedDiff(internalForm(type, before), internalForm(type, after));
  const detail = `spec.persistentvolumesource is immutable after creation\n${diff}`;
  return [fieldForbidden("spec.persistentvolumesource", detail), ...errors];
}
