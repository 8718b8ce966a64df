/**
 * Rules for numbers and names of ports, in Kubernetes' words.
 * @module
 */
import { type FieldError, fieldInvalid, fieldNotSupported } from "@aiops-gym/cluster";

/** Transport protocols. */
export const protocols: readonly string[] = ["SCTP", "TCP", "UDP"];

/** What is wrong with a port's number. */
export function portNumberErrors(field: string, port: unknown): FieldError[] {
  const valid = typeof port === "number" && port >= 1 && port <= 65535;
  return valid ? [] : [fieldInvalid(field, port, "must be between 1 and 65535, inclusive")];
}

/** What is wrong with a port's name. */
export function portNameErrors(field: string, name: string): FieldError[] {
  const errors: FieldError[] = [];
  const say = (detail: string) => errors.push(fieldInvalid(field, name, detail));
  if (name.length > 15) say("must be no more than 15 characters");
  if (!/^[-a-z0-9]+$/.test(name)) say("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
  if (!/[a-z]/.test(name)) say("must contain at least one letter (a-z)");
  if (name.includes("--")) say("must not contain consecutive hyphens");
  if (name.startsWith("-") || name.endsWith("-")) say("must not begin or end with a hyphen");
  return errors;
}

/** What is wrong with a port given by number or by name. */
export function portErrors(field: string, port: unknown): FieldError[] {
  return typeof port === "string" ? portNameErrors(field, port) : portNumberErrors(field, port);
}

/** What is wrong with a protocol. */
export function protocolErrors(field: string, protocol: unknown): FieldError[] {
  return protocols.includes(String(protocol)) ? [] : [fieldNotSupported(field, protocol, protocols)];
}
