/**
 * Rules for ReplicationControllers, in Kubernetes' words.
 * @module
 */
import { type FieldError, fieldRequired } from "@aiops-gym/cluster";
import { type Draft, maybeObjectIn, objectIn } from "../draft.ts";
import type { KindRules } from "./kind-rules.ts";
import { negativeErrors } from "./pod-spec.ts";
import { templateErrors } from "./pod-template.ts";

export const replicationControllerRules: KindRules = {
  object: replicationControllerErrors,
  // a changed one is looked at twice
  update: replicationControllerErrors,
};

function replicationControllerErrors(object: Draft): FieldError[] {
  const spec = objectIn(object, "spec");
  const errors = negativeErrors("spec", spec, ["minReadySeconds"]);
  const selector = maybeObjectIn(spec, "selector");
  if (selector === undefined || Object.keys(selector).length === 0) errors.push(fieldRequired("spec.selector"));
  errors.push(...negativeErrors("spec", spec, ["replicas"]));
  if (maybeObjectIn(spec, "template") === undefined) errors.push(fieldRequired("spec.template"));
  else errors.push(...templateErrors({ ...spec, selector: { matchLabels: selector ?? {} } }));
  return errors;
}
