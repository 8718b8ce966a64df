/**
 * Rules for Secrets, in Kubernetes' words.
 * @module
 */
import { type FieldError, fieldInvalid, fieldRequired } from "@aiops-gym/cluster";
import { type Draft, maybeObjectIn, objectIn } from "../draft.ts";
import { dataErrors, sealedErrors } from "./config-map.ts";
import { jsonError } from "./json-error.ts";
import type { KindRules } from "./kind-rules.ts";

/** Keys that secrets of a type must have: all of a list, or one at least. */
const requiredKeys: Readonly<Record<string, { readonly all?: readonly string[]; readonly some?: readonly string[] }>> =
  {
    "kubernetes.io/tls": { all: ["tls.crt", "tls.key"] },
    "kubernetes.io/ssh-auth": { all: ["ssh-privatekey"] },
    "kubernetes.io/basic-auth": { some: ["username", "password"] },
    "kubernetes.io/dockercfg": { all: [".dockercfg"] },
    "kubernetes.io/dockerconfigjson": { all: [".dockerconfigjson"] },
  };
const jsonKeys: ReadonlySet<string> = new Set([".dockercfg", ".dockerconfigjson"]);
const accountAnnotation = "kubernetes.io/service-account.name";

export const secretRules: KindRules = {
  object: (object) => [...dataErrors(object), ...typeErrors(object)],
  update: (next, previous) => [...typeChangeErrors(next, previous), ...sealedErrors(next, previous)],
};

function typeErrors(object: Draft): FieldError[] {
  const type = String(object["type"]);
  const data = maybeObjectIn(object, "data") ?? {};
  if (type === "kubernetes.io/service-account-token") {
    const account = maybeObjectIn(objectIn(object, "metadata"), "annotations")?.[accountAnnotation] ?? "";
    return account === "" ? [fieldRequired(`metadata.annotations[${accountAnnotation}]`)] : [];
  }
  const { all = [], some = [] } = requiredKeys[type] ?? {};
  const errors: FieldError[] = [];
  for (const key of all) {
    if (data[key] === undefined) errors.push(fieldRequired(`data[${key}]`));
    else if (jsonKeys.has(key)) {
      const wrong = jsonError(Buffer.from(String(data[key]), "base64").toString());
      if (wrong !== undefined) errors.push(fieldInvalid(`data[${key}]`, "<secret contents redacted>", wrong));
    }
  }
  if (some.length > 0 && some.every((key) => data[key] === undefined)) {
    errors.push(...some.map((key) => fieldRequired(`data[${key}]`)));
  }
  return errors;
}

function typeChangeErrors(next: Draft, previous: Draft): FieldError[] {
  return next["type"] === previous["type"] ? [] : [fieldInvalid("type", next["type"], "field is immutable")];
}
