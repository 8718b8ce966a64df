/**
 * Rules for pod specifications, in Kubernetes' words.
 * @module
 */
import {
  dnsLabelErrors,
  type FieldError,
  fieldDuplicate,
  fieldForbidden,
  fieldInvalid,
  fieldNotSupported,
  fieldRequired,
  subdomainErrors,
} from "@aiops-gym/cluster";
import { type Draft, listIn, maybeObjectIn } from "../draft.ts";
import { addressErrors, nameIfSet, oneOfIfSet } from "./common-rules.ts";
import { containersErrors, notNegative } from "./containers.ts";
import { labelErrors } from "./metadata.ts";
import { affinityErrors, gateErrors, spreadErrors, tolerationErrors } from "./pod-placement.ts";
import { volumesErrors } from "./pod-volumes.ts";
import { podSecurityErrors } from "./security-context.ts";

const restartPolicies = ["Always", "OnFailure", "Never"];
const dnsPolicies = ["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"];

/** What is wrong with a pod's specification, or a template's. */
export function podSpecErrors(field: string, spec: Draft): FieldError[] {
  const errors: FieldError[] = [];
  const grace = Number(spec["terminationGracePeriodSeconds"] ?? 0);
  const volumes = listIn(spec, "volumes");
  errors.push(...volumesErrors(`${field}.volumes`, volumes));
  const names = new Set(volumes.map((volume) => String(volume["name"])));
  const containers = listIn(spec, "containers");
  const initContainers = listIn(spec, "initContainers");
  if (containers.length === 0) errors.push(fieldRequired(`${field}.containers`));
  errors.push(...containersErrors(`${field}.containers`, containers, { volumes: names, grace }));
  const taken = new Set(containers.map(({ name }) => name));
  errors.push(
    ...containersErrors(`${field}.initContainers`, initContainers, { volumes: names, grace, taken, init: true }),
  );
  errors.push(...hostPortErrors(field, spec));
  errors.push(...oneOf(`${field}.restartPolicy`, spec["restartPolicy"], restartPolicies));
  errors.push(...oneOf(`${field}.dnsPolicy`, spec["dnsPolicy"], dnsPolicies));
  errors.push(...labelErrors(`${field}.nodeSelector`, maybeObjectIn(spec, "nodeSelector")));
  errors.push(...podSecurityErrors(field, spec));
  if (spec["hostUsers"] === false) {
    for (const one of ["hostNetwork", "hostPID", "hostIPC"]) {
      if (spec[one] === true) errors.push(fieldForbidden(`${field}.${one}`, "when `hostUsers` is false"));
    }
  }
  errors.push(...affinityErrors(`${field}.affinity`, maybeObjectIn(spec, "affinity")));
  errors.push(...dnsErrors(field, spec));
  errors.push(...gateErrors(field, spec));
  errors.push(...spreadErrors(`${field}.topologySpreadConstraints`, listIn(spec, "topologySpreadConstraints")));
  errors.push(...nameIfSet(`${field}.serviceAccountName`, spec["serviceAccountName"]));
  errors.push(...nameIfSet(`${field}.nodeName`, spec["nodeName"]));
  const deadline = spec["activeDeadlineSeconds"];
  if (typeof deadline === "number" && deadline < 1) {
    const detail = "must be between 1 and 2147483647, inclusive";
    errors.push(fieldInvalid(`${field}.activeDeadlineSeconds`, deadline, detail));
  }
  errors.push(...nameIfSet(`${field}.hostname`, spec["hostname"], dnsLabelErrors));
  errors.push(...nameIfSet(`${field}.subdomain`, spec["subdomain"], subdomainLabelErrors));
  for (const [index, toleration] of listIn(spec, "tolerations").entries()) {
    errors.push(...tolerationErrors(`${field}.tolerations[${index}]`, toleration));
  }
  for (const [index, alias] of listIn(spec, "hostAliases").entries()) {
    errors.push(...hostAliasErrors(`${field}.hostAliases[${index}]`, alias));
  }
  errors.push(...nameIfSet(`${field}.priorityClassName`, spec["priorityClassName"]));
  errors.push(...nameIfSet(`${field}.runtimeClassName`, spec["runtimeClassName"]));
  errors.push(...oneOfIfSet(`${field}.preemptionPolicy`, spec["preemptionPolicy"], ["PreemptLowerPriority", "Never"]));
  errors.push(...oneOfIfSet(`${field}.os`, maybeObjectIn(spec, "os")?.["name"], ["linux", "windows"]));
  return errors;
}

function subdomainLabelErrors(text: string): readonly string[] {
  return text.includes(".") ? ["must not contain dots"] : dnsLabelErrors(text);
}

/** `Unsupported value: "x": supported values: ...` */
export function oneOf(field: string, value: unknown, supported: readonly string[]): FieldError[] {
  return supported.includes(String(value)) ? [] : [fieldNotSupported(field, value, supported)];
}

/** What is wrong with numbers that may not be negative. */
export function negativeErrors(path: string, draft: Draft, fields: readonly string[]): FieldError[] {
  const errors: FieldError[] = [];
  for (const field of fields) {
    const value = draft[field];
    if (typeof value === "number" && value < 0) errors.push(notNegative(`${path}.${field}`, value));
  }
  return errors;
}

/** Ports of the host belong to one container each, and are the containers' own in the host's network. */
function hostPortErrors(field: string, spec: Draft): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  for (const [index, container] of listIn(spec, "containers").entries()) {
    for (const [at, port] of listIn(container, "ports").entries()) {
      const { hostPort, containerPort, protocol, hostIP = "" } = port;
      if (hostPort === undefined || hostPort === 0) continue;
      const path = `${field}.containers[${index}].ports[${at}].hostPort`;
      const key = `${protocol}/${hostIP}/${hostPort}`;
      if (seen.has(key)) errors.push(fieldDuplicate(path, key));
      seen.add(key);
      if (spec["hostNetwork"] === true && hostPort !== containerPort) {
        errors.push(fieldInvalid(path, hostPort, "must match `containerPort` when `hostNetwork` is true"));
      }
    }
  }
  return errors;
}

const searchRule =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start " +
  "and end with an alphanumeric character (e.g. 'example.com', regex used for validation is " +
  "'_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?(\\._?[a-z0-9]([-_a-z0-9]*[a-z0-9])?)*')";

function dnsErrors(field: string, spec: Draft): FieldError[] {
  const config = maybeObjectIn(spec, "dnsConfig");
  const path = `${field}.dnsConfig`;
  const servers: readonly unknown[] = Array.isArray(config?.["nameservers"]) ? config["nameservers"] : [];
  if (spec["dnsPolicy"] === "None") {
    if (config === undefined) {
      return [fieldRequired(path, "must provide `dnsConfig` when `dnsPolicy` is None")];
    }
    if (servers.length === 0) {
      return [
        fieldRequired(`${path}.nameservers`, "must provide at least one DNS nameserver when `dnsPolicy` is None"),
      ];
    }
  }
  const errors: FieldError[] = [];
  if (servers.length > 3)
    errors.push(fieldInvalid(`${path}.nameservers`, servers, "must not have more than 3 nameservers"));
  for (const [index, server] of servers.entries())
    errors.push(...addressErrors(`${path}.nameservers[${index}]`, server));
  const searches: readonly unknown[] = Array.isArray(config?.["searches"]) ? config["searches"] : [];
  for (const [index, search] of searches.entries()) {
    const text = String(search).replace(/\.$/, "");
    if (!/^_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?(\._?[a-z0-9]([-_a-z0-9]*[a-z0-9])?)*$/.test(text)) {
      errors.push(fieldInvalid(`${path}.searches[${index}]`, search, searchRule));
    }
  }
  for (const [index, { name }] of listIn(config, "options").entries()) {
    if ((name ?? "") === "") errors.push(fieldRequired(`${path}.options[${index}]`, "must not be empty"));
  }
  return errors;
}

function hostAliasErrors(path: string, alias: Draft): FieldError[] {
  const errors = addressErrors(`${path}.ip`, alias["ip"]);
  const hostnames: unknown = alias["hostnames"];
  if (!Array.isArray(hostnames)) return errors;
  for (const [index, name] of hostnames.map(String).entries()) {
    for (const rule of subdomainErrors(name)) errors.push(fieldInvalid(`${path}.hostnames[${index}]`, name, rule));
  }
  return errors;
}
