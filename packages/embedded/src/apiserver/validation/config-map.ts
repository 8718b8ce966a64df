/**
 * Rules for ConfigMaps, in Kubernetes' words.
 * @module
 */
import { type FieldError, fieldForbidden, fieldInvalid } from "@aiops-gym/cluster";
import { type Draft, maybeObjectIn, sameJson } from "../draft.ts";
import type { KindRules } from "./kind-rules.ts";

export const configMapRules: KindRules = { object: dataErrors, update: sealedErrors };

const keyRule =
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  " +
  "or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";

/** What is wrong with a key of a config map or secret. */
export function dataKeyErrors(field: string, key: string): FieldError[] {
  if (!/^[-._a-zA-Z0-9]+$/.test(key)) return [fieldInvalid(field, key, keyRule)];
  if (key === ".") return [fieldInvalid(field, key, "must not be '.'")];
  return key.startsWith("..") ? [fieldInvalid(field, key, "must not start with '..'")] : [];
}

/** What is wrong with the data of a config map or secret. */
export function dataErrors(object: Draft): FieldError[] {
  const errors: FieldError[] = [];
  const binary = maybeObjectIn(object, "binaryData");
  for (const key in maybeObjectIn(object, "data")) {
    errors.push(...dataKeyErrors(`data[${key}]`, key));
    if (binary?.[key] !== undefined) {
      errors.push(fieldInvalid(`data[${key}]`, key, "duplicate of key present in binaryData"));
    }
  }
  for (const key in binary) errors.push(...dataKeyErrors(`binaryData[${key}]`, key));
  return errors;
}

/** What is wrong with a change of a config map or secret that is sealed. */
export function sealedErrors(next: Draft, previous: Draft): FieldError[] {
  if (previous["immutable"] !== true) return [];
  const detail = "field is immutable when `immutable` is set";
  const errors = next["immutable"] === true ? [] : [fieldForbidden("immutable", detail)];
  for (const field of ["data", "binaryData"]) {
    if (!sameJson(next[field] ?? {}, previous[field] ?? {})) errors.push(fieldForbidden(field, detail));
  }
  return errors;
}
