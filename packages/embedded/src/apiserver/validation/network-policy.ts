/**
 * Rules for NetworkPolicies, in Kubernetes' words.
 * @module
 */
import { type FieldError, fieldForbidden, fieldInvalid, fieldRequired } from "@aiops-gym/cluster";
import { type Draft, listIn, maybeObjectIn, objectIn } from "../draft.ts";
import { isNetwork, networkErrors, oneOfIfSet } from "./common-rules.ts";
import type { KindRules } from "./kind-rules.ts";
import { portErrors } from "./ports.ts";
import { selectorErrors } from "./selector.ts";

export const networkPolicyRules: KindRules = { object: policyErrors };

function policyErrors(object: Draft): FieldError[] {
  const spec = objectIn(object, "spec");
  const errors = selectorErrors("spec.podSelector", maybeObjectIn(spec, "podSelector"));
  for (const [direction, peers] of [
    ["ingress", "from"],
    ["egress", "to"],
  ] as const) {
    for (const [index, rule] of listIn(spec, direction).entries()) {
      const path = `spec.${direction}[${index}]`;
      for (const [at, port] of listIn(rule, "ports").entries())
        errors.push(...policyPortErrors(`${path}.ports[${at}]`, port));
      for (const [at, peer] of listIn(rule, peers).entries())
        errors.push(...peerErrors(`${path}.${peers}[${at}]`, peer));
    }
  }
  const types: readonly unknown[] = Array.isArray(spec["policyTypes"]) ? spec["policyTypes"] : [];
  if (types.length > 2) {
    return [...errors, fieldInvalid("spec.policyTypes", types, "may not specify more than two policyTypes")];
  }
  for (const [index, type] of types.entries()) {
    errors.push(...oneOfIfSet(`spec.policyTypes[${index}]`, type, ["Ingress", "Egress"]));
  }
  return errors;
}

function policyPortErrors(path: string, { port, protocol, endPort }: Draft): FieldError[] {
  const errors = oneOfIfSet(`${path}.protocol`, protocol, ["TCP", "UDP", "SCTP"]);
  if (port !== undefined) errors.push(...portErrors(`${path}.port`, port));
  if (typeof endPort !== "number") return errors;
  if (port === undefined) {
    errors.push(fieldInvalid(`${path}.endPort`, endPort, "may not be specified when `port` is not specified"));
  } else if (typeof port === "string") {
    errors.push(fieldInvalid(`${path}.endPort`, endPort, "may not be specified when `port` is non-numeric"));
  } else if (typeof port === "number" && endPort < port) {
    errors.push(fieldInvalid(`${path}.endPort`, port, "must be greater than or equal to `port`"));
  }
  return errors;
}

function peerErrors(path: string, peer: Draft): FieldError[] {
  const errors: FieldError[] = [];
  const given = ["podSelector", "namespaceSelector", "ipBlock"].filter((kind) => peer[kind] !== undefined);
  for (const kind of ["podSelector", "namespaceSelector"]) {
    errors.push(...selectorErrors(`${path}.${kind}`, maybeObjectIn(peer, kind)));
  }
  const block = maybeObjectIn(peer, "ipBlock");
  if (block !== undefined) errors.push(...blockErrors(`${path}.ipBlock`, block));
  if (given.length === 0) errors.push(fieldRequired(path, "must specify a peer"));
  else if (given.length > 1 && block !== undefined) {
    errors.push(fieldForbidden(path, "may not specify both ipBlock and another peer"));
  }
  return errors;
}

function blockErrors(path: string, block: Draft): FieldError[] {
  const cidr = String(block["cidr"] ?? "");
  if (cidr === "") return [fieldRequired(`${path}.cidr`)];
  const errors = networkErrors(`${path}.cidr`, cidr);
  if (errors.length > 0) return errors;
  const excepted: readonly unknown[] = Array.isArray(block["except"]) ? block["except"] : [];
  for (const [index, one] of excepted.map(String).entries()) {
    const at = `${path}.except[${index}]`;
    if (!isNetwork(one)) errors.push(...networkErrors(at, one));
    else if (!isInside(one, cidr)) errors.push(fieldInvalid(at, one, "must be a strict subset of `cidr`"));
  }
  return errors;
}

function isInside(inner: string, outer: string): boolean {
  const [ip = "", bits = "0"] = inner.split("/");
  const [net = "", size = "0"] = outer.split("/");
  if (Number(bits) <= Number(size) || ip.includes(":")) return ip.includes(":") && Number(bits) > Number(size);
  const number = (text: string): number => text.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  const block = 2 ** (32 - Number(size));
  return Math.floor(number(ip) / block) === Math.floor(number(net) / block);
}
