/**
 * What is wrong with a custom resource, as its schema has it: the words of Kubernetes' own validator.
 * @module
 */
import { type FieldError, fieldDuplicate, fieldNotSupported, fieldRequired } from "@aiops-gym/cluster";
import { isDraft, sameJson } from "../draft.ts";
import type { JsonSchema } from "./json-schema.ts";

/** Checks a value; `path` is empty for the whole object. */
export function schemaErrors(value: unknown, schema: JsonSchema, path = ""): readonly FieldError[] {
  if (value === null && schema.nullable === true) return [];
  const wrongType = typeError(value, schema, path);
  if (wrongType !== undefined) return [wrongType];
  const errors: FieldError[] = [];
  if (schema.enum !== undefined && !schema.enum.some((one) => sameJson(one, value))) {
    errors.push(fieldNotSupported(path, value, schema.enum.map(String)));
  }
  if (isDraft(value)) errors.push(...objectErrors(value, schema, path));
  else if (Array.isArray(value)) errors.push(...listErrors(value, schema, path));
  else if (typeof value === "string") errors.push(...textErrors(value, schema, path));
  else if (typeof value === "number") errors.push(...numberErrors(value, schema, path));
  for (const part of schema.allOf ?? []) errors.push(...schemaErrors(value, part, path));
  const fitting = (parts: readonly JsonSchema[]) =>
    parts.filter((part) => schemaErrors(value, part, path).length === 0);
  if (
    schema.anyOf !== undefined &&
    schema["x-kubernetes-int-or-string"] !== true &&
    fitting(schema.anyOf).length === 0
  ) {
    errors.push(wrong(path, "", `${shown(path)} in body must validate at least one schema (anyOf)`));
  }
  if (schema.oneOf !== undefined && fitting(schema.oneOf).length !== 1) {
    const found =
      fitting(schema.oneOf).length === 0
        ? "Found none valid"
        : `Found ${fitting(schema.oneOf).length} valid alternatives`;
    errors.push(wrong(path, "", `${shown(path)} in body must validate one and only one schema (oneOf). ${found}`));
  }
  if (schema.not !== undefined && schemaErrors(value, schema.not, path).length === 0) {
    errors.push(wrong(path, "", `${shown(path)} in body must not validate the schema (not)`));
  }
  return errors;
}

function shown(path: string): string {
  return path === "" ? "<nil>" : path;
}

function wrong(
  path: string,
  value: unknown,
  detail: string,
  reason: FieldError["reason"] = "FieldValueInvalid",
): FieldError {
  return { reason, message: `Invalid value: ${JSON.stringify(value)}: ${detail}`, field: shown(path) };
}

function typeOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value;
}

function typeError(value: unknown, schema: JsonSchema, path: string): FieldError | undefined {
  const found = typeOf(value);
  const intOrString = schema["x-kubernetes-int-or-string"] === true;
  const wanted = intOrString ? ["integer", "string"] : schema.type === undefined ? [] : [schema.type];
  const fits =
    wanted.length === 0 || wanted.some((type) => type === found || (type === "number" && found === "integer"));
  if (!fits) {
    const detail = `${shown(path)} in body must be of type ${wanted.join(",")}: ${JSON.stringify(found)}`;
    return wrong(path, found, detail, "FieldValueTypeInvalid");
  }
  const { format } = schema;
  if (typeof value !== "string" || format === undefined || formats[format]?.test(value) !== false) return undefined;
  const detail = `${shown(path)} in body must be of type ${format}: ${JSON.stringify(value)}`;
  return wrong(path, value, detail, "FieldValueTypeInvalid");
}

const formats: Readonly<Record<string, RegExp>> = {
  "date-time": /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:?\d\d)$/,
  date: /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/,
  ipv4: /^(\d{1,3}\.){3}\d{1,3}$/,
  uuid: /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i,
  byte: /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/,
};

function objectErrors(
  object: Readonly<Record<string, unknown>>,
  schema: JsonSchema,
  path: string,
): readonly FieldError[] {
  const errors: FieldError[] = [];
  const at = (field: string) => (path === "" ? field : `${path}.${field}`);
  for (const field of schema.required ?? []) {
    if (object[field] === undefined) errors.push(fieldRequired(at(field)));
  }
  const rest = isDraft(schema.additionalProperties) ? schema.additionalProperties : undefined;
  for (const field of Object.keys(object).sort()) {
    const inner = schema.properties?.[field] ?? rest;
    if (inner !== undefined) errors.push(...schemaErrors(object[field], inner, at(field)));
  }
  const count = Object.keys(object).length;
  const { minProperties, maxProperties } = schema;
  if (minProperties !== undefined && count < minProperties) {
    errors.push(wrong(path, count, `${shown(path)} in body should have at least ${minProperties} properties`));
  }
  if (maxProperties !== undefined && count > maxProperties) errors.push(tooMany(path, count, maxProperties));
  return errors;
}

function tooMany(path: string, count: number, max: number): FieldError {
  const message = `Too many: ${count}: must have at most ${max} item${max === 1 ? "" : "s"}`;
  return { reason: "FieldValueTooMany" as FieldError["reason"], message, field: shown(path) };
}

function listErrors(list: readonly unknown[], schema: JsonSchema, path: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  const { items, minItems, maxItems } = schema;
  if (items !== undefined) {
    for (const [index, item] of list.entries()) errors.push(...schemaErrors(item, items, `${path}[${index}]`));
  }
  if (minItems !== undefined && list.length < minItems) {
    errors.push(wrong(path, list.length, `${shown(path)} in body should have at least ${minItems} items`));
  }
  if (maxItems !== undefined && list.length > maxItems) errors.push(tooMany(path, list.length, maxItems));
  return errors;
}

/** Lists that stand for sets or maps must not hold anything twice. */
export function duplicateErrors(value: unknown, schema: JsonSchema, path = ""): readonly FieldError[] {
  if (isDraft(value)) {
    const rest = isDraft(schema.additionalProperties) ? schema.additionalProperties : undefined;
    return Object.keys(value).flatMap((field) => {
      const inner = schema.properties?.[field] ?? rest;
      return inner === undefined ? [] : duplicateErrors(value[field], inner, path === "" ? field : `${path}.${field}`);
    });
  }
  if (!Array.isArray(value)) return [];
  const { items = {} } = schema;
  const keys = schema["x-kubernetes-list-map-keys"];
  const seen: unknown[] = [];
  return value.flatMap((item: unknown, index) => {
    const here = `${path}[${index}]`;
    const inner = duplicateErrors(item, items, here);
    if (schema["x-kubernetes-list-type"] === undefined || schema["x-kubernetes-list-type"] === "atomic") return inner;
    const id =
      keys === undefined ? item : Object.fromEntries(keys.map((key) => [key, isDraft(item) ? item[key] : null]));
    const twice = seen.some((one) => sameJson(one, id));
    seen.push(id);
    return twice ? [...inner, fieldDuplicate(here, id)] : inner;
  });
}

function textErrors(text: string, schema: JsonSchema, path: string): readonly FieldError[] {
  const { minLength, maxLength, pattern } = schema;
  const length = [...text].length;
  // only the first is told
  if (maxLength !== undefined && length > maxLength) {
    const message = `Too long: may not be more than ${maxLength} bytes`;
    return [{ reason: "FieldValueTooLong", message, field: shown(path) }];
  }
  if (minLength !== undefined && length < minLength) {
    return [wrong(path, text, `${shown(path)} in body should be at least ${minLength} chars long`)];
  }
  if (pattern !== undefined && !new RegExp(pattern, "u").test(text)) {
    return [wrong(path, text, `${shown(path)} in body should match '${pattern}'`)];
  }
  return [];
}

function numberErrors(number: number, schema: JsonSchema, path: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  const { minimum, maximum, multipleOf } = schema;
  const should = (text: string) => wrong(path, number, `${shown(path)} in body should be ${text}`);
  if (multipleOf !== undefined) {
    // the validator mistakes the number for the factor here
    const confused = `factor MultipleOf declared for ${shown(path)} must be positive: ${number}`;
    if (number <= 0) errors.push(wrong(path, number, confused));
    else if (number / multipleOf !== Math.floor(number / multipleOf))
      errors.push(should(`a multiple of ${multipleOf}`));
  }
  if (maximum !== undefined) {
    const strict = schema.exclusiveMaximum === true;
    if (strict ? number >= maximum : number > maximum)
      errors.push(should(`less than ${strict ? "" : "or equal to "}${maximum}`));
  }
  if (minimum !== undefined) {
    const strict = schema.exclusiveMinimum === true;
    if (strict ? number <= minimum : number < minimum) {
      errors.push(should(`greater than ${strict ? "" : "or equal to "}${minimum}`));
    }
  }
  return errors;
}
