/**
 * Rules for CustomResourceDefinitions.
 * @module
 */
import {
  dns1035LabelErrors,
  type FieldError,
  fieldForbidden,
  fieldInvalid,
  fieldNotSupported,
  fieldRequired,
  subdomainErrors,
} from "@aiops-gym/cluster";
import type { JsonSchema } from "../custom/json-schema.ts";
import { schemaErrors } from "../custom/schema-errors.ts";
import { type Draft, isDraft, listIn, maybeObjectIn, objectIn } from "../draft.ts";
import type { KindRules } from "./kind-rules.ts";

export const customResourceDefinitionRules: KindRules = { object: definitionErrors, update: definitionUpdateErrors };

const types = ["array", "boolean", "integer", "number", "object", "string"];

function definitionErrors(object: Draft): FieldError[] {
  const spec = objectIn(object, "spec");
  const names = objectIn(spec, "names");
  const errors: FieldError[] = [];
  const metadata = objectIn(object, "metadata");
  const isNew = metadata["uid"] === undefined;
  const name = metadata["name"];
  if (isNew && name !== `${names["plural"] ?? ""}.${spec["group"] ?? ""}`) {
    errors.push(fieldInvalid("metadata.name", name, 'must be spec.names.plural+"."+spec.group'));
  }
  errors.push(...groupErrors(spec["group"]));
  if (isNew) errors.push(...approvalErrors(spec["group"], maybeObjectIn(metadata, "annotations")));
  const scope = spec["scope"];
  if ((scope ?? "") === "") errors.push(fieldRequired("spec.scope"));
  else if (scope !== "Namespaced" && scope !== "Cluster") {
    errors.push(fieldNotSupported("spec.scope", scope, ["Cluster", "Namespaced"]));
  }
  const versions = listIn(spec, "versions");
  const stored = versions.filter((version) => version["storage"] === true);
  if (stored.length !== 1) {
    const detail = "must have exactly one version marked as storage version";
    errors.push(fieldInvalid("spec.versions", versions.map(goVersion), detail));
  }
  errors.push(...nameErrors(names), ...versionErrors(versions));
  if (stored.length === 0)
    errors.push(fieldInvalid("status.storedVersions", null, "must have at least one stored version"));
  return errors;
}

function groupErrors(group: unknown): FieldError[] {
  if (typeof group !== "string" || group === "") return [fieldRequired("spec.group")];
  const errors = subdomainErrors(group).map((rule) => fieldInvalid("spec.group", group, rule));
  if (!group.includes(".")) errors.push(fieldInvalid("spec.group", group, "should be a domain with at least one dot"));
  return errors;
}

const approval = "api-approved.kubernetes.io";

/** Groups of the project need its approval. */
function approvalErrors(group: unknown, annotations: Draft | undefined): FieldError[] {
  const isProtected = /(^|\.)(k8s|kubernetes)\.io$/.test(String(group ?? ""));
  if (!isProtected || annotations?.[approval] !== undefined) return [];
  const detail =
    `protected groups must have approval annotation ${JSON.stringify(approval)}, see ` +
    "https://github.com/kubernetes/enhancements/pull/1111";
  return [fieldRequired(`metadata.annotations[${approval}]`, detail)];
}

/** A version as Go writes the server's own type of it; schemas that all versions share live elsewhere there. */
function goVersion(version: Draft): Draft {
  return {
    Name: version["name"] ?? "",
    Served: version["served"] ?? false,
    Storage: version["storage"] ?? false,
    Deprecated: version["deprecated"] ?? false,
    DeprecationWarning: version["deprecationWarning"] ?? null,
    Schema: null,
    Subresources: null,
    AdditionalPrinterColumns: null,
    SelectableFields: null,
  };
}

function nameErrors(names: Draft): FieldError[] {
  const errors: FieldError[] = [];
  for (const field of ["plural", "singular", "kind", "listKind"]) {
    const value = names[field];
    const at = `spec.names.${field}`;
    if (typeof value !== "string" || value === "") {
      if (field !== "singular") errors.push(fieldRequired(at));
      continue;
    }
    const mixed = field === "kind" || field === "listKind";
    for (const rule of dns1035LabelErrors(mixed ? value.toLowerCase() : value)) {
      errors.push(fieldInvalid(at, value, mixed ? `may have mixed case, but should otherwise match: ${rule}` : rule));
    }
  }
  if (names["kind"] === names["listKind"]) {
    errors.push(fieldInvalid("spec.names.listKind", names["listKind"], "kind and listKind may not be the same"));
  }
  return errors;
}

function versionErrors(versions: readonly Draft[]): FieldError[] {
  const errors: FieldError[] = [];
  // one version's schema counts as that of all
  const shared = versions.length === 1;
  for (const [index, version] of versions.entries()) {
    const schema = maybeObjectIn(maybeObjectIn(version, "schema"), "openAPIV3Schema");
    const path = `spec.versions[${index}].schema.openAPIV3Schema`;
    if (schema === undefined) errors.push(fieldRequired(path));
    else errors.push(...structureErrors(schema, shared ? "spec.validation.openAPIV3Schema" : path, true));
  }
  return errors;
}

function structureErrors(schema: Draft, path: string, root = false): FieldError[] {
  const errors: FieldError[] = [];
  const type = schema["type"];
  const free = schema["x-kubernetes-preserve-unknown-fields"] === true;
  const mixed = schema["x-kubernetes-int-or-string"] === true;
  if (type === undefined && !mixed && !free) {
    const where = root
      ? "at the root"
      : path.endsWith(".items")
        ? "for specified array items"
        : "for specified object fields";
    errors.push(fieldRequired(`${path}.type`, `must not be empty ${where}`));
  } else if (type !== undefined && !types.includes(String(type))) {
    errors.push(fieldNotSupported(`${path}.type`, type, types));
  } else if (root && type !== "object") errors.push(fieldInvalid(`${path}.type`, type, "must be object at the root"));
  if (type === "array" && schema["items"] === undefined)
    errors.push(fieldRequired(`${path}.items`, "must be specified"));
  if (schema["default"] !== undefined) {
    // the checker of defaults names no path in its texts
    for (const { reason, message } of schemaErrors(schema["default"], schema as JsonSchema)) {
      errors.push({
        reason,
        message: message.replace("<nil> in body", " in body"),
        field: `${path}.default`,
      } as FieldError);
    }
  }
  if (schema["uniqueItems"] === true) {
    errors.push(
      fieldForbidden(
        `${path}.uniqueItems`,
        "uniqueItems cannot be set to true since the runtime complexity becomes quadratic",
      ),
    );
  }
  if (schema["x-kubernetes-validations"] !== undefined) {
    errors.push(fieldForbidden(`${path}.x-kubernetes-validations`, "the embedded cluster does not evaluate CEL"));
  }
  for (const [field, inner] of Object.entries(maybeObjectIn(schema, "properties") ?? {})) {
    if (isDraft(inner) && !(root && field === "metadata"))
      errors.push(...structureErrors(inner, `${path}.properties[${field}]`));
  }
  const { items, additionalProperties } = schema;
  if (isDraft(items)) errors.push(...structureErrors(items, `${path}.items`));
  if (isDraft(additionalProperties))
    errors.push(...structureErrors(additionalProperties, `${path}.additionalProperties`));
  return errors;
}

function definitionUpdateErrors(next: Draft, previous: Draft): FieldError[] {
  const errors: FieldError[] = [];
  const [after, before] = [objectIn(next, "spec"), objectIn(previous, "spec")];
  for (const field of ["scope", "group"]) {
    if (after[field] !== before[field]) errors.push(fieldInvalid(`spec.${field}`, after[field], "field is immutable"));
  }
  const [kind, plural] = ["kind", "plural"].map((field) => [
    objectIn(after, "names")[field],
    objectIn(before, "names")[field],
  ]);
  if (kind?.[0] !== kind?.[1]) errors.push(fieldInvalid("spec.names.kind", kind?.[0], "field is immutable"));
  if (plural?.[0] !== plural?.[1]) errors.push(fieldInvalid("spec.names.plural", plural?.[0], "field is immutable"));
  return errors;
}
