/**
 * Rules for Endpoints and EndpointSlices, in Kubernetes' words.
 * @module
 */
import { dnsLabelErrors, type FieldError, fieldInvalid, fieldRequired } from "@aiops-gym/cluster";
import { type Draft, listIn } from "../draft.ts";
import { isAddress, nameIfSet, oneOfIfSet, reachableErrors } from "./common-rules.ts";
import type { KindRules } from "./kind-rules.ts";
import { portNumberErrors } from "./ports.ts";

const addressTypes = ["FQDN", "IPv4", "IPv6"];

export const endpointsRules: KindRules = {
  object: (object) =>
    listIn(object, "subsets").flatMap((subset, index) => {
      const path = `subsets[${index}]`;
      const addresses = [...listIn(subset, "addresses"), ...listIn(subset, "notReadyAddresses")];
      const errors: FieldError[] = [];
      if (addresses.length === 0) {
        errors.push(fieldRequired(path, "must specify `addresses` or `notReadyAddresses`"));
      }
      for (const [at, { ip }] of addresses.entries()) {
        const field = `${path}.addresses[${at}].ip`;
        errors.push(...reachableErrors(field, ip));
        if (!isAddress(String(ip))) errors.push(fieldInvalid(field, ip, "must be a valid IP address"));
      }
      for (const [at, { port }] of listIn(subset, "ports").entries()) {
        errors.push(...portNumberErrors(`${path}.ports[${at}].port`, port));
      }
      return errors;
    }),
};

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
