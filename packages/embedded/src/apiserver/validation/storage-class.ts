/**
 * Rules for StorageClasses and CSIDrivers, in Kubernetes' words.
 * @module
 */
import { type FieldError, fieldForbidden, fieldInvalid, fieldRequired, labelKeyErrors } from "@aiops-gym/cluster";
import { type Draft, maybeObjectIn, objectIn, sameJson } from "../draft.ts";
import { oneOfIfSet } from "./common-rules.ts";
import type { KindRules } from "./kind-rules.ts";

export const storageClassRules: KindRules = { object: classErrors, update: classChangeErrors };

function classErrors(object: Draft): FieldError[] {
  const provisioner = String(object["provisioner"] ?? "");
  const errors: FieldError[] = [];
  if (provisioner === "") errors.push(fieldRequired("provisioner"));
  else {
    const lower = provisioner.toLowerCase();
    for (const rule of labelKeyErrors(lower)) errors.push(fieldInvalid("provisioner", lower, rule));
  }
  if (Object.hasOwn(maybeObjectIn(object, "parameters") ?? {}, "")) {
    errors.push(fieldInvalid("parameters", "", "field can not be empty."));
  }
  errors.push(...oneOfIfSet("reclaimPolicy", object["reclaimPolicy"], ["Delete", "Retain"]));
  errors.push(...oneOfIfSet("volumeBindingMode", object["volumeBindingMode"], ["Immediate", "WaitForFirstConsumer"]));
  return errors;
}

function classChangeErrors(next: Draft, previous: Draft): FieldError[] {
  const errors: FieldError[] = [];
  for (const field of ["parameters", "provisioner", "reclaimPolicy"]) {
    if (sameJson(next[field], previous[field])) continue;
    errors.push(fieldForbidden(field, `updates to ${field} are forbidden.`));
  }
  const mode = next["volumeBindingMode"];
  if (mode !== previous["volumeBindingMode"])
    errors.push(fieldInvalid("volumeBindingMode", mode, "field is immutable"));
  return errors;
}

export const csiDriverRules: KindRules = {
  object: (object) => {
    const modes = objectIn(object, "spec")["volumeLifecycleModes"];
    if (!Array.isArray(modes)) return [];
    return modes.flatMap((mode) => oneOfIfSet("spec.volumeLifecycleModes", mode, ["Persistent", "Ephemeral"]));
  },
};
