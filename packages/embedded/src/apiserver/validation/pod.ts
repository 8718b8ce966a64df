/**
 * Rules for pods, in Kubernetes' words.
 * @module
 */
import { type FieldError, fieldForbidden } from "@aiops-gym/cluster";
import { type Draft, draftOf, listIn, objectIn, sameJson } from "../draft.ts";
import type { KindRules } from "./kind-rules.ts";
import { podSpecErrors } from "./pod-spec.ts";

const podSentence =
  "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`," +
  "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations)," +
  "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";

export const podRules: KindRules = {
  object: (object) => podSpecErrors("spec", objectIn(object, "spec")),
  update: podUpdateErrors,
};

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
  const gates = listIn(before, "schedulingGates").map(({ name }) => name);
  for (const { name } of listIn(after, "schedulingGates")) {
    if (gates.includes(name)) continue;
    const why = `only deletion is allowed, but found new scheduling gate '${name}'`;
    return [fieldForbidden("spec.schedulingGates", why)];
  }
  restore(allowed, before, "schedulingGates");
  return sameJson(allowed, before) ? [] : [fieldForbidden("spec", podSentence)];
}

/** Puts a field back to what it was. */
export function restore(draft: Draft, from: Draft, field: string): void {
  if (from[field] === undefined) delete draft[field];
  else draft[field] = from[field];
}
