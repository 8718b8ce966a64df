/**
 * The small rules that many fields share.
 * @module
 */
import { type FieldError, fieldInvalid, fieldNotSupported, subdomainErrors } from "@aiops-gym/cluster";

/** The error when a value is given and is none of those supported. */
export function oneOfIfSet(field: string, value: unknown, supported: readonly string[]): FieldError[] {
  if (value === undefined || value === null || supported.includes(String(value))) return [];
  return [fieldNotSupported(field, value, supported)];
}

/** The error of a number that is given and out of the range of ids. */
export function idErrors(field: string, value: unknown): FieldError[] {
  const wrong = typeof value === "number" && (value < 0 || value > 2_147_483_647);
  return wrong ? [fieldInvalid(field, value, "must be between 0 and 2147483647, inclusive")] : [];
}

/** The error of a number that is given and negative. */
export function notNegativeIfSet(field: string, value: unknown): FieldError[] {
  const wrong = typeof value === "number" && value < 0;
  return wrong ? [fieldInvalid(field, value, "must be greater than or equal to 0")] : [];
}

/** The errors of a name that is given. */
export function nameIfSet(
  field: string,
  value: unknown,
  rule: (text: string) => readonly string[] = subdomainErrors,
): FieldError[] {
  if (typeof value !== "string" || value === "") return [];
  return rule(value).map((text) => fieldInvalid(field, value, text));
}

const address = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/;

/** Whether a text is an IP address. */
export function isAddress(text: string): boolean {
  return address.test(text) || (text.includes(":") && /^[0-9a-fA-F:.]+$/.test(text));
}

/** The error of a text that is no IP address. */
export function addressErrors(field: string, value: unknown): FieldError[] {
  if (isAddress(String(value))) return [];
  return [fieldInvalid(field, value, "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)")];
}

/** The errors of an address that endpoints and external addresses may not have. */
export function reachableErrors(field: string, value: unknown): FieldError[] {
  const errors = addressErrors(field, value);
  if (errors.length > 0) return errors;
  const text = String(value);
  const say = (detail: string): FieldError[] => [fieldInvalid(field, value, detail)];
  if (text === "0.0.0.0" || text === "::") return say("may not be unspecified (0.0.0.0 or ::)");
  if (text.startsWith("127.") || text === "::1") return say("may not be in the loopback range (127.0.0.0/8, ::1/128)");
  if (text.startsWith("169.254.")) return say("may not be in the link-local range (169.254.0.0/16, fe80::/10)");
  if (text.startsWith("224.0.0.")) return say("may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)");
  return [];
}

/** Whether a text is a network. */
export function isNetwork(text: string): boolean {
  const [ip = "", bits = ""] = text.split("/");
  return isAddress(ip) && /^\d{1,3}$/.test(bits) && Number(bits) <= (ip.includes(":") ? 128 : 32);
}

/** The error of a text that is no network. */
export function networkErrors(field: string, value: unknown): FieldError[] {
  if (isNetwork(String(value))) return [];
  return [fieldInvalid(field, value, "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)")];
}

const percent =
  "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for " +
  "validation is '[0-9]+%')";

/** The errors of a number or share that may not be negative. */
export function shareErrors(field: string, value: unknown): FieldError[] {
  if (typeof value === "number") return notNegativeIfSet(field, value);
  return /^\d+%$/.test(String(value)) ? [] : [fieldInvalid(field, value, percent)];
}

/** The error of a share of more than everything. */
export function wholeErrors(field: string, value: unknown): FieldError[] {
  const share = /^(\d+)%$/.exec(String(value))?.[1];
  return share !== undefined && Number(share) > 100
    ? [fieldInvalid(field, value, "must not be greater than 100%")]
    : [];
}
