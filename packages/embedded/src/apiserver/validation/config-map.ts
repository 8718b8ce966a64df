/**
 * Rules for ConfigMaps, in Kubernetes' words.
 * @module
 */
import { type FieldError, fieldInvalid } from "@aiops-gym/cluster";
import { type Draft, maybeObjectIn } from "../draft.ts";
import type { KindRules } from "./kind-rules.ts";

export const configMapRules: KindRules = { object: dataErrors };

/** What is wrong with the keys of a config map or secret. */
export function dataErrors(object: Draft): FieldError[] {
  const errors: FieldError[] = [];
  for (const key in maybeObjectIn(object, "data")) {
    if (/^[-._a-zA-Z0-9]+$/.test(key)) continue;
    const rule =
      "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  " +
      "or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";
    errors.push(fieldInvalid(`data[${key}]`, key, rule));
  }
  return errors;
}
