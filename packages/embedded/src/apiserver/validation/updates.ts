/**
 * Rules for changes of objects: what may not change once set, in Kubernetes' words.
 * @module
 */
import { compareQuantities, type FieldError, fieldForbidden, fieldInvalid } from "@aiops-gym/cluster";
import { type Draft, draftOf, listIn, maybeObjectIn, objectIn, sameJson } from "../draft.ts";

type UpdateRule = (next: Draft, previous: Draft) => FieldError[];

const podSentence =
  "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`," +
  "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations)," +
  "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";

const rules: Readonly<Record<string, UpdateRule>> = {
  Pod: podUpdateErrors,
  Deployment: selectorUpdateErrors,
  ReplicaSet: selectorUpdateErrors,
  Service: serviceUpdateErrors,
  PersistentVolumeClaim: claimUpdateErrors,
  PersistentVolume: volumeUpdateErrors,
};

/** What is wrong with a change of an object; both are complete, with defaults. */
export function updateErrors(kind: string, next: Draft, previous: Draft): FieldError[] {
  return rules[kind]?.(next, previous) ?? [];
}

function selectorUpdateErrors(next: Draft, previous: Draft): FieldError[] {
  const selector = objectIn(next, "spec")["selector"];
  if (sameJson(selector, objectIn(previous, "spec")["selector"])) return [];
  return [fieldInvalid("spec.selector", selector, "field is immutable")];
}

function podUpdateErrors(next: Draft, previous: Draft): FieldError[] {
  const before = objectIn(previous, "spec");
  const after = objectIn(next, "spec");
  if (listIn(before, "containers").length !== listIn(after, "containers").length) {
    return [fieldForbidden("spec.containers", "pod updates may not add or remove containers")];
  }
  if (listIn(before, "initContainers").length !== listIn(after, "initContainers").length) {
    return [fieldForbidden("spec.initContainers", "pod updates may not add or remove containers")];
  }
  const allowed = draftOf(after);
  for (const field of ["containers", "initContainers"]) {
    for (const [index, container] of listIn(allowed, field).entries()) {
      container["image"] = listIn(before, field)[index]?.["image"];
    }
  }
  restore(allowed, before, "activeDeadlineSeconds");
  const kept = listIn(before, "tolerations").every((toleration) =>
    listIn(after, "tolerations").some((other) => sameJson(toleration, other)),
  );
  if (kept) restore(allowed, before, "tolerations");
  return sameJson(allowed, before) ? [] : [fieldForbidden("spec", podSentence)];
}

function restore(draft: Draft, from: Draft, field: string): void {
  if (from[field] === undefined) delete draft[field];
  else draft[field] = from[field];
}

function serviceUpdateErrors(next: Draft, previous: Draft): FieldError[] {
  const after = objectIn(next, "spec");
  const before = objectIn(previous, "spec");
  if (after["type"] === "ExternalName" || before["type"] === "ExternalName") return [];
  if (before["clusterIP"] === undefined || after["clusterIP"] === before["clusterIP"]) return [];
  return [fieldInvalid("spec.clusterIPs[0]", [after["clusterIP"]], "may not change once set")];
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
