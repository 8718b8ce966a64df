/**
 * Rules for Ingresses and IngressClasses, in Kubernetes' words.
 * @module
 */
import { type FieldError, fieldInvalid, fieldNotSupported, fieldRequired, subdomainErrors } from "@aiops-gym/cluster";
import { type Draft, listIn, maybeObjectIn, objectIn } from "../draft.ts";
import { isAddress, nameIfSet } from "./common-rules.ts";
import type { KindRules } from "./kind-rules.ts";
import { portNameErrors, portNumberErrors } from "./ports.ts";

const pathTypes = ["Exact", "ImplementationSpecific", "Prefix"];
const badSequences = ["//", "/./", "/../", "%2f", "%2F"];
const badEndings = ["/..", "/."];

export const ingressRules: KindRules = { object: ingressErrors };

function ingressErrors(object: Draft): FieldError[] {
  const spec = objectIn(object, "spec");
  const rules = listIn(spec, "rules");
  const errors: FieldError[] = [];
  const backend = maybeObjectIn(spec, "defaultBackend");
  if (rules.length === 0 && backend === undefined) {
    return [fieldInvalid("spec", null, "either `defaultBackend` or `rules` must be specified")];
  }
  if (backend !== undefined) errors.push(...backendErrors("spec.defaultBackend", backend));
  for (const [index, rule] of rules.entries()) errors.push(...ruleErrors(`spec.rules[${index}]`, rule));
  for (const [index, tls] of listIn(spec, "tls").entries()) {
    const hosts: readonly unknown[] = Array.isArray(tls["hosts"]) ? tls["hosts"] : [];
    for (const [at, host] of hosts.entries())
      errors.push(...hostErrors(`spec.tls[${index}].hosts[${at}]`, String(host)));
  }
  errors.push(...nameIfSet("spec.ingressClassName", spec["ingressClassName"]));
  return errors;
}

function hostErrors(field: string, host: string): FieldError[] {
  return subdomainErrors(host.replace(/^\*\./, "")).map((rule) => fieldInvalid(field, host, rule));
}

function ruleErrors(path: string, rule: Draft): FieldError[] {
  const errors: FieldError[] = [];
  const host = String(rule["host"] ?? "");
  if (host !== "" && isAddress(host)) {
    errors.push(fieldInvalid(`${path}.host`, host, "must be a DNS name, not an IP address"));
  } else if (host !== "") errors.push(...hostErrors(`${path}.host`, host));
  const http = maybeObjectIn(rule, "http");
  const paths = listIn(http, "paths");
  if (http !== undefined && paths.length === 0) errors.push(fieldRequired(`${path}.http.paths`));
  for (const [index, one] of paths.entries()) errors.push(...pathErrors(`${path}.http.paths[${index}]`, one));
  return errors;
}

function pathErrors(at: string, { path, pathType, backend }: Draft): FieldError[] {
  const errors: FieldError[] = [];
  const text = String(path ?? "");
  if (pathType === undefined || pathType === null) {
    return [fieldRequired(`${at}.pathType`, "pathType must be specified")];
  }
  if (pathType === "Exact" || pathType === "Prefix") {
    if (!text.startsWith("/")) errors.push(fieldInvalid(`${at}.path`, text, "must be an absolute path"));
    for (const bad of badSequences) {
      if (text.includes(bad)) errors.push(fieldInvalid(`${at}.path`, text, `must not contain '${bad}'`));
    }
    for (const bad of badEndings) {
      if (text.endsWith(bad)) errors.push(fieldInvalid(`${at}.path`, text, `cannot end with '${bad}'`));
    }
  } else if (pathType !== "ImplementationSpecific") {
    errors.push(fieldNotSupported(`${at}.pathType`, pathType, pathTypes));
  }
  return [...errors, ...backendErrors(`${at}.backend`, (backend ?? {}) as Draft)];
}

function backendErrors(path: string, backend: Draft): FieldError[] {
  const service = maybeObjectIn(backend, "service");
  const resource = maybeObjectIn(backend, "resource");
  if (service !== undefined && resource !== undefined) {
    return [fieldInvalid(path, "", "cannot set both resource and service backends")];
  }
  if (resource !== undefined) return [];
  if (service === undefined) return [fieldInvalid(path, "", "resource or service backend is required")];
  const errors: FieldError[] = [];
  if ((service["name"] ?? "") === "") errors.push(fieldRequired(`${path}.service.name`));
  const { name = "", number = 0 } = objectIn(service, "port");
  if (name !== "" && number !== 0) errors.push(fieldInvalid(path, "", "cannot set both port name & port number"));
  else if (name !== "") errors.push(...portNameErrors(`${path}.service.port.name`, String(name)));
  else if (number === 0) errors.push(fieldRequired(path, "port name or number is required"));
  else errors.push(...portNumberErrors(`${path}.service.port.number`, number));
  return errors;
}

export const ingressClassRules: KindRules = {
  object: (object) => {
    const controller = String(objectIn(object, "spec")["controller"] ?? "");
    if (controller === "") return [fieldRequired("spec.controller")];
    if (/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/.+$/.test(controller)) return [];
    return [fieldInvalid("spec.controller", controller, 'must be a domain-prefixed path (such as "acme.io/foo")')];
  },
  update: (next, previous) => {
    const [after, before] = [next, previous].map((one) => objectIn(one, "spec")["controller"]);
    return after === before ? [] : [fieldInvalid("spec.controller", after, "field is immutable")];
  },
};
