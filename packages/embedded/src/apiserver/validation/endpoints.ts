/**
 * Rules for Endpoints, in Kubernetes' words.
 * @module
 */
import { type FieldError, fieldInvalid, fieldRequired } from "@aiops-gym/cluster";
import { type Draft, listIn } from "../draft.ts";
import type { KindRules } from "./kind-rules.ts";
import { portNumberErrors, protocolErrors } from "./ports.ts";

export const endpointsRules: KindRules = { object: endpointsErrors };

const ipv4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/;

function endpointsErrors(object: Draft): FieldError[] {
  return listIn(object, "subsets").flatMap((subset, index) => {
    const path = `subsets[${index}]`;
    const errors: FieldError[] = [];
    if (listIn(subset, "addresses").length === 0 && listIn(subset, "notReadyAddresses").length === 0) {
      errors.push(fieldRequired(path, "must specify `addresses` or `notReadyAddresses`"));
    }
    for (const field of ["addresses", "notReadyAddresses"]) {
      for (const [at, { ip }] of listIn(subset, field).entries())
        errors.push(...addressErrors(`${path}.${field}[${at}].ip`, ip));
    }
    const ports = listIn(subset, "ports");
    for (const [at, port] of ports.entries()) {
      const here = `${path}.ports[${at}]`;
      if (port["name"] === undefined && ports.length > 1) errors.push(fieldRequired(`${here}.name`));
      errors.push(
        ...portNumberErrors(`${here}.port`, port["port"]),
        ...protocolErrors(`${here}.protocol`, port["protocol"]),
      );
    }
    return errors;
  });
}

function addressErrors(field: string, ip: unknown): FieldError[] {
  const text = String(ip ?? "");
  if (!ipv4.test(text)) {
    return [
      fieldInvalid(field, text, "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"),
      fieldInvalid(field, text, "must be a valid IP address"),
    ];
  }
  const range = /^127\./.test(text)
    ? "may not be in the loopback range (127.0.0.0/8, ::1/128)"
    : text === "0.0.0.0"
      ? "may not be unspecified (0.0.0.0 or ::)"
      : /^169\.254\./.test(text)
        ? "may not be in the link-local range (169.254.0.0/16, fe80::/10)"
        : /^224\.0\.0\./.test(text)
          ? "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)"
          : undefined;
  return range === undefined ? [] : [fieldInvalid(field, text, range)];
}
