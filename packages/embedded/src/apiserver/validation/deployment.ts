/**
 * Rules for Deployments, in Kubernetes' words.
 * @module
 */
import { type FieldError, fieldForbidden, fieldInvalid, fieldNotSupported } from "@aiops-gym/cluster";
import { type Draft, maybeObjectIn, objectIn } from "../draft.ts";
import type { KindRules } from "./kind-rules.ts";
import { negativeErrors } from "./pod-spec.ts";
import { selectorErrors, templateErrors } from "./pod-template.ts";
import { selectorUpdateErrors } from "./replica-set.ts";

export const deploymentRules: KindRules = { object: deploymentErrors, update: selectorUpdateErrors };

function deploymentErrors(object: Draft): FieldError[] {
  const spec = objectIn(object, "spec");
  const errors = negativeErrors("spec", spec, ["replicas"]);
  errors.push(...selectorErrors(spec, "deployment"));
  errors.push(...templateErrors(spec));
  errors.push(...strategyErrors(objectIn(spec, "strategy")));
  errors.push(...negativeErrors("spec", spec, ["minReadySeconds", "revisionHistoryLimit", "progressDeadlineSeconds"]));
  const { progressDeadlineSeconds: deadline, minReadySeconds = 0 } = spec;
  if (typeof deadline === "number" && deadline <= Number(minReadySeconds)) {
    errors.push(fieldInvalid("spec.progressDeadlineSeconds", deadline, "must be greater than minReadySeconds"));
  }
  return errors;
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
  ];
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

/** What is wrong with a number or a share of pods. */
export function shareErrors(field: string, value: unknown): FieldError[] {
  if (typeof value === "number") {
    return value < 0 ? [fieldInvalid(field, value, "must be greater than or equal to 0")] : [];
  }
  if (/^\d+%$/.test(String(value))) return [];
  const rule =
    "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for " +
    "validation is '[0-9]+%')";
  return [fieldInvalid(field, value, rule)];
}

/** Whether a number or share comes to nothing; what is no share does. */
export function isNothing(value: unknown): boolean {
  return typeof value === "number" ? value === 0 : Number(/^(\d+)%$/.exec(String(value))?.[1] ?? 0) === 0;
}
