/**
 * The API server's failures, word for word (recorded from Kubernetes 1.34.4).
 * @module
 */
import type { KindInfo, ResourceName } from "./kinds.ts";
import { type StatusCause, StatusError } from "./status-error.ts";

function qualified({ group, plural }: ResourceName): string {
  return group === "" ? plural : `${plural}.${group}`;
}

function detailsOf(resource: ResourceName, name: string): { name?: string; group?: string; kind: string } {
  return {
    ...(name === "" ? {} : { name }),
    ...(resource.group === "" ? {} : { group: resource.group }),
    kind: resource.plural,
  };
}

/** `pods "x" not found` */
export function notFound(resource: ResourceName, name: string): StatusError {
  return StatusError.of("NotFound", `${qualified(resource)} "${name}" not found`, detailsOf(resource, name));
}

/** What a URL of an unknown group, version or kind answers. */
export function noSuchResource(): StatusError {
  return StatusError.of("NotFound", "the server could not find the requested resource", {});
}

/** `pods "x" already exists` */
export function alreadyExists(resource: ResourceName, name: string): StatusError {
  return StatusError.of("AlreadyExists", `${qualified(resource)} "${name}" already exists`, detailsOf(resource, name));
}

/** A write carried an old `resourceVersion`; or another reason why it could not be done now. */
export function conflict(
  resource: ResourceName,
  name: string,
  why = "the object has been modified; please apply your changes to the latest version and try again",
): StatusError {
  const message = `Operation cannot be fulfilled on ${qualified(resource)} "${name}": ${why}`;
  return StatusError.of("Conflict", message, detailsOf(resource, name));
}

/** One broken rule about one field; the messages are Kubernetes' own (`Required value`, `Invalid value: -1: ...`). */
export interface FieldError extends StatusCause {
  readonly field: string;
  readonly reason:
    | "FieldValueRequired"
    | "FieldValueInvalid"
    | "FieldValueDuplicate"
    | "FieldValueForbidden"
    | "FieldValueNotSupported"
    | "FieldValueTypeInvalid"
    | "FieldValueTooLong"
    | "FieldValueNotFound";
}

/** `spec.template.spec.containers[0].name: Required value` */
export function fieldRequired(field: string, detail = ""): FieldError {
  return {
    reason: "FieldValueRequired",
    message: detail === "" ? "Required value" : `Required value: ${detail}`,
    field,
  };
}

/** `spec.replicas: Invalid value: -1: must be greater than or equal to 0` */
export function fieldInvalid(field: string, value: unknown, detail: string): FieldError {
  return { reason: "FieldValueInvalid", message: `Invalid value: ${literal(value)}: ${detail}`, field };
}

/** `spec.ports[1].name: Duplicate value: "http"` */
export function fieldDuplicate(field: string, value: unknown): FieldError {
  return { reason: "FieldValueDuplicate", message: `Duplicate value: ${literal(value)}`, field };
}

/** `spec.strategy.rollingUpdate: Forbidden: may not be specified when ...` */
export function fieldForbidden(field: string, detail: string): FieldError {
  return { reason: "FieldValueForbidden", message: `Forbidden: ${detail}`, field };
}

/** `spec.type: Unsupported value: "X": supported values: "A", "B"` */
export function fieldNotSupported(field: string, value: unknown, supported: readonly string[]): FieldError {
  const list = supported.map((one) => JSON.stringify(one)).join(", ");
  return {
    reason: "FieldValueNotSupported",
    message: `Unsupported value: ${literal(value)}: supported values: ${list}`,
    field,
  };
}

/** `spec.volumes[0].name: Not found: "data"` */
export function fieldNotFound(field: string, value: unknown): FieldError {
  return { reason: "FieldValueNotFound", message: `Not found: ${literal(value)}`, field };
}

function literal(value: unknown): string {
  return value === undefined ? "null" : JSON.stringify(value);
}

/** `Deployment.apps "x" is invalid: spec.replicas: ...`, or a bracketed list when several fields are wrong. */
export function invalid(
  kind: Pick<KindInfo, "group" | "kind">,
  name: string,
  causes: readonly StatusCause[],
): StatusError {
  const texts = [...new Set(causes.map(({ field, message }) => `${field}: ${message}`))];
  const what = texts.length === 1 ? texts[0] : `[${texts.join(", ")}]`;
  const qualifiedKind = kind.group === "" ? kind.kind : `${kind.kind}.${kind.group}`;
  return StatusError.of("Invalid", `${qualifiedKind} "${name}" is invalid: ${what}`, {
    ...(name === "" ? {} : { name }),
    ...(kind.group === "" ? {} : { group: kind.group }),
    ...(kind.kind === "" ? {} : { kind: kind.kind }),
    causes,
  });
}

/** Who wants to do what, as an authorizer is asked. */
export interface AccessAttempt {
  readonly user: string;
  readonly verb: string;
  readonly resource: ResourceName;
  readonly subresource?: string | undefined;
  /** Absent: at the cluster scope. */
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
}

/** `pods "x" is forbidden: User "..." cannot get resource "pods/log" in API group "" in the namespace "..."` */
export function forbiddenTo({ user, verb, resource, subresource, namespace, name = "" }: AccessAttempt): StatusError {
  const target = subresource === undefined ? resource.plural : `${resource.plural}/${subresource}`;
  const scope = namespace === undefined ? "at the cluster scope" : `in the namespace "${namespace}"`;
  return forbidden(
    resource,
    name,
    `User "${user}" cannot ${verb} resource "${target}" in API group "${resource.group}" ${scope}`,
  );
}

/** `pods "x" is forbidden: <why>`; an admission plug-in's refusal, a quota's, a terminating namespace's. */
export function forbidden(resource: ResourceName, name: string, why: string): StatusError {
  const subject = name === "" ? qualified(resource) : `${qualified(resource)} "${name}"`;
  return StatusError.of("Forbidden", `${subject} is forbidden: ${why}`, detailsOf(resource, name));
}

/** A request that makes no sense. */
export function badRequest(message: string): StatusError {
  return StatusError.of("BadRequest", message);
}

/** What a JSON patch that cannot be applied answers: the server tells nothing more. */
export function patchRejected(): StatusError {
  return StatusError.of("Invalid", "the server rejected our request due to an error in our request", {});
}

/** A failure without a reason, as the server sends for errors it has no class for: code 500. */
export function internalFailure(message: string): StatusError {
  return StatusError.of("", message);
}
