/**
 * Rules for ReplicaSets, in Kubernetes' words.
 * @module
 */
import { type FieldError, fieldInvalid } from "@aiops-gym/cluster";
import { type Draft, objectIn, sameJson } from "../draft.ts";
import type { KindRules } from "./kind-rules.ts";
import { negativeErrors } from "./pod-spec.ts";
import { selectorErrors, templateErrors } from "./pod-template.ts";

export const replicaSetRules: KindRules = { object: replicaSetErrors, update: selectorUpdateErrors };

/** What is wrong with a replica set, or another workload of that shape. */
export function replicaSetErrors(object: Draft): FieldError[] {
  const spec = objectIn(object, "spec");
  const errors = negativeErrors("spec", spec, ["replicas", "minReadySeconds"]);
  errors.push(...selectorErrors(spec, "deployment"));
  errors.push(...templateErrors(spec));
  return errors;
}

/** A selector never changes. */
export function selectorUpdateErrors(next: Draft, previous: Draft): FieldError[] {
  const selector = objectIn(next, "spec")["selector"];
  if (sameJson(selector, objectIn(previous, "spec")["selector"])) return [];
  return [fieldInvalid("spec.selector", selector, "field is immutable")];
}
