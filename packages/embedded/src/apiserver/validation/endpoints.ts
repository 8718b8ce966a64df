/**
 * Rules for Endpoints and EndpointSlices, in Kubernetes' words.
 * @module
 */
import { dnsLabelErrors, type FieldError, fieldInvalid, fieldRequired } from "@aiops-gym/cluster";
import { type Draft, listIn } from "../draft.ts";
import { isAddress, nameIfSet, oneOfIfSet, reachableErrors } from "./common-rules.ts";
import type { KindRules } from "./kind-rules.ts";
import { portNumberErrors, protocolErrors } from "./ports.ts";

const addressTypes = ["FQDN", "IPv4", "IPv6"];

export const endpointsRules: KindRules = {
  object: (object) => listIn(object, "subsets").flatMap((subset, index) => subsetErrors(`subsets[${index}]`, subset)),
};

function subsetErrors(path: string, subset: Draft): FieldError[] {
  const errors: FieldError[] = [];
  const lists = ["addresses", "notReadyAddresses"] as const;
  if (lists.every((field) => listIn(subset, field).length === 0)) {
    errors.push(fieldRequired(path, "must specify `addresses` or `notReadyAddresses`"));
  }
  for (const field of lists) {
    for (const [at, { ip }] of listIn(subset, field).entries()) {
      const where = `${path}.${field}[${at}].ip`;
      errors.push(...reachableErrors(where, ip));
      if (!isAddress(String(ip))) errors.push(fieldInvalid(where, ip, "must be a valid IP address"));
    }
  }
  const ports = listIn(subset, "ports");
  for (const [at, { name, port, protocol }] of ports.entries()) {
    const here = `${path}.ports[${at}]`;
    if (name === undefined && ports.length > 1) errors.push(fieldRequired(`${here}.name`));
    errors.push(...portNumberErrors(`${here}.port`, port), ...protocolErrors(`${here}.protocol`, protocol));
  }
  return errors;
}

export const endpointSliceRules: KindRules = {
  object: (object) => [
    ...oneOfIfSet("addressType", object["addressType"], addressTypes),
    ...listIn(object, "ports").flatMap(({ name }, index) => nameIfSet(`ports[${index}].name`, name, dnsLabelErrors)),
    ...listIn(object, "endpoints").flatMap((endpoint, index) =>
      endpointErrors(`endpoints[${index}]`, endpoint, object),
    ),
  ],
  update: (next, previous) => {
    const type = next["addressType"];
    return type === previous["addressType"] ? [] : [fieldInvalid("addressType", type, "field is immutable")];
  },
};

function endpointErrors(path: string, { addresses }: Draft, { addressType }: Draft): FieldError[] {
  const field = `${path}.addresses`;
  if (!Array.isArray(addresses) || addresses.length === 0)
    return [fieldRequired(field, "must contain at least 1 address")];
  if (addressType === "FQDN") return [];
  return addresses.flatMap((address, index) => reachableErrors(`${field}[${index}]`, address));
}
