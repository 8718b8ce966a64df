/**
 * Rules for pods, in Kubernetes' words.
 * @module
 */
import { type FieldError, fieldForbidden, fieldInvalid, fieldRequired } from "@aiops-gym/cluster";
import { type Draft, draftOf, listIn, maybeObjectIn, objectIn, sameJson } from "../draft.ts";
import { internalForm } from "../types/internal-form.ts";
import type { KindRules } from "./kind-rules.ts";
import { podSpecErrors } from "./pod-spec.ts";
import { unifiedDiff } from "./unified-diff.ts";

const podSentence =
  "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`," +
  "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations)," +
  "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";

export const podRules: KindRules = {
  object: (object) => podSpecErrors("spec", objectIn(object, "spec")),
  create: (object) => {
    const spec = objectIn(object, "spec");
    const errors: FieldError[] = [];
    if (listIn(spec, "ephemeralContainers").length > 0) {
      errors.push(fieldForbidden("spec.ephemeralContainers", "cannot be set on create"));
    }
    if ((spec["nodeName"] ?? "") !== "" && listIn(spec, "schedulingGates").length > 0) {
      errors.push(fieldForbidden("spec.nodeName", "cannot be set until all schedulingGates have been cleared"));
    }
    return errors;
  },
  update: podUpdateErrors,
};

function podUpdateErrors(next: Draft, previous: Draft): FieldError[] {
  const before = objectIn(previous, "spec");
  const after = objectIn(next, "spec");
  const errors: FieldError[] = [];
  for (const field of ["containers", "initContainers"]) {
    const containers = listIn(after, field);
    if (listIn(before, field).length !== containers.length) {
      return [...errors, fieldForbidden(`spec.${field}`, "pod updates may not add or remove containers")];
    }
    for (const [index, { image = "" }] of containers.entries()) {
      if (image === "") errors.push(fieldRequired(`spec.${field}[${index}].image`));
    }
  }
  const deadline = deadlineErrors(after["activeDeadlineSeconds"], before["activeDeadlineSeconds"]);
  errors.push(...deadline, ...tolerationChangeErrors(after, before), ...gateChangeErrors(after, before));
  if (deadline.length > 0 && after["activeDeadlineSeconds"] !== undefined) return errors;
  const allowed = allowedOf(after, before);
  if (sameJson(allowed, before)) return errors;
  const diff = unifiedDiff(internalForm("PodSpec", before), internalForm("PodSpec", allowed));
  return [...errors, fieldForbidden("spec", `${podSentence}\n${diff}`)];
}

function deadlineErrors(after: unknown, before: unknown): FieldError[] {
  const field = "spec.activeDeadlineSeconds";
  if (typeof before !== "number") return [];
  if (typeof after !== "number")
    return [fieldInvalid(field, null, "must not update from a positive integer to nil value")];
  return before < after ? [fieldInvalid(field, after, "must be less than or equal to previous value")] : [];
}

function tolerationChangeErrors(after: Draft, before: Draft): FieldError[] {
  const kept = (toleration: Draft): boolean =>
    listIn(after, "tolerations").some((other) => sameButTime(toleration, other));
  if (listIn(before, "tolerations").every(kept)) return [];
  return [fieldForbidden("spec.tolerations", "existing toleration can not be modified except its tolerationSeconds")];
}

function sameButTime({ tolerationSeconds: _a, ...a }: Draft, { tolerationSeconds: _b, ...b }: Draft): boolean {
  return sameJson(a, b);
}

function gateChangeErrors(after: Draft, before: Draft): FieldError[] {
  const gates = listIn(before, "schedulingGates").map(({ name }) => name);
  return listIn(after, "schedulingGates").flatMap(({ name }, index) => {
    if (gates.includes(name)) return [];
    const why = `only deletion is allowed, but found new scheduling gate '${name}'`;
    return [fieldForbidden(`spec.schedulingGates[${index}].name`, why)];
  });
}

/** What is wanted, without the changes that are allowed. */
function allowedOf(after: Draft, before: Draft): Draft {
  const allowed = draftOf(after);
  for (const field of ["containers", "initContainers"]) {
    for (const [index, container] of listIn(allowed, field).entries()) {
      container["image"] = listIn(before, field)[index]?.["image"];
    }
  }
  for (const field of ["activeDeadlineSeconds", "schedulingGates", "tolerations"]) restore(allowed, before, field);
  if (listIn(before, "schedulingGates").length > 0) {
    restore(allowed, before, "nodeSelector");
    const affinity = maybeObjectIn(allowed, "affinity");
    const affinityBefore = maybeObjectIn(before, "affinity");
    if (affinity !== undefined) restore(affinity, affinityBefore ?? {}, "nodeAffinity");
    if (affinity !== undefined && affinityBefore === undefined && Object.keys(affinity).length === 0) {
      delete allowed["affinity"];
    }
  }
  return allowed;
}

/** Puts a field back to what it was. */
export function restore(draft: Draft, from: Draft, field: string): void {
  if (from[field] === undefined) delete draft[field];
  else draft[field] = from[field];
}
