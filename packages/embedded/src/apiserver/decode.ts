/**
 * Decoding: what a client wrote becomes an object of its kind's type, as Go's decoder and encoder make it. Unknown fields go, values of
 * wrong types are refused, zero values that are not kept go, objects that are always there come.
 * @module
 */
import { badRequest, canonicalQuantity, type KindInfo, QuantityError, type WriteOptions } from "@aiops-gym/cluster";
import { type Draft, draftOf, isDraft } from "./draft.ts";
import { type FieldType, type StructType, structOf, typeOfKind, type ValueType } from "./types/index.ts";

/** What was decoded, and the fields of it that the type does not have (`spec.template.spec.containers[0].imge`). */
export interface Decoded {
  readonly object: Draft;
  readonly unknown: readonly string[];
}

class DecodingError extends Error {
  /** What the server says instead when it restores the object from a patched map. */
  readonly restoring: string | undefined;

  constructor(message: string, restoring?: string) {
    super(message);
    this.restoring = restoring;
  }
}

interface Context {
  readonly unknown: string[];
  /** Names of the fields above, without indices: what errors tell. */
  readonly path: string[];
}

/** `strict decoding error: unknown field "spec.replicass"` */
export function strictError(unknown: readonly string[]): string {
  const list = [...unknown].sort().map((field) => `unknown field ${JSON.stringify(field)}`);
  return `strict decoding error: ${list.join(", ")}`;
}

/**
 * Reads an object of a built-in kind as a write wants it read.
 *
 * @throws StatusError `BadRequest` when a value is not of its field's type, or a field unknown that may not be.
 */
export function decodeWritten(info: KindInfo, manifest: unknown, options: WriteOptions): Draft {
  return acceptDecoded(info, decodeObject(info, manifest), options);
}

/**
 * An object that was decoded, as a write wants it read.
 *
 * @throws StatusError `BadRequest` when a field is unknown that may not be.
 */
export function acceptDecoded(info: KindInfo, { object, unknown }: Decoded, { fieldValidation }: WriteOptions): Draft {
  if (fieldValidation !== "Strict" || unknown.length === 0) return object;
  const { kind, version } = info;
  throw badRequest(`${kind} in version "${version}" cannot be handled as a ${kind}: ${strictError(unknown)}`);
}

/**
 * Reads an object of a built-in kind.
 *
 * @throws StatusError `BadRequest` when a value is not of its field's type.
 */
export function decodeObject(info: KindInfo, manifest: unknown): Decoded {
  const { apiVersion, kind, version } = info;
  const type = typeOfKind(apiVersion, kind);
  if (type === undefined) return { object: draftOf(manifest), unknown: [] };
  const given = isDraft(manifest) ? manifest : {};
  const context: Context = { unknown: [], path: [] };
  try {
    const object = decodeStruct(type, given, context, "");
    return { object: { apiVersion, kind, ...object }, unknown: context.unknown };
  } catch (error) {
    if (!(error instanceof DecodingError || error instanceof QuantityError)) throw error;
    throw badRequest(`${kind} in version "${version}" cannot be handled as a ${kind}: ${error.message}`);
  }
}

/** A patched object decoded, or what keeps it from being one of its kind in the words of the server's converter, or neither. */
export function restoreObject(
  { apiVersion, kind }: KindInfo,
  patched: unknown,
): { readonly decoded?: Decoded; readonly error?: string | undefined } {
  const type = typeOfKind(apiVersion, kind);
  if (type === undefined || !isDraft(patched)) return {};
  try {
    const context: Context = { unknown: [], path: [] };
    const object = decodeStruct(type, patched, context, "");
    return { decoded: { object: { apiVersion, kind, ...object }, unknown: context.unknown } };
  } catch (error) {
    if (error instanceof DecodingError) return { error: error.restoring };
    if (error instanceof QuantityError) return {};
    throw error;
  }
}

function decodeStruct(type: StructType, given: Draft, context: Context, at: string): Draft {
  const result: Draft = {};
  for (const key in given) {
    const field = type.fields.get(key);
    const value = given[key];
    if (field === undefined) {
      const head = at === "" && (key === "apiVersion" || key === "kind");
      if (!head && value !== undefined) context.unknown.push(at === "" ? key : `${at}.${key}`);
      continue;
    }
    if (value === undefined || value === null) continue;
    context.path.push(key);
    const decoded = decodeValue(field.type, value, context, at, key, type.label);
    context.path.pop();
    if (!isOmitted(field, decoded)) result[key] = decoded;
  }
  for (const field of keptFields(type)) if (result[field.name] === undefined) result[field.name] = zeroOf(field);
  return result;
}

const kept = new WeakMap<StructType, readonly FieldType[]>();

/** The fields that are there even when they are absent. */
function keptFields(type: StructType): readonly FieldType[] {
  let fields = kept.get(type);
  if (fields === undefined) {
    fields = [...type.fields.values()].filter((field) => zeroOf(field) !== undefined);
    kept.set(type, fields);
  }
  return fields;
}

/** What an absent field holds; `undefined` when it is left out. */
function zeroOf({ type, omitted }: FieldType): unknown {
  if (type.form === "struct" && !type.pointer) return omitted === "zero" ? undefined : emptyStruct(type.name);
  // Go leaves out no struct: a time that is none is told as null
  if (omitted === "empty" && !type.pointer && (type.name === "Time" || type.name === "MicroTime")) return null;
  if (omitted !== "never") return undefined;
  if (type.pointer || type.form !== "basic") return null;
  return basicZeros[type.name] ?? null;
}

const basicZeros: Readonly<Record<string, unknown>> = {
  string: "",
  bool: false,
  int32: 0,
  int64: 0,
  float64: 0,
  IntOrString: 0,
  Quantity: "0",
};

function emptyStruct(name: string): Draft {
  const result: Draft = {};
  for (const field of keptFields(structOf(name))) result[field.name] = zeroOf(field);
  return result;
}

function isOmitted({ type, omitted }: FieldType, value: unknown): boolean {
  if (omitted === "never" || type.pointer) return false;
  if (type.form === "struct") return omitted === "zero" && Object.keys(value as Draft).length === 0;
  if (Array.isArray(value)) return value.length === 0;
  if (type.form === "map") return Object.keys(value as Draft).length === 0;
  return value === "" || value === 0 || value === false;
}

/**
 * Decodes what is in a field of a value, or an item of one.
 *
 * @param above - Where the value is.
 * @param step - From there to here: a field's name or an item's index.
 */
function decodeValue(
  type: ValueType,
  value: unknown,
  context: Context,
  above: string,
  step: string | number,
  struct: string,
): unknown {
  switch (type.form) {
    case "struct": {
      if (!isDraft(value)) throw mismatch(value, type.label, context, struct, false, "struct");
      return decodeStruct(structOf(type.name), value, context, placeOf(above, step));
    }
    case "list": {
      if (!Array.isArray(value)) throw mismatch(value, type.label, context, struct, false, "slice");
      const { item } = type;
      if (item === undefined) return value;
      const at = placeOf(above, step);
      return value.map((one, index) =>
        one === null || one === undefined ? zeroItem(item) : decodeValue(item, one, context, at, index, struct),
      );
    }
    case "map": {
      if (!isDraft(value)) throw mismatch(value, type.label, context, struct, false, "map");
      const { item } = type;
      const at = placeOf(above, step);
      const result: Draft = {};
      for (const key in value) {
        const one = value[key];
        if (one === undefined || item === undefined) continue;
        result[key] = one === null ? zeroItem(item) : decodeValue(item, one, context, at, key, struct);
      }
      return result;
    }
    default:
      return decodeBasic(type, value, context, struct);
  }
}

function placeOf(above: string, step: string | number): string {
  if (typeof step === "number") return `${above}[${step}]`;
  return above === "" ? step : `${above}.${step}`;
}

function zeroItem(type: ValueType): unknown {
  if (type.form === "struct") return emptyStruct(type.name);
  return type.form === "basic" ? (basicZeros[type.name] ?? null) : null;
}

const limits: Readonly<Record<string, number>> = { int32: 2 ** 31, int64: 2 ** 63 };

function decodeBasic(type: ValueType, value: unknown, context: Context, struct: string): unknown {
  switch (type.name) {
    case "any":
      return isDraft(value) || Array.isArray(value) ? structuredClone(value) : value;
    case "Quantity":
      if (typeof value === "string" || typeof value === "number") return canonicalQuantity(String(value));
      throw new QuantityError(
        "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
      );
    case "IntOrString":
      if (typeof value === "string" || (typeof value === "number" && Number.isInteger(value))) return value;
      throw mismatch(value, "int32", context, struct, true);
    case "bytes":
    case "Duration":
    case "string":
      if (typeof value === "string") return type.name === "bytes" ? decodeBytes(value) : value;
      break;
    case "Time":
    case "MicroTime":
      if (typeof value === "string") return decodeTime(value);
      throw new DecodingError(`json: cannot unmarshal ${wordFor(value, false)} into Go value of type string`);
    case "bool":
      if (typeof value === "boolean") return value;
      break;
    default: {
      const limit = limits[type.name];
      if (typeof value !== "number") break;
      if (limit === undefined) return value;
      if (Number.isInteger(value) && value < limit && value >= -limit) return value;
      throw mismatch(value, type.label, context, struct, true);
    }
  }
  throw mismatch(value, type.label, context, struct);
}

function decodeBytes(text: string): string {
  const clean = text.replace(/[\r\n]/g, "");
  const wrong = /[^A-Za-z0-9+/]/.exec(clean.replace(/={1,2}$/, ""));
  if (wrong !== null) throw new DecodingError(`illegal base64 data at input byte ${wrong.index}`);
  if (clean.length % 4 !== 0)
    throw new DecodingError(`illegal base64 data at input byte ${clean.length - (clean.length % 4)}`);
  return clean;
}

function decodeTime(text: string): string {
  if (/^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text)) return text;
  const layout = "2006-01-02T15:04:05Z07:00";
  throw new DecodingError(`parsing time "${text}" as "${layout}": cannot parse "${text}" as "2006"`);
}

const goKinds: Readonly<Record<string, string>> = { number: "int64", boolean: "bool", string: "string" };

function mismatch(
  value: unknown,
  label: string,
  context: Context,
  struct: string,
  exact = false,
  form?: "struct" | "slice" | "map",
): DecodingError {
  const place = `Go struct field ${struct}.${context.path.join(".")} of type ${label}`;
  const given = Array.isArray(value) ? "slice" : (goKinds[typeof value] ?? "map");
  const text = label === "string" || label.includes(".");
  const basic =
    text && given === "int64" ? `cannot convert int64 to ${label}` : `unrecognized type: ${text ? "string" : label}`;
  const restoring = form === undefined ? basic : `cannot restore ${form} from${form === "struct" ? ":" : ""} ${given}`;
  return new DecodingError(`json: cannot unmarshal ${wordFor(value, exact)} into ${place}`, restoring);
}

function wordFor(value: unknown, exact: boolean): string {
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return exact ? `number ${value}` : "number";
  return typeof value === "boolean" ? "bool" : typeof value;
}
