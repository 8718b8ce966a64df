/**
 * Rules for ResourceQuotas and LimitRanges, in Kubernetes' words.
 * @module
 */
import {
  compareQuantities,
  type FieldError,
  fieldDuplicate,
  fieldForbidden,
  fieldInvalid,
  fieldRequired,
  labelKeyErrors,
} from "@aiops-gym/cluster";
import { type Draft, listIn, maybeObjectIn, objectIn } from "../draft.ts";
import { notNegative } from "./containers.ts";
import type { KindRules } from "./kind-rules.ts";

const plainNames = new Set(
  (
    "cpu memory ephemeral-storage requests.cpu requests.memory requests.storage requests.ephemeral-storage limits.cpu " +
    "limits.memory limits.ephemeral-storage pods resourcequotas services replicationcontrollers secrets configmaps " +
    "persistentvolumeclaims services.nodeports services.loadbalancers storage"
  ).split(" "),
);
const podScopes = ["Terminating", "NotTerminating", "NotBestEffort", "PriorityClass", "CrossNamespacePodAffinity"];
const scopes = new Set([...podScopes, "BestEffort", "VolumeAttributesClass"]);
const bestEffortNames = new Set(["pods", "count/pods"]);
const opposites = [
  ["BestEffort", "NotBestEffort"],
  ["Terminating", "NotTerminating"],
] as const;

export const resourceQuotaRules: KindRules = { object: quotaErrors };

function quotaErrors(object: Draft): FieldError[] {
  const spec = objectIn(object, "spec");
  const hard = maybeObjectIn(spec, "hard") ?? {};
  const errors: FieldError[] = [];
  for (const [name, amount] of Object.entries(hard)) {
    const field = `spec.hard[${name}]`;
    for (const rule of labelKeyErrors(name)) errors.push(fieldInvalid(field, name, rule));
    if (!name.includes("/") && !plainNames.has(name) && !/^(?:requests\.)?hugepages-/.test(name)) {
      errors.push(fieldInvalid(field, name, "must be a standard resource type or fully qualified"));
      errors.push(fieldInvalid(field, name, "must be a standard resource for quota"));
    }
    if (compareQuantities(String(amount), "0") < 0) errors.push(notNegative(field, amount));
  }
  const given: readonly unknown[] = Array.isArray(spec["scopes"]) ? spec["scopes"] : [];
  for (const scope of given) {
    if (!scopes.has(String(scope))) errors.push(fieldInvalid("spec.scopes", given, "unsupported scope"));
    else if (scope === "BestEffort" && Object.keys(hard).some((name) => !bestEffortNames.has(name))) {
      errors.push(fieldInvalid("spec.scopes", given, "unsupported scope applied to resource"));
    }
  }
  if (opposites.some((pair) => pair.every((one) => given.includes(one)))) {
    errors.push(fieldInvalid("spec.scopes", given, "conflicting scopes"));
  }
  return errors;
}

const limitTypes = ["Pod", "Container", "PersistentVolumeClaim"];

export const limitRangeRules: KindRules = {
  object: (object) => {
    const seen = new Set<unknown>();
    return listIn(objectIn(object, "spec"), "limits").flatMap((item, index) => {
      const path = `spec.limits[${index}]`;
      const { type } = item;
      const errors: FieldError[] = [];
      if (!limitTypes.includes(String(type)) && !String(type).includes("/")) {
        errors.push(fieldInvalid(`${path}.type`, type, "must be a standard limit type or fully qualified"));
      }
      if (seen.has(type)) errors.push(fieldDuplicate(`${path}.type`, type));
      seen.add(type);
      return [...errors, ...limitErrors(path, item)];
    });
  },
};

function limitErrors(path: string, item: Draft): FieldError[] {
  const errors: FieldError[] = [];
  const { type } = item;
  if (type === "Pod") {
    for (const field of ["default", "defaultRequest"]) {
      if (maybeObjectIn(item, field) !== undefined) {
        errors.push(fieldForbidden(`${path}.${field}`, "may not be specified when `type` is 'Pod'"));
      }
    }
  }
  const of = (field: string): Readonly<Record<string, string>> =>
    (maybeObjectIn(item, field) ?? {}) as Readonly<Record<string, string>>;
  const [min, max, limits, requests] = [of("min"), of("max"), of("default"), of("defaultRequest")];
  if (type === "PersistentVolumeClaim" && min["storage"] === undefined && max["storage"] === undefined) {
    const detail = "either minimum or maximum storage value is required, but neither was provided";
    errors.push(fieldRequired(`${path}.limits`, detail));
  }
  const names = new Set([min, max, limits, requests, of("maxLimitRequestRatio")].flatMap((one) => Object.keys(one)));
  for (const name of [...names].sort()) {
    const above = (a: string | undefined, b: string | undefined): boolean =>
      a !== undefined && b !== undefined && compareQuantities(a, b) > 0;
    const [low, high, limit, request] = [min[name], max[name], limits[name], requests[name]];
    const say = (field: string, value: unknown, detail: string): void => {
      errors.push(fieldInvalid(`${path}.${field}[${name}]`, value, detail));
    };
    if (above(low, high)) say("min", low, `min value ${low} is greater than max value ${high}`);
    if (above(low, request))
      say("defaultRequest", request, `min value ${low} is greater than default request value ${request}`);
    if (above(request, high)) {
      say("defaultRequest", request, `default request value ${request} is greater than max value ${high}`);
    }
    if (above(request, limit)) {
      say("defaultRequest", request, `default request value ${request} is greater than default limit value ${limit}`);
    }
    if (above(low, limit)) say("default", low, `min value ${low} is greater than default value ${limit}`);
    if (above(limit, high)) say("default", limit, `default value ${limit} is greater than max value ${high}`);
    const ratio = of("maxLimitRequestRatio")[name];
    if (ratio !== undefined && compareQuantities(ratio, "1") < 0) {
      say("maxLimitRequestRatio", ratio, `ratio ${ratio} is less than 1`);
    }
  }
  return errors;
}
