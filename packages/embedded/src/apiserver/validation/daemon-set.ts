/**
 * Rules for DaemonSets, in Kubernetes' words.
 * @module
 */
import { type FieldError, fieldInvalid, fieldNotSupported, fieldRequired } from "@aiops-gym/cluster";
import { type Draft, maybeObjectIn, objectIn } from "../draft.ts";
import { isNothing, shareErrors } from "./deployment.ts";
import type { KindRules } from "./kind-rules.ts";
import { negativeErrors } from "./pod-spec.ts";
import { selectorErrors, templateErrors } from "./pod-template.ts";
import { selectorUpdateErrors } from "./replica-set.ts";

export const daemonSetRules: KindRules = { object: daemonSetErrors, update: selectorUpdateErrors, changesFirst: true };

function daemonSetErrors(object: Draft): FieldError[] {
  const spec = objectIn(object, "spec");
  // a selector that is missing matches nothing, and is not told of by itself
  const errors = maybeObjectIn(spec, "selector") === undefined ? [] : selectorErrors(spec, "daemonset");
  errors.push(...templateErrors(spec, "DaemonSet"));
  errors.push(...negativeErrors("spec", spec, ["minReadySeconds"]));
  errors.push(...strategyErrors(objectIn(spec, "updateStrategy")));
  errors.push(...negativeErrors("spec", spec, ["revisionHistoryLimit"]));
  return errors;
}

function strategyErrors(strategy: Draft): FieldError[] {
  const type = strategy["type"];
  const rolling = maybeObjectIn(strategy, "rollingUpdate");
  if (type === "OnDelete") return [];
  if (type !== "RollingUpdate") {
    const value = { Type: type, RollingUpdate: rolling ?? null };
    return [fieldNotSupported("spec.updateStrategy", value, ["RollingUpdate", "OnDelete"])];
  }
  const path = "spec.updateStrategy.rollingUpdate";
  if (rolling === undefined) return [fieldRequired(path)];
  const { maxUnavailable, maxSurge } = rolling;
  const errors = [
    ...shareErrors(`${path}.maxUnavailable`, maxUnavailable),
    ...shareErrors(`${path}.maxSurge`, maxSurge),
    ...tooMuchErrors(`${path}.maxUnavailable`, maxUnavailable),
    ...tooMuchErrors(`${path}.maxSurge`, maxSurge),
  ];
  if (!isNothing(maxUnavailable) && !isNothing(maxSurge)) {
    errors.push(fieldInvalid(`${path}.maxSurge`, maxSurge, "may not be set when maxUnavailable is non-zero"));
  } else if (isNothing(maxUnavailable) && isNothing(maxSurge)) {
    errors.push(fieldRequired(`${path}.maxUnavailable`, "cannot be 0 when maxSurge is 0"));
  }
  return errors;
}

function tooMuchErrors(field: string, value: unknown): FieldError[] {
  const share = /^(\d+)%$/.exec(String(value))?.[1];
  return share !== undefined && Number(share) > 100
    ? [fieldInvalid(field, value, "must not be greater than 100%")]
    : [];
}
