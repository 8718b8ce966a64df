/**
 * Rules for ReplicaSets, in Kubernetes' words.
 * @module
 */
import { type FieldError, fieldInvalid } from "@aiops-gym/cluster";
import { type Draft, isDraft, maybeObjectIn, objectIn, sameJson } from "../draft.ts";
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
  return [fieldInvalid("spec.selector", inOrder(selector), "field is immutable")];
}

/** A selector as Go prints it: labels by name. */
function inOrder(selector: unknown): unknown {
  const labels = isDraft(selector) ? maybeObjectIn(selector, "matchLabels") : undefined;
  if (!isDraft(selector) || labels === undefined) return selector;
  const sorted = Object.fromEntries(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
  return {
    matchLabels: sorted,
    ...("matchExpressions" in selector ? { matchExpressions: selector["matchExpressions"] } : {}),
  };
}
