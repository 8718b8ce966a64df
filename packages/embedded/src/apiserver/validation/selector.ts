/**
 * Rules for label selectors, in Kubernetes' words.
 * @module
 */
import {
  type FieldError,
  fieldForbidden,
  fieldInvalid,
  fieldRequired,
  labelKeyErrors,
  labelValueErrors,
} from "@aiops-gym/cluster";
import { type Draft, listIn, maybeObjectIn } from "../draft.ts";
import { labelErrors } from "./metadata.ts";

/** What is wrong with a label selector. */
export function selectorErrors(field: string, selector: Draft | undefined): FieldError[] {
  const errors = labelErrors(`${field}.matchLabels`, maybeObjectIn(selector, "matchLabels"));
  for (const [index, requirement] of listIn(selector, "matchExpressions").entries()) {
    errors.push(...requirementErrors(`${field}.matchExpressions[${index}]`, requirement, []));
  }
  return errors;
}

/**
 * What is wrong with one requirement.
 *
 * @param more - Operators beside `In`, `NotIn`, `Exists`, `DoesNotExist`: those that compare with one number.
 */
export function requirementErrors(path: string, requirement: Draft, more: readonly string[]): FieldError[] {
  const errors: FieldError[] = [];
  const { key, operator } = requirement;
  const values: readonly unknown[] = Array.isArray(requirement["values"]) ? requirement["values"] : [];
  if (operator === "In" || operator === "NotIn") {
    if (values.length === 0) {
      errors.push(fieldRequired(`${path}.values`, "must be specified when `operator` is 'In' or 'NotIn'"));
    }
  } else if (operator === "Exists" || operator === "DoesNotExist") {
    if (values.length > 0) {
      errors.push(
        fieldForbidden(`${path}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"),
      );
    }
  } else if (more.includes(String(operator))) {
    if (values.length !== 1) {
      errors.push(fieldRequired(`${path}.values`, "must be specified single value when `operator` is 'Lt' or 'Gt'"));
    }
  } else errors.push(fieldInvalid(`${path}.operator`, operator, "not a valid selector operator"));
  for (const rule of labelKeyErrors(String(key))) errors.push(fieldInvalid(`${path}.key`, key, rule));
  if (more.length > 0) return errors;
  for (const [index, value] of values.entries()) {
    for (const rule of labelValueErrors(String(value)))
      errors.push(fieldInvalid(`${path}.values[${index}]`, value, rule));
  }
  return errors;
}
