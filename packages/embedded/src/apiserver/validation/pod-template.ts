/**
 * Rules for selectors and templates of workloads, in Kubernetes' words.
 * @module
 */
import {
  type FieldError,
  fieldForbidden,
  fieldInvalid,
  fieldNotSupported,
  fieldRequired,
  type LabelSelector,
  labelMatcher,
} from "@aiops-gym/cluster";
import { type Draft, listIn, maybeObjectIn, objectIn } from "../draft.ts";
import { labelErrors } from "./metadata.ts";
import { podSpecErrors } from "./pod-spec.ts";
import { selectorErrors as labelSelectorErrors } from "./selector.ts";

/** What is wrong with a workload's selector. */
export function selectorErrors(spec: Draft, workload: string): FieldError[] {
  const selector = maybeObjectIn(spec, "selector");
  if (selector === undefined) return [fieldRequired("spec.selector")];
  const errors = labelSelectorErrors("spec.selector", selector);
  const expressions = listIn(selector, "matchExpressions");
  if (errors.length > 0) errors.push(fieldInvalid("spec.selector", selector, "invalid label selector"));
  if (Object.keys(maybeObjectIn(selector, "matchLabels") ?? {}).length === 0 && expressions.length === 0) {
    errors.push(fieldInvalid("spec.selector", selector, `empty selector is invalid for ${workload}`));
  }
  return errors;
}

/** What is wrong with the template of a workload whose pods always restart. */
export function templateErrors(spec: Draft, workload = "ReplicaSet"): FieldError[] {
  const template = objectIn(spec, "template");
  const labels = maybeObjectIn(objectIn(template, "metadata"), "labels");
  const selector = maybeObjectIn(spec, "selector");
  // who cannot be asked about labels has been told of already
  if (selector !== undefined && labelSelectorErrors("", selector).length > 0) return [];
  const errors = labelErrors("spec.template.labels", labels);
  if (!matches(selector as LabelSelector | undefined, labels as Readonly<Record<string, string>> | undefined)) {
    const field = "spec.template.metadata.labels";
    errors.push(fieldInvalid(field, labels ?? null, "`selector` does not match template `labels`"));
  }
  const podSpec = objectIn(template, "spec");
  errors.push(...podSpecErrors("spec.template.spec", podSpec));
  const policy = podSpec["restartPolicy"];
  if (policy === "OnFailure" || policy === "Never") {
    errors.push(fieldNotSupported("spec.template.spec.restartPolicy", policy, ["Always"]));
  }
  if (podSpec["activeDeadlineSeconds"] !== undefined) {
    const detail = `activeDeadlineSeconds in ${workload} is not Supported`;
    errors.push(fieldForbidden("spec.template.spec.activeDeadlineSeconds", detail));
  }
  return errors;
}

function matches(selector: LabelSelector | undefined, labels: Readonly<Record<string, string>> | undefined): boolean {
  try {
    return labelMatcher(selector)(labels);
  } catch {
    // an operator that does not exist has been told of already
    return true;
  }
}
