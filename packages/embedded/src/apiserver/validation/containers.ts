/**
 * Rules for containers, in Kubernetes' words.
 * @module
 */
import {
  compareQuantities,
  dnsLabelErrors,
  type FieldError,
  fieldDuplicate,
  fieldForbidden,
  fieldInvalid,
  fieldNotFound,
  fieldNotSupported,
  fieldRequired,
} from "@aiops-gym/cluster";
import { type Draft, listIn, maybeObjectIn } from "../draft.ts";
import { portErrors, portNameErrors, portNumberErrors, protocolErrors } from "./ports.ts";

const pullPolicies = ["Always", "IfNotPresent", "Never"];
const handlers = ["exec", "httpGet", "tcpSocket", "grpc"];
const sources = ["fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef"];
const standardResources = ["cpu", "memory", "ephemeral-storage"];
const podFields = ["name", "namespace", "uid", "labels", "annotations"].map((field) => `metadata.${field}`);
const otherFields = ["spec.nodeName", "spec.serviceAccountName", "status.hostIP", "status.hostIPs"];
const readableFields = new Set([...podFields, ...otherFields, "status.podIP", "status.podIPs"]);

/** What is wrong with a list of containers. */
export function containersErrors(
  field: string,
  containers: readonly Draft[],
  volumes: ReadonlySet<string>,
): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<unknown>();
  for (const [index, container] of containers.entries()) {
    const path = `${field}[${index}]`;
    const name = container["name"];
    if (typeof name !== "string" || name === "") errors.push(fieldRequired(`${path}.name`));
    else {
      for (const rule of dnsLabelErrors(name)) errors.push(fieldInvalid(`${path}.name`, name, rule));
      if (seen.has(name)) errors.push(fieldDuplicate(`${path}.name`, name));
    }
    seen.add(name);
    errors.push(...containerErrors(path, container, volumes));
  }
  return errors;
}

function containerErrors(path: string, container: Draft, volumes: ReadonlySet<string>): FieldError[] {
  const errors: FieldError[] = [];
  const image = container["image"];
  if (typeof image !== "string" || image === "") errors.push(fieldRequired(`${path}.image`));
  else if (image.trim() !== image) {
    errors.push(fieldInvalid(`${path}.image`, image, "must not have leading or trailing whitespace"));
  }
  for (const [index, port] of listIn(container, "ports").entries()) {
    errors.push(...containerPortErrors(`${path}.ports[${index}]`, port));
  }
  for (const [index, variable] of listIn(container, "env").entries()) {
    errors.push(...variableErrors(`${path}.env[${index}]`, variable));
  }
  errors.push(...mountErrors(path, listIn(container, "volumeMounts"), volumes));
  for (const kind of ["livenessProbe", "readinessProbe", "startupProbe"]) {
    const probe = maybeObjectIn(container, kind);
    if (probe !== undefined) errors.push(...probeErrors(`${path}.${kind}`, probe, kind !== "readinessProbe"));
  }
  const policy = container["imagePullPolicy"];
  if (!pullPolicies.includes(String(policy))) {
    errors.push(fieldNotSupported(`${path}.imagePullPolicy`, policy, pullPolicies));
  }
  errors.push(...resourceErrors(`${path}.resources`, maybeObjectIn(container, "resources")));
  return errors;
}

function containerPortErrors(path: string, port: Draft): FieldError[] {
  const errors: FieldError[] = [];
  if (typeof port["name"] === "string") errors.push(...portNameErrors(`${path}.name`, port["name"]));
  const number = port["containerPort"];
  if (number === undefined || number === 0) errors.push(fieldRequired(`${path}.containerPort`));
  else errors.push(...portNumberErrors(`${path}.containerPort`, number));
  errors.push(...protocolErrors(`${path}.protocol`, port["protocol"]));
  return errors;
}

function variableErrors(path: string, variable: Draft): FieldError[] {
  const errors: FieldError[] = [];
  const name = variable["name"];
  if (typeof name !== "string" || name === "") errors.push(fieldRequired(`${path}.name`));
  else if (!/^[\x20-\x3c\x3e-\x7e]+$/.test(name)) {
    const rule = "a valid environment variable name must consist only of printable ASCII characters other than '='";
    errors.push(fieldInvalid(`${path}.name`, name, rule));
  }
  const from = maybeObjectIn(variable, "valueFrom");
  if (from === undefined) return errors;
  const at = `${path}.valueFrom`;
  const given = sources.filter((source) => from[source] !== undefined);
  const fieldPath = maybeObjectIn(from, "fieldRef")?.["fieldPath"];
  if (given.includes("fieldRef")) errors.push(...fieldPathErrors(`${at}.fieldRef.fieldPath`, fieldPath));
  for (const source of ["configMapKeyRef", "secretKeyRef"]) {
    const ref = maybeObjectIn(from, source);
    if (ref !== undefined && (ref["key"] ?? "") === "") errors.push(fieldRequired(`${at}.${source}.key`));
  }
  if (variable["value"] !== undefined && given.length > 0) {
    errors.push(fieldInvalid(at, "", "may not be specified when `value` is not empty"));
  } else if (given.length === 0) {
    const detail = "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`";
    errors.push(fieldInvalid(at, "", detail));
  } else if (given.length > 1) {
    errors.push(fieldInvalid(at, "", "may not have more than one field specified at a time"));
  }
  return errors;
}

function fieldPathErrors(field: string, fieldPath: unknown): FieldError[] {
  if (typeof fieldPath !== "string" || fieldPath === "") return [fieldRequired(field)];
  const plain = fieldPath.replace(/\['[^']*'\]$/, "");
  if (readableFields.has(plain)) return [];
  return [fieldInvalid(field, fieldPath, `error converting fieldPath: field label not supported: ${fieldPath}`)];
}

function mountErrors(path: string, mounts: readonly Draft[], volumes: ReadonlySet<string>): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<unknown>();
  for (const [index, mount] of mounts.entries()) {
    const at = `${path}.volumeMounts[${index}]`;
    const { name, mountPath } = mount;
    if (typeof name !== "string" || name === "") errors.push(fieldRequired(`${at}.name`));
    else if (!volumes.has(name)) errors.push(fieldNotFound(`${at}.name`, name));
    if (typeof mountPath !== "string" || mountPath === "") errors.push(fieldRequired(`${at}.mountPath`));
    else if (seen.has(mountPath)) errors.push(fieldInvalid(`${at}.mountPath`, mountPath, "must be unique"));
    seen.add(mountPath);
  }
  return errors;
}

const probeNumbers = ["initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold"];

function probeErrors(path: string, probe: Draft, mustSucceedOnce: boolean): FieldError[] {
  const errors: FieldError[] = [];
  const given = handlers.filter((handler) => probe[handler] !== undefined);
  if (given.length === 0) errors.push(fieldRequired(path, "must specify a handler type"));
  for (const extra of given.slice(1)) {
    errors.push(fieldForbidden(`${path}.${extra}`, "may not specify more than 1 handler type"));
  }
  const [handler = ""] = given;
  const action = maybeObjectIn(probe, handler);
  if (handler === "exec" && !Array.isArray(action?.["command"])) errors.push(fieldRequired(`${path}.exec.command`));
  if (handler === "httpGet" || handler === "tcpSocket" || handler === "grpc") {
    errors.push(...portErrors(`${path}.${handler}.port`, action?.["port"]));
  }
  const scheme = handler === "httpGet" ? String(action?.["scheme"]) : "HTTP";
  if (scheme !== "HTTP" && scheme !== "HTTPS") {
    errors.push(fieldNotSupported(`${path}.httpGet.scheme`, scheme, ["HTTP", "HTTPS"]));
  }
  for (const field of probeNumbers) {
    const value = probe[field];
    if (typeof value === "number" && value < 0) errors.push(notNegative(`${path}.${field}`, value));
  }
  if (mustSucceedOnce && probe["successThreshold"] !== 1) {
    errors.push(fieldInvalid(`${path}.successThreshold`, probe["successThreshold"], "must be 1"));
  }
  return errors;
}

/** `must be greater than or equal to 0` */
export function notNegative(field: string, value: unknown): FieldError {
  return fieldInvalid(field, value, "must be greater than or equal to 0");
}

function resourceErrors(path: string, resources: Draft | undefined): FieldError[] {
  const errors: FieldError[] = [];
  const limits = maybeObjectIn(resources, "limits") ?? {};
  const requests = maybeObjectIn(resources, "requests") ?? {};
  for (const [name, limit] of Object.entries(limits))
    errors.push(...amountErrors(`${path}.limits[${name}]`, name, limit));
  for (const [name, request] of Object.entries(requests)) {
    const limit = limits[name];
    if (limit !== undefined && compareQuantities(String(request), String(limit)) > 0) {
      errors.push(fieldInvalid(`${path}.requests`, request, `must be less than or equal to ${name} limit of ${limit}`));
    }
    errors.push(...amountErrors(`${path}.requests[${name}]`, name, request));
  }
  return errors;
}

function amountErrors(field: string, name: string, amount: unknown): FieldError[] {
  const errors: FieldError[] = [];
  if (!name.includes("/") && !standardResources.includes(name) && !name.startsWith("hugepages-")) {
    errors.push(fieldInvalid(field, name, "must be a standard resource type or fully qualified"));
    errors.push(fieldInvalid(field, name, "must be a standard resource for containers"));
  }
  if (compareQuantities(String(amount), "0") < 0) errors.push(notNegative(field, amount));
  return errors;
}
