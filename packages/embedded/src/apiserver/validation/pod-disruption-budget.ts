/**
 * Rules for PodDisruptionBudgets, in Kubernetes' words.
 * @module
 */
import { type FieldError, fieldInvalid } from "@aiops-gym/cluster";
import { type Draft, maybeObjectIn, objectIn } from "../draft.ts";
import { oneOfIfSet, shareErrors, wholeErrors } from "./common-rules.ts";
import type { KindRules } from "./kind-rules.ts";
import { selectorErrors } from "./selector.ts";

export const podDisruptionBudgetRules: KindRules = { object: budgetErrors };

function budgetErrors(object: Draft): FieldError[] {
  const spec = objectIn(object, "spec");
  const { minAvailable, maxUnavailable, unhealthyPodEvictionPolicy: policy } = spec;
  const errors: FieldError[] = [];
  if (minAvailable !== undefined && maxUnavailable !== undefined) {
    const shown = {
      MinAvailable: minAvailable,
      Selector: spec["selector"] ?? null,
      MaxUnavailable: maxUnavailable,
      UnhealthyPodEvictionPolicy: policy ?? null,
    };
    errors.push(fieldInvalid("spec", shown, "minAvailable and maxUnavailable cannot be both set"));
  }
  for (const field of ["minAvailable", "maxUnavailable"]) {
    if (spec[field] === undefined) continue;
    errors.push(...shareErrors(`spec.${field}`, spec[field]), ...wholeErrors(`spec.${field}`, spec[field]));
  }
  errors.push(...oneOfIfSet("spec.unhealthyPodEvictionPolicy", policy, ["AlwaysAllow", "IfHealthyBudget"]));
  errors.push(...selectorErrors("spec.selector", maybeObjectIn(spec, "selector")));
  return errors;
}
