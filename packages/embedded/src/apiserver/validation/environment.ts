/**
 * Rules for containers' environments, in Kubernetes' words.
 * @module
 */
import {
  type FieldError,
  fieldInvalid,
  fieldNotSupported,
  fieldRequired,
  labelKeyErrors,
  subdomainErrors,
} from "@aiops-gym/cluster";
import { type Draft, listIn, maybeObjectIn } from "../draft.ts";
import { dataKeyErrors } from "./config-map.ts";

const sources = ["fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef"];
const podFields = ["name", "namespace", "uid", "labels", "annotations"].map((field) => `metadata.${field}`);
const otherFields = ["spec.nodeName", "spec.serviceAccountName", "status.hostIP", "status.hostIPs"];
const readableFields = new Set([...podFields, ...otherFields, "status.podIP", "status.podIPs"]);
const nameRule = "a valid environment variable name must consist only of printable ASCII characters other than '='";
const amounts = ["limits", "requests"].flatMap((one) =>
  ["cpu", "ephemeral-storage", "memory"].map((name) => `${one}.${name}`),
);
const cpuDivisors = ["1m", "1"];
const sizeDivisors = ["1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei"];

/** What is wrong with a container's variables. */
export function environmentErrors(path: string, container: Draft): FieldError[] {
  const errors: FieldError[] = [];
  for (const [index, variable] of listIn(container, "env").entries()) {
    errors.push(...variableErrors(`${path}.env[${index}]`, variable));
  }
  for (const [index, source] of listIn(container, "envFrom").entries()) {
    const prefix = String(source["prefix"] ?? "");
    if (prefix !== "" && !isVariable(prefix)) {
      errors.push(fieldInvalid(`${path}.envFrom[${index}].prefix`, prefix, nameRule));
    }
    const given = ["configMapRef", "secretRef"].filter((kind) => source[kind] !== undefined);
    if (given.length === 0) {
      errors.push(fieldInvalid(`${path}.envFrom`, "", "must specify one of: `configMapRef` or `secretRef`"));
    } else if (given.length > 1) {
      errors.push(fieldInvalid(`${path}.envFrom`, "", "may not have more than one field specified at a time"));
    }
  }
  return errors;
}

function isVariable(name: string): boolean {
  return /^[\x20-\x3c\x3e-\x7e]+$/.test(name);
}

function variableErrors(path: string, variable: Draft): FieldError[] {
  const errors: FieldError[] = [];
  const name = variable["name"];
  if (typeof name !== "string" || name === "") errors.push(fieldRequired(`${path}.name`));
  else if (!isVariable(name)) errors.push(fieldInvalid(`${path}.name`, name, nameRule));
  const from = maybeObjectIn(variable, "valueFrom");
  if (from === undefined) return errors;
  const at = `${path}.valueFrom`;
  const given = sources.filter((source) => from[source] !== undefined);
  errors.push(...fieldRefErrors(`${at}.fieldRef`, maybeObjectIn(from, "fieldRef")));
  errors.push(...amountRefErrors(`${at}.resourceFieldRef`, maybeObjectIn(from, "resourceFieldRef")));
  for (const source of ["configMapKeyRef", "secretKeyRef"]) {
    const ref = maybeObjectIn(from, source);
    if (ref !== undefined) errors.push(...keyRefErrors(`${at}.${source}`, ref));
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

function keyRefErrors(path: string, ref: Draft): FieldError[] {
  const errors: FieldError[] = [];
  const name = String(ref["name"] ?? "");
  for (const rule of subdomainErrors(name)) errors.push(fieldInvalid(`${path}.name`, name, rule));
  const key = String(ref["key"] ?? "");
  if (key === "") errors.push(fieldRequired(`${path}.key`));
  else errors.push(...dataKeyErrors(`${path}.key`, key));
  return errors;
}

function fieldRefErrors(path: string, ref: Draft | undefined): FieldError[] {
  if (ref === undefined) return [];
  const fieldPath = String(ref["fieldPath"] ?? "");
  if (fieldPath === "") return [fieldRequired(`${path}.fieldPath`)];
  const [, plain = fieldPath, key] = /^(metadata\.(?:labels|annotations))\['([^']*)'\]$/.exec(fieldPath) ?? [];
  if (key !== undefined) return labelKeyErrors(key).map((rule) => fieldInvalid(path, key, rule));
  if (readableFields.has(plain)) return [];
  const detail = `error converting fieldPath: field label not supported: ${fieldPath}`;
  return [fieldInvalid(`${path}.fieldPath`, fieldPath, detail)];
}

function amountRefErrors(path: string, ref: Draft | undefined): FieldError[] {
  if (ref === undefined) return [];
  const resource = String(ref["resource"] ?? "");
  if (resource === "") return [fieldRequired(`${path}.resource`)];
  if (!amounts.includes(resource) && !/^(?:limits|requests)\.hugepages-/.test(resource)) {
    return [fieldNotSupported(`${path}.resource`, resource, amounts)];
  }
  const divisor = String(ref["divisor"] ?? "0");
  const cpu = resource.endsWith(".cpu");
  const supported = cpu ? cpuDivisors : sizeDivisors;
  if (divisor === "0" || supported.includes(divisor)) return [];
  const kind = resource.slice(resource.indexOf(".") + 1);
  const list = cpu ? "1m and 1" : sizeDivisors.join(", ");
  const detail = `only divisor's values ${list} are supported with the ${kind} resource`;
  return [fieldInvalid(`${path}.divisor`, resource, detail)];
}
