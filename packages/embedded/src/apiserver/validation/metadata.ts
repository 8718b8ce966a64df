/**
 * Rules for metadata, in Kubernetes' words.
 * @module
 */
import {
  type FieldError,
  fieldInvalid,
  fieldRequired,
  labelKeyErrors,
  labelValueErrors,
  subdomainErrors,
} from "@aiops-gym/cluster";
import { type Draft, maybeObjectIn } from "../draft.ts";

/** What is wrong with an object's metadata. */
export function metadataErrors(
  metadata: Draft,
  nameErrors: (name: string) => readonly string[] = subdomainErrors,
): FieldError[] {
  const errors: FieldError[] = [];
  const name = metadata["name"];
  if (typeof name !== "string" || name === "") {
    errors.push(fieldRequired("metadata.name", "name or generateName is required"));
  } else {
    for (const rule of nameErrors(name)) {
      errors.push(fieldInvalid("metadata.name", name, rule));
    }
  }
  errors.push(...labelErrors("metadata.labels", maybeObjectIn(metadata, "labels")));
  for (const key in maybeObjectIn(metadata, "annotations")) {
    for (const rule of labelKeyErrors(key)) errors.push(fieldInvalid("metadata.annotations", key, rule));
  }
  return errors;
}

/** What is wrong with labels, or with a map that selects by labels. */
export function labelErrors(field: string, labels: Draft | undefined): FieldError[] {
  const errors: FieldError[] = [];
  for (const key in labels) {
    const value = labels[key];
    for (const rule of labelKeyErrors(key)) errors.push(fieldInvalid(field, key, rule));
    for (const rule of labelValueErrors(String(value))) errors.push(fieldInvalid(field, value, rule));
  }
  return errors;
}
