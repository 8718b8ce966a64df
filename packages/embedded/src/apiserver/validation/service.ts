/**
 * Rules for services, in Kubernetes' words.
 * @module
 */
import {
  dns1035LabelErrors,
  type FieldError,
  fieldDuplicate,
  fieldForbidden,
  fieldInvalid,
  fieldNotSupported,
  fieldRequired,
} from "@aiops-gym/cluster";
import { type Draft, listIn, maybeObjectIn, objectIn } from "../draft.ts";
import type { KindRules } from "./kind-rules.ts";
import { labelErrors } from "./metadata.ts";
import { oneOf } from "./pod-spec.ts";
import { portErrors, portNumberErrors, protocolErrors } from "./ports.ts";

const types = ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"];
const ipv4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/;

export const serviceRules: KindRules = { object: serviceErrors, update: serviceUpdateErrors, name: dns1035LabelErrors };

function serviceErrors(object: Draft): FieldError[] {
  const spec = objectIn(object, "spec");
  const errors: FieldError[] = [];
  const ports = listIn(spec, "ports");
  const headless = spec["clusterIP"] === "None";
  if (ports.length === 0 && !headless && spec["type"] !== "ExternalName") errors.push(fieldRequired("spec.ports"));
  if (spec["type"] === "ExternalName" && (spec["externalName"] ?? "") === "") {
    errors.push(fieldRequired("spec.externalName"));
  }
  const names = new Set<unknown>();
  for (const [index, port] of ports.entries()) {
    errors.push(...servicePortErrors(`spec.ports[${index}]`, port, ports.length > 1, names));
  }
  errors.push(...labelErrors("spec.selector", maybeObjectIn(spec, "selector")));
  errors.push(...oneOf("spec.sessionAffinity", spec["sessionAffinity"], ["ClientIP", "None"]));
  errors.push(...oneOf("spec.type", spec["type"], types));
  errors.push(...duplicatePorts(ports));
  errors.push(...trafficErrors(spec));
  errors.push(...nodePortErrors(spec, ports));
  const ip = spec["clusterIP"];
  if (typeof ip === "string" && ip !== "None" && !ipv4.test(ip)) {
    const detail = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";
    errors.push(fieldInvalid("spec.clusterIPs[0]", ip, detail));
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
  errors.push(...portNumberErrors(`${path}.port`, port["port"]));
  errors.push(...protocolErrors(`${path}.protocol`, port["protocol"]));
  errors.push(...portErrors(`${path}.targetPort`, port["targetPort"]));
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
