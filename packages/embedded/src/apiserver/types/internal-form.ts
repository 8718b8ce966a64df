/**
 * Objects in the server's internal form: what it prints when it shows a whole specification.
 * @module
 */
import { type Draft, isDraft, maybeObjectIn } from "../draft.ts";
import { internalTypes } from "./internal.ts";

const hostFields = ["hostNetwork", "hostPID", "hostIPC", "shareProcessNamespace", "hostUsers"];

/** A value of a type of the core group in its internal form: all fields, in the internal order, under their Go names. */
export function internalForm(type: string, value: Draft): Draft {
  const given = new Map(Object.entries(value).map(([name, item]) => [name.toLowerCase(), item]));
  const result: Draft = {};
  for (const field of (internalTypes[type] ?? "").split(" ")) {
    const colon = field.indexOf(":");
    const name = field.slice(0, colon);
    const key = name.toLowerCase();
    let item = given.get(key);
    // internally, what a pod shares with its host belongs to its security context
    if (type === "PodSpec" && key === "securitycontext") {
      const shared = Object.fromEntries(hostFields.map((one) => [one, value[one]]));
      item = { ...maybeObjectIn(value, "securityContext"), ...shared };
    }
    result[name] = formOf(field.slice(colon + 1), item);
  }
  return result;
}

const zeros: Readonly<Record<string, unknown>> = { string: "", bool: false, Quantity: "0", IntOrString: 0, Time: null };

function formOf(type: string, value: unknown): unknown {
  const absent = value === undefined || value === null;
  if (type.startsWith("*")) return absent ? null : formOf(type.slice(1), value);
  if (type.startsWith("[]")) return Array.isArray(value) ? value.map((item) => formOf(type.slice(2), item)) : null;
  if (type.startsWith("{}")) {
    if (!isDraft(value)) return null;
    const keys = Object.keys(value).sort();
    return Object.fromEntries(keys.map((key) => [key, formOf(type.slice(2), value[key])]));
  }
  if (type.startsWith("meta.")) return absent ? {} : value;
  if (internalTypes[type] !== undefined) return internalForm(type, isDraft(value) ? value : {});
  return absent ? (type in zeros ? zeros[type] : 0) : value;
}
