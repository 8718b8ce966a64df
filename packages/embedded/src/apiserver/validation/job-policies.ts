/**
 * Rules for the policies of Jobs, in Kubernetes' words.
 * @module
 */
import { type FieldError, fieldDuplicate, fieldInvalid, fieldNotSupported, fieldRequired } from "@aiops-gym/cluster";
import { type Draft, listIn, maybeObjectIn } from "../draft.ts";
import { negativeErrors } from "./pod-spec.ts";

const actions = ["Count", "FailIndex", "FailJob", "Ignore"];
const operators = ["In", "NotIn"];
const statuses = ["False", "True", "Unknown"];

function quoted(values: readonly string[]): string {
  return `valid values: [${values.map((value) => JSON.stringify(value)).join(" ")}]`;
}

/** An error that does not tell the value. */
function wrong(field: string, detail: string): FieldError {
  return { reason: "FieldValueInvalid", message: `Invalid value: ${detail}`, field };
}

/** `valid values: [...]` for an absent text, `supported values: ...` for an unknown one. */
function oneOf(field: string, value: unknown, supported: readonly string[]): FieldError[] {
  if ((value ?? "") === "") return [fieldRequired(field, quoted(supported))];
  return supported.includes(String(value)) ? [] : [fieldNotSupported(field, value, supported)];
}

/** What is wrong with a Job's `podFailurePolicy`. */
export function podFailurePolicyErrors(path: string, spec: Draft): FieldError[] {
  const policy = maybeObjectIn(spec, "podFailurePolicy");
  const errors: FieldError[] = [];
  for (const [index, rule] of listIn(policy, "rules").entries()) {
    const field = `${path}.rules[${index}]`;
    if (rule["action"] !== "FailIndex") errors.push(...oneOf(`${field}.action`, rule["action"], actions));
    else if (spec["backoffLimitPerIndex"] === undefined) {
      const detail = "requires the backoffLimitPerIndex to be set";
      errors.push(fieldInvalid(`${field}.action`, rule["action"], detail));
    }
    const codes = maybeObjectIn(rule, "onExitCodes");
    const conditions = listIn(rule, "onPodConditions");
    if (codes !== undefined) errors.push(...exitCodeErrors(`${field}.onExitCodes`, codes, containerNames(spec)));
    for (const [place, condition] of conditions.entries()) {
      errors.push(...oneOf(`${field}.onPodConditions[${place}].status`, condition["status"], statuses));
    }
    if (codes !== undefined && conditions.length > 0) {
      errors.push(wrong(field, "specifying both OnExitCodes and OnPodConditions is not supported"));
    }
    if (codes === undefined && conditions.length === 0) {
      errors.push(wrong(field, "specifying one of OnExitCodes and OnPodConditions is required"));
    }
  }
  return errors;
}

function exitCodeErrors(path: string, codes: Draft, names: ReadonlySet<unknown>): FieldError[] {
  const { operator, containerName } = codes;
  const errors = oneOf(`${path}.operator`, operator, operators);
  if (containerName !== undefined && !names.has(containerName)) {
    const detail = "must be one of the container or initContainer names in the pod template";
    errors.push(fieldInvalid(`${path}.containerName`, containerName, detail));
  }
  const values = (Array.isArray(codes["values"]) ? codes["values"] : []) as readonly number[];
  if (values.length === 0) errors.push(fieldInvalid(`${path}.values`, values, "at least one value is required"));
  for (const [index, value] of values.entries()) {
    const field = `${path}.values[${index}]`;
    if (operator === "In" && value === 0) errors.push(fieldInvalid(field, value, "must not be 0 for the In operator"));
    if (values.indexOf(value) < index) errors.push(fieldDuplicate(field, value));
  }
  const ordered = values.every((value, index) => index === 0 || (values[index - 1] ?? value) <= value);
  if (!ordered) errors.push(fieldInvalid(`${path}.values`, values, "must be ordered"));
  return errors;
}

/** What is wrong with a Job's `successPolicy`. */
export function successPolicyErrors(path: string, spec: Draft): FieldError[] {
  const policy = maybeObjectIn(spec, "successPolicy");
  if (policy === undefined) return [];
  const rules = listIn(policy, "rules");
  if (spec["completionMode"] !== "Indexed") {
    const shown = rules.map((rule) => ({
      SucceededIndexes: rule["succeededIndexes"] ?? null,
      SucceededCount: rule["succeededCount"] ?? null,
    }));
    return [fieldInvalid(path, { Rules: policy["rules"] === null ? null : shown }, "requires indexed completion mode")];
  }
  const errors: FieldError[] = [];
  if (rules.length === 0) {
    const detail = "at least one rules must be specified when the successPolicy is specified";
    errors.push(fieldRequired(`${path}.rules`, detail));
  }
  for (const [index, rule] of rules.entries()) {
    const field = `${path}.rules[${index}]`;
    const { succeededCount: count, succeededIndexes } = rule;
    if (count === undefined && succeededIndexes === undefined) {
      errors.push(fieldRequired(field, "at least one of succeededCount or succeededIndexes must be specified"));
    }
    errors.push(...negativeErrors(field, rule, ["succeededCount"]));
    if (typeof count === "number" && count > Number(spec["completions"])) {
      const detail = `must be less than or equal to ${spec["completions"]} (the number of specified completions)`;
      errors.push(fieldInvalid(`${field}.succeededCount`, count, detail));
    }
  }
  return errors;
}

function containerNames(spec: Draft): ReadonlySet<unknown> {
  const pod = maybeObjectIn(maybeObjectIn(spec, "template"), "spec");
  return new Set([...listIn(pod, "containers"), ...listIn(pod, "initContainers")].map(({ name }) => name));
}
