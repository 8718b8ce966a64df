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
} from "@aiops-gym/cluster";
import { type Draft, isDraft, listIn, maybeObjectIn } from "../draft.ts";
import { containersErrors, notNegative } from "./containers.ts";
import { labelErrors } from "./metadata.ts";

const restartPolicies = ["Always", "OnFailure", "Never"];
const dnsPolicies = ["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"];
const operators = ["Equal", "Exists"];

/** What a volume's source must name. */
const requiredOfSource: Readonly<Record<string, string>> = {
  configMap: "name",
  secret: "secretName",
  hostPath: "path",
  persistentVolumeClaim: "claimName",
};

/** What is wrong with a pod's specification, or a template's. */
export function podSpecErrors(field: string, spec: Draft): FieldError[] {
  const errors: FieldError[] = [];
  const volumes = listIn(spec, "volumes");
  errors.push(...volumeErrors(`${field}.volumes`, volumes));
  const names = new Set(volumes.map((volume) => String(volume["name"])));
  const containers = listIn(spec, "containers");
  if (containers.length === 0) errors.push(fieldRequired(`${field}.containers`));
  errors.push(...containersErrors(`${field}.containers`, containers, names));
  errors.push(...containersErrors(`${field}.initContainers`, listIn(spec, "initContainers"), names));
  errors.push(...oneOf(`${field}.restartPolicy`, spec["restartPolicy"], restartPolicies));
  errors.push(...oneOf(`${field}.dnsPolicy`, spec["dnsPolicy"], dnsPolicies));
  errors.push(...labelErrors(`${field}.nodeSelector`, maybeObjectIn(spec, "nodeSelector")));
  for (const [index, toleration] of listIn(spec, "tolerations").entries()) {
    errors.push(...tolerationErrors(`${field}.tolerations[${index}]`, toleration));
  }
  const deadline = spec["activeDeadlineSeconds"];
  if (typeof deadline === "number" && deadline < 1) {
    errors.push(
      fieldInvalid(`${field}.activeDeadlineSeconds`, deadline, "must be between 1 and 2147483647, inclusive"),
    );
  }
  return errors;
}

/** `Unsupported value: "x": supported values: ...` */
export function oneOf(field: string, value: unknown, supported: readonly string[]): FieldError[] {
  return supported.includes(String(value)) ? [] : [fieldNotSupported(field, value, supported)];
}

function volumeErrors(field: string, volumes: readonly Draft[]): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  for (const [index, volume] of volumes.entries()) {
    const path = `${field}[${index}]`;
    const sources = Object.keys(volume).filter((key) => isDraft(volume[key]));
    for (const source of sources.slice(1)) {
      errors.push(fieldForbidden(`${path}.${source}`, "may not specify more than 1 volume type"));
    }
    const [source = ""] = sources;
    const required = requiredOfSource[source];
    if (required !== undefined && (maybeObjectIn(volume, source)?.[required] ?? "") === "") {
      errors.push(fieldRequired(`${path}.${source}.${required}`));
    }
    const name = String(volume["name"] ?? "");
    if (name === "") errors.push(fieldRequired(`${path}.name`));
    else for (const rule of dnsLabelErrors(name)) errors.push(fieldInvalid(`${path}.name`, name, rule));
    if (seen.has(name)) errors.push(fieldDuplicate(`${path}.name`, name));
    seen.add(name);
  }
  return errors;
}

function tolerationErrors(path: string, toleration: Draft): FieldError[] {
  const errors: FieldError[] = [];
  const { key, operator, value, effect, tolerationSeconds } = toleration;
  if ((key ?? "") === "" && operator !== "Exists") {
    const detail = 'operator must be Exists when `key` is empty, which means "match all values and all keys"';
    errors.push(fieldInvalid(`${path}.operator`, operator ?? "", detail));
  }
  if (tolerationSeconds !== undefined && effect !== "NoExecute") {
    errors.push(
      fieldInvalid(`${path}.effect`, effect ?? "", "effect must be 'NoExecute' when `tolerationSeconds` is set"),
    );
  }
  if (operator === "Exists" && (value ?? "") !== "") {
    errors.push(fieldInvalid(`${path}.operator`, value, "value must be empty when `operator` is 'Exists'"));
  }
  if (operator !== undefined) errors.push(...oneOf(`${path}.operator`, operator, operators));
  return errors;
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
