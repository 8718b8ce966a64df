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
import { type Draft, listIn, maybeObjectIn } from "../draft.ts";

/** What is wrong with an object's metadata. */
export function metadataErrors(
  metadata: Draft,
  nameErrors: (name: string) => readonly string[] = subdomainErrors,
): FieldError[] {
  const errors: FieldError[] = [];
  const name = metadata["name"];
  const prefix = metadata["generateName"];
  if (typeof prefix === "string" && prefix !== "") {
    // what is drawn follows: the dash is not the end
    const rules = nameErrors(prefix.endsWith("-") ? `${prefix.slice(0, -2)}a` : prefix);
    errors.push(...rules.map((rule) => fieldInvalid("metadata.generateName", prefix, rule)));
  }
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
  errors.push(...ownerErrors(listIn(metadata, "ownerReferences")), ...finalizerErrors(metadata["finalizers"]));
  return errors;
}

function ownerErrors(owners: readonly Draft[]): FieldError[] {
  const errors: FieldError[] = [];
  let controller: Draft | undefined;
  for (const owner of owners) {
    if (owner["kind"] === "Event" && (owner["apiVersion"] === "v1" || owner["apiVersion"] === "events.k8s.io/v1")) {
      const [group, version] = owner["apiVersion"] === "v1" ? ["", "v1"] : ["events.k8s.io", "v1"];
      const detail = `${group}/${version}, Kind=Event is disallowed from being an owner`;
      errors.push(fieldInvalid("metadata.ownerReferences", owner, detail));
    }
    for (const field of ["apiVersion", "kind", "name", "uid"]) {
      if ((owner[field] ?? "") !== "") continue;
      const detail = field === "apiVersion" ? "version must not be empty" : "must not be empty";
      errors.push(fieldInvalid(`metadata.ownerReferences.${field}`, "", detail));
    }
    if (owner["controller"] !== true) continue;
    if (controller !== undefined) {
      const [a, b] = [controller, owner].map((one) => `${one["kind"]}/${one["name"]}`);
      const detail = `Only one reference can have Controller set to true. Found "true" in references for ${a} and ${b}`;
      errors.push(fieldInvalid("metadata.ownerReferences", owners, detail));
    }
    controller = owner;
  }
  return errors;
}

const plainFinalizers: ReadonlySet<string> = new Set(["kubernetes", "orphan", "foregroundDeletion"]);

function finalizerErrors(finalizers: unknown): FieldError[] {
  if (!Array.isArray(finalizers)) return [];
  return finalizers.map(String).flatMap((name, index) => {
    const unqualified = labelKeyErrors(name).map((rule) => fieldInvalid("metadata.finalizers", name, rule));
    if (unqualified.length > 0 || name.includes("/") || plainFinalizers.has(name)) return unqualified;
    const detail = "name is neither a standard finalizer name nor is it fully qualified";
    return [fieldInvalid(`metadata.finalizers[${index}]`, name, detail)];
  });
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
