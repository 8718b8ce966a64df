/**
 * Rules for HorizontalPodAutoscalers, in Kubernetes' words.
 * @module
 */
import {
  type FieldError,
  fieldForbidden,
  fieldInvalid,
  fieldNotSupported,
  fieldRequired,
  quantityMillis,
} from "@aiops-gym/cluster";
import { type Draft, listIn, maybeObjectIn, objectIn } from "../draft.ts";
import type { KindRules } from "./kind-rules.ts";

const maxWindow = 3600;
const maxPeriod = 1800;
const selectPolicies = ["Disabled", "Max", "Min"];
const policyTypes = ["Percent", "Pods"];

/** Metric sources by type: the field that holds each. */
const sources: Readonly<Record<string, string>> = {
  ContainerResource: "containerResource",
  External: "external",
  Object: "object",
  Pods: "pods",
  Resource: "resource",
};
const targetTypes = ["Utilization", "Value", "AverageValue"];

export const horizontalPodAutoscalerRules: KindRules = { object: autoscalerErrors };

function autoscalerErrors(object: Draft): FieldError[] {
  const spec = objectIn(object, "spec");
  const least = Number(spec["minReplicas"] ?? 1);
  const most = Number(spec["maxReplicas"] ?? 0);
  const errors: FieldError[] = [];
  if (least < 1) errors.push(fieldInvalid("spec.minReplicas", least, "must be greater than or equal to 1"));
  if (most < 1) errors.push(fieldInvalid("spec.maxReplicas", most, "must be greater than 0"));
  if (most < least) {
    errors.push(fieldInvalid("spec.maxReplicas", most, "must be greater than or equal to `minReplicas`"));
  }
  errors.push(...targetRefErrors("spec.scaleTargetRef", objectIn(spec, "scaleTargetRef")));
  const metrics = listIn(spec, "metrics");
  for (const [index, metric] of metrics.entries()) errors.push(...metricErrors(`spec.metrics[${index}]`, metric));
  if (least === 0 && !metrics.some(({ type }) => type === "Object" || type === "External")) {
    const detail = "must specify at least one Object or External metric to support scaling to zero replicas";
    errors.push(fieldForbidden("spec.metrics", detail));
  }
  const behavior = maybeObjectIn(spec, "behavior");
  for (const field of ["scaleUp", "scaleDown"]) {
    const rules = maybeObjectIn(behavior, field);
    if (rules !== undefined) errors.push(...rulesErrors(`spec.behavior.${field}`, rules));
  }
  return errors;
}

function targetRefErrors(path: string, { kind = "", name = "", apiVersion = "" }: Draft): FieldError[] {
  const errors: FieldError[] = [];
  if (kind === "") errors.push(fieldRequired(`${path}.kind`));
  if (name === "") errors.push(fieldRequired(`${path}.name`));
  const version = String(apiVersion);
  // ReplicationControllers are the one kind of the core group that is scaled
  if (!version.includes("/") && !(version === "v1" && kind === "ReplicationController")) {
    errors.push(fieldInvalid(`${path}.apiVersion`, version, "apiVersion must specify API group"));
  }
  return errors;
}

function metricErrors(path: string, metric: Draft): FieldError[] {
  const { type } = metric;
  const expected = sources[String(type)];
  const errors: FieldError[] = [];
  if ((type ?? "") === "") errors.push(fieldRequired(`${path}.type`, "must specify a metric source type"));
  if (expected === undefined) errors.push(fieldNotSupported(`${path}.type`, type, Object.keys(sources)));
  const present = ["object", "external", "pods", "resource", "containerResource"].filter(
    (field) => metric[field] !== undefined,
  );
  const [first] = present;
  if (first !== undefined) errors.push(...sourceErrors(`${path}.${first}`, first, objectIn(metric, first)));
  if (expected === undefined) errors.push(fieldNotSupported(`${path}.type`, type, Object.keys(sources)));
  else if (metric[expected] === undefined) {
    errors.push(fieldRequired(`${path}.${expected}`, "must populate information for the given metric source"));
  }
  if (present.length !== 1) {
    for (const field of present.filter((one) => one !== expected)) {
      errors.push(fieldForbidden(`${path}.${field}`, "must populate the given metric source only"));
    }
  }
  return errors;
}

function sourceErrors(path: string, field: string, source: Draft): FieldError[] {
  const errors: FieldError[] = [];
  const target = objectIn(source, "target");
  const { averageUtilization, averageValue, value } = target;
  const resource = field === "resource" || field === "containerResource";
  if (resource && (source["name"] ?? "") === "") {
    errors.push(fieldRequired(`${path}.name`, "must specify a resource name"));
  }
  if (field === "containerResource" && (source["container"] ?? "") === "") {
    errors.push(fieldRequired(`${path}.container`, "must specify a container"));
  }
  if (!resource && (maybeObjectIn(source, "metric")?.["name"] ?? "") === "") {
    errors.push(fieldRequired(`${path}.metric.name`, "must specify a metric name"));
  }
  errors.push(...targetErrors(`${path}.target`, target));
  if (resource && averageUtilization === undefined && averageValue === undefined) {
    const detail = "must set either a target raw value or a target utilization";
    errors.push(fieldRequired(`${path}.target.averageUtilization`, detail));
  }
  if (resource && averageUtilization !== undefined && averageValue !== undefined) {
    const detail = "may not set both a target raw value and a target utilization";
    errors.push(fieldForbidden(`${path}.target.averageValue`, detail));
  }
  if (field === "pods" && averageValue === undefined) {
    errors.push(fieldRequired(`${path}.target.averageValue`, "must specify a positive target averageValue"));
  }
  if (field === "object" && averageValue === undefined && value === undefined) {
    errors.push(fieldRequired(`${path}.target.averageValue`, "must set either a target value or averageValue"));
  }
  if (field === "external" && averageValue === undefined && value === undefined) {
    const detail = "must set either a target value for metric or a per-pod target";
    errors.push(fieldRequired(`${path}.target.averageValue`, detail));
  }
  return errors;
}

function targetErrors(path: string, target: Draft): FieldError[] {
  const { type, averageUtilization } = target;
  const errors: FieldError[] = [];
  if ((type ?? "") === "") errors.push(fieldRequired(`${path}.type`, "must specify a metric target type"));
  if (!targetTypes.includes(String(type))) {
    errors.push(fieldInvalid(`${path}.type`, type ?? "", "must be either Utilization, Value, or AverageValue"));
  }
  for (const field of ["value", "averageValue"]) {
    const amount = target[field];
    if (amount === undefined || quantityMillis(String(amount)) > 0) continue;
    errors.push(fieldInvalid(`${path}.${field}`, amount, "must be positive"));
  }
  if (typeof averageUtilization === "number" && averageUtilization < 1) {
    errors.push(fieldInvalid(`${path}.averageUtilization`, averageUtilization, "must be greater than 0"));
  }
  return errors;
}

function rulesErrors(path: string, rules: Draft): FieldError[] {
  const { stabilizationWindowSeconds: seconds, selectPolicy } = rules;
  const window = `${path}.stabilizationWindowSeconds`;
  const errors: FieldError[] = [];
  if (typeof seconds === "number" && seconds < 0) {
    errors.push(fieldInvalid(window, seconds, "must be greater than or equal to zero"));
  }
  if (typeof seconds === "number" && seconds > maxWindow) {
    errors.push(fieldInvalid(window, seconds, `must be less than or equal to ${maxWindow}`));
  }
  if (!selectPolicies.includes(String(selectPolicy))) {
    errors.push(fieldNotSupported(`${path}.selectPolicy`, selectPolicy, selectPolicies));
  }
  const policies = listIn(rules, "policies");
  if (policies.length === 0) errors.push(fieldRequired(`${path}.policies`, "must specify at least one Policy"));
  for (const [index, { type, value, periodSeconds: period }] of policies.entries()) {
    const field = `${path}.policies[${index}]`;
    if (!policyTypes.includes(String(type))) errors.push(fieldNotSupported(`${field}.type`, type, policyTypes));
    if (Number(value) <= 0) errors.push(fieldInvalid(`${field}.value`, value, "must be greater than zero"));
    if (Number(period) <= 0) errors.push(fieldInvalid(`${field}.periodSeconds`, period, "must be greater than zero"));
    if (Number(period) > maxPeriod) {
      errors.push(fieldInvalid(`${field}.periodSeconds`, period, `must be less than or equal to ${maxPeriod}`));
    }
  }
  return errors;
}
