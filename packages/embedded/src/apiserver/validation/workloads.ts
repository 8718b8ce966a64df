/**
 * Rules for deployments and replica sets, in Kubernetes' words.
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
import { negativeErrors, podSpecErrors } from "./pod-spec.ts";

const selectorOperators = ["In", "NotIn", "Exists", "DoesNotExist"];

/** What is wrong with a deployment. */
export function deploymentErrors(object: Draft): FieldError[] {
  const spec = objectIn(object, "spec");
  const errors = negativeErrors("spec", spec, ["replicas"]);
  errors.push(...selectorErrors(spec, "deployment"));
  errors.push(...templateErrors(spec));
  errors.push(...strategyErrors(objectIn(spec, "strategy")));
  errors.push(...negativeErrors("spec", spec, ["minReadySeconds", "revisionHistoryLimit", "progressDeadlineSeconds"]));
  const { progressDeadlineSeconds: deadline, minReadySeconds = 0 } = spec;
  if (typeof deadline === "number" && deadline > 0 && deadline <= Number(minReadySeconds)) {
    errors.push(fieldInvalid("spec.progressDeadlineSeconds", deadline, "must be greater than minReadySeconds"));
  }
  return errors;
}

/** What is wrong with a replica set, or another workload of that shape. */
export function replicaSetErrors(object: Draft): FieldError[] {
  const spec = objectIn(object, "spec");
  const errors = negativeErrors("spec", spec, ["replicas", "minReadySeconds"]);
  errors.push(...selectorErrors(spec, "deployment"));
  errors.push(...templateErrors(spec));
  return errors;
}

function selectorErrors(spec: Draft, workload: string): FieldError[] {
  const selector = maybeObjectIn(spec, "selector");
  if (selector === undefined) return [fieldRequired("spec.selector")];
  const errors = labelErrors("spec.selector.matchLabels", maybeObjectIn(selector, "matchLabels"));
  const expressions = listIn(selector, "matchExpressions");
  for (const [index, { operator }] of expressions.entries()) {
    if (selectorOperators.includes(String(operator))) continue;
    const field = `spec.selector.matchExpressions[${index}].operator`;
    errors.push(fieldInvalid(field, operator, "not a valid selector operator"));
    errors.push(fieldInvalid("spec.selector", selector, "invalid label selector"));
  }
  if (Object.keys(maybeObjectIn(selector, "matchLabels") ?? {}).length === 0 && expressions.length === 0) {
    errors.push(fieldInvalid("spec.selector", selector, `empty selector is invalid for ${workload}`));
  }
  return errors;
}

function templateErrors(spec: Draft): FieldError[] {
  const template = objectIn(spec, "template");
  const labels = maybeObjectIn(objectIn(template, "metadata"), "labels");
  const selector = maybeObjectIn(spec, "selector");
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

function strategyErrors(strategy: Draft): FieldError[] {
  const type = strategy["type"];
  const rolling = maybeObjectIn(strategy, "rollingUpdate");
  if (type === "Recreate") {
    if (rolling === undefined) return [];
    const detail = "may not be specified when strategy `type` is 'Recreate'";
    return [fieldForbidden("spec.strategy.rollingUpdate", detail)];
  }
  if (type !== "RollingUpdate") {
    return [
      fieldNotSupported("spec.strategy", { Type: type, RollingUpdate: rolling ?? null }, ["Recreate", "RollingUpdate"]),
    ];
  }
  const path = "spec.strategy.rollingUpdate";
  const errors = [
    ...shareErrors(`${path}.maxUnavailable`, rolling?.["maxUnavailable"]),
    ...shareErrors(`${path}.maxSurge`, rolling?.["maxSurge"]),
  ].sort((a, b) => (a.field < b.field ? -1 : 1));
  if (isNothing(rolling?.["maxUnavailable"]) && isNothing(rolling?.["maxSurge"])) {
    errors.push(
      fieldInvalid(`${path}.maxUnavailable`, rolling?.["maxUnavailable"], "may not be 0 when `maxSurge` is 0"),
    );
  }
  const share = /^(\d+)%$/.exec(String(rolling?.["maxUnavailable"]))?.[1];
  if (share !== undefined && Number(share) > 100) {
    errors.push(fieldInvalid(`${path}.maxUnavailable`, rolling?.["maxUnavailable"], "must not be greater than 100%"));
  }
  return errors;
}

function shareErrors(field: string, value: unknown): FieldError[] {
  if (typeof value === "number") {
    return value < 0 ? [fieldInvalid(field, value, "must be greater than or equal to 0")] : [];
  }
  if (/^\d+%$/.test(String(value))) return [];
  const rule =
    "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for " +
    "validation is '[0-9]+%')";
  return [fieldInvalid(field, value, rule)];
}

function isNothing(value: unknown): boolean {
  return value === 0 || value === "0%";
}
