/**
 * Rules for services, in Kubernetes' words.
 * @module
 */
import {
  dns1035LabelErrors,
  dnsLabelErrors,
  type FieldError,
  fieldDuplicate,
  fieldForbidden,
  fieldInvalid,
  fieldNotSupported,
  fieldRequired,
  labelKeyErrors,
} from "@aiops-gym/cluster";
import { type Draft, listIn, maybeObjectIn, objectIn } from "../draft.ts";
import { addressErrors, nameIfSet, oneOfIfSet, reachableErrors } from "./common-rules.ts";
import type { KindRules } from "./kind-rules.ts";
import { labelErrors } from "./metadata.ts";
import { oneOf } from "./pod-spec.ts";
import { portErrors, portNumberErrors, protocolErrors } from "./ports.ts";

const types = ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"];

export const serviceRules: KindRules = { object: serviceErrors, update: serviceUpdateErrors, name: dns1035LabelErrors };

function serviceErrors(object: Draft): FieldError[] {
  const spec = objectIn(object, "spec");
  const errors: FieldError[] = [];
  const ports = listIn(spec, "ports");
  const headless = spec["clusterIP"] === "None";
  if (ports.length === 0 && !headless && spec["type"] !== "ExternalName") errors.push(fieldRequired("spec.ports"));
  if (spec["type"] === "ExternalName") {
    const name = String(spec["externalName"] ?? "");
    if (name === "") errors.push(fieldRequired("spec.externalName"));
    else errors.push(...nameIfSet("spec.externalName", name));
  }
  const names = new Set<unknown>();
  for (const [index, port] of ports.entries()) {
    errors.push(...servicePortErrors(`spec.ports[${index}]`, port, ports.length > 1, names));
  }
  errors.push(...labelErrors("spec.selector", maybeObjectIn(spec, "selector")));
  errors.push(...oneOf("spec.sessionAffinity", spec["sessionAffinity"], ["ClientIP", "None"]));
  errors.push(...oneOf("spec.type", spec["type"], types));
  const seconds = maybeObjectIn(maybeObjectIn(spec, "sessionAffinityConfig"), "clientIP")?.["timeoutSeconds"];
  if (spec["sessionAffinity"] === "ClientIP" && typeof seconds === "number" && (seconds <= 0 || seconds > 86_400)) {
    const field = "spec.sessionAffinityConfig.clientIP.timeoutSeconds";
    errors.push(fieldInvalid(field, seconds, "must be greater than 0 and less than 86400"));
  }
  errors.push(...familyErrors(spec));
  for (const [index, ip] of listOf(spec["externalIPs"]).entries()) {
    errors.push(...reachableErrors(`spec.externalIPs[${index}]`, ip));
  }
  errors.push(...duplicatePorts(ports));
  errors.push(...trafficErrors(spec));
  errors.push(...nodePortErrors(spec, ports));
  errors.push(...addressRules(spec));
  errors.push(...balancerErrors(spec));
  return errors;
}

const families = ["IPv4", "IPv6"];
const familyPolicies = ["PreferDualStack", "RequireDualStack", "SingleStack"];

function familyErrors(spec: Draft): FieldError[] {
  const errors: FieldError[] = [];
  for (const [index, family] of listOf(spec["ipFamilies"]).entries()) {
    const field = `spec.ipFamilies[${index}]`;
    errors.push(...oneOfIfSet(field, family, families));
    // a cluster of one family
    if (family === "IPv6" && spec["clusterIP"] === undefined) {
      errors.push(fieldInvalid(field, family, "not configured on this cluster"));
    }
  }
  const policy = spec["ipFamilyPolicy"];
  errors.push(...oneOfIfSet("spec.ipFamilyPolicy", policy, familyPolicies));
  if (policy === "RequireDualStack") {
    errors.push(fieldInvalid("spec.ipFamilyPolicy", policy, "this cluster is not configured for dual-stack services"));
  }
  return errors;
}

function addressRules(spec: Draft): FieldError[] {
  const ip = spec["clusterIP"];
  const type = spec["type"];
  if (typeof ip !== "string" || ip === "") return [];
  if (type === "ExternalName") return [fieldForbidden("spec.clusterIPs", "may not be set for ExternalName services")];
  if (ip === "None") {
    const detail = `may not be set to 'None' for ${type} services`;
    return type === "ClusterIP" ? [] : [fieldInvalid("spec.clusterIPs[0]", ip, detail)];
  }
  const errors = addressErrors("spec.clusterIPs[0]", ip);
  if (errors.length === 0 && listOf(spec["ipFamilies"])[0] === "IPv6" && !ip.includes(":")) {
    const detail = "expected an IPv6 value as indicated by `ipFamilies[0]`";
    errors.push(fieldInvalid("spec.clusterIPs[0]", ip, detail));
  }
  return errors;
}

function balancerErrors(spec: Draft): FieldError[] {
  const errors: FieldError[] = [];
  const balanced = spec["type"] === "LoadBalancer";
  const only = "may only be used when `type` is 'LoadBalancer'";
  if (!balanced) {
    if (listOf(spec["loadBalancerSourceRanges"]).length > 0) {
      errors.push(fieldForbidden("spec.LoadBalancerSourceRanges", only));
    }
    for (const field of ["allocateLoadBalancerNodePorts", "loadBalancerClass"]) {
      if (spec[field] !== undefined) errors.push(fieldForbidden(`spec.${field}`, only));
    }
  }
  const port = spec["healthCheckNodePort"];
  if (port !== undefined && port !== 0 && !(balanced && spec["externalTrafficPolicy"] === "Local")) {
    const detail = "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'";
    errors.push(fieldInvalid("spec.healthCheckNodePort", port, detail));
  }
  return errors;
}

function trafficErrors(spec: Draft): FieldError[] {
  const errors: FieldError[] = [];
  const exposed =
    spec["type"] === "NodePort" || spec["type"] === "LoadBalancer" || listOf(spec["externalIPs"]).length > 0;
  const policy = spec["externalTrafficPolicy"];
  if (policy !== undefined && !exposed) {
    const detail = "may only be set for externally-accessible services";
    errors.push(fieldInvalid("spec.externalTrafficPolicy", policy, detail));
  }
  for (const field of ["externalTrafficPolicy", "internalTrafficPolicy"]) {
    if (spec[field] !== undefined) errors.push(...oneOf(`spec.${field}`, spec[field], ["Cluster", "Local"]));
  }
  const distribution = spec["trafficDistribution"];
  const distributions = ["PreferClose", "PreferSameZone", "PreferSameNode"];
  if (distribution !== undefined && !distributions.includes(String(distribution))) {
    errors.push(fieldNotSupported("spec.trafficDistribution", distribution, distributions));
  }
  return errors;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function servicePortErrors(path: string, port: Draft, several: boolean, names: Set<unknown>): FieldError[] {
  const errors: FieldError[] = [];
  const name = port["name"];
  if (name === undefined && several) errors.push(fieldRequired(`${path}.name`));
  if (name !== undefined && names.has(name)) errors.push(fieldDuplicate(`${path}.name`, name));
  names.add(name);
  errors.push(...nameIfSet(`${path}.name`, name, dnsLabelErrors));
  errors.push(...portNumberErrors(`${path}.port`, port["port"]));
  errors.push(...protocolErrors(`${path}.protocol`, port["protocol"]));
  errors.push(...portErrors(`${path}.targetPort`, port["targetPort"]));
  errors.push(...nameIfSet(`${path}.appProtocol`, port["appProtocol"], labelKeyErrors));
  return errors;
}

function duplicatePorts(ports: readonly Draft[]): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  for (const [index, { protocol, port }] of ports.entries()) {
    const key = `${protocol} ${port}`;
    if (seen.has(key)) {
      const value = { Name: "", Protocol: protocol, AppProtocol: null, Port: port, TargetPort: 0, NodePort: 0 };
      errors.push(fieldDuplicate(`spec.ports[${index}]`, value));
    }
    seen.add(key);
  }
  return errors;
}

function nodePortErrors(spec: Draft, ports: readonly Draft[]): FieldError[] {
  if (spec["type"] !== "ClusterIP") return [];
  const errors: FieldError[] = [];
  for (const [index, { nodePort }] of ports.entries()) {
    if (nodePort !== undefined) {
      errors.push(fieldForbidden(`spec.ports[${index}].nodePort`, "may not be used when `type` is 'ClusterIP'"));
    }
  }
  return errors;
}

function serviceUpdateErrors(next: Draft, previous: Draft): FieldError[] {
  const after = objectIn(next, "spec");
  const before = objectIn(previous, "spec");
  if (after["type"] === "ExternalName" || before["type"] === "ExternalName") return [];
  if (before["clusterIP"] === undefined || after["clusterIP"] === before["clusterIP"]) return [];
  return [fieldInvalid("spec.clusterIPs[0]", [after["clusterIP"]], "may not change once set")];
}
