/**
 * Field selectors: parsing (`metadata.name=x,status.phase!=Running`) and matching, with each kind's own list of fields.
 * Fields and refusals as Kubernetes 1.34.4 gives them.
 * @module
 */
import type { KindInfo } from "./kinds.ts";
import type { KubeObject } from "./objects/meta.ts";
import { StatusError } from "./status-error.ts";

/** One term of a selector; all terms must hold. */
export interface FieldRequirement {
  readonly field: string;
  readonly operator: "=" | "!=";
  readonly value: string;
}

/** Fields that a kind can be selected by, beside `metadata.name` (and `metadata.namespace`); the value is the path it is read from. */
type Fields = Readonly<Record<string, string>>;

function same(...paths: readonly string[]): Fields {
  return Object.fromEntries(paths.map((path) => [path, path]));
}

const fieldsByKind: Readonly<Record<string, Fields>> = {
  "v1 Pod": {
    ...same(
      "spec.nodeName",
      "spec.restartPolicy",
      "spec.schedulerName",
      "spec.serviceAccountName",
      "spec.hostNetwork",
      "status.phase",
      "status.podIP",
      "status.nominatedNodeName",
    ),
    "spec.host": "spec.nodeName",
    // accepted, and never filled in
    "status.podIPs": "",
  },
  "v1 Node": same("spec.unschedulable"),
  "v1 Namespace": same("status.phase"),
  "v1 Secret": same("type"),
  "v1 Service": same("spec.clusterIP", "spec.type"),
  "v1 ReplicationController": same("status.replicas"),
  "v1 Event": {
    ...same(
      "involvedObject.kind",
      "involvedObject.namespace",
      "involvedObject.name",
      "involvedObject.uid",
      "involvedObject.apiVersion",
      "involvedObject.resourceVersion",
      "involvedObject.fieldPath",
      "reason",
      "reportingComponent",
      "type",
    ),
    source: "source.component",
  },
  "events.k8s.io/v1 Event": same(
    "regarding.kind",
    "regarding.namespace",
    "regarding.name",
    "regarding.uid",
    "regarding.apiVersion",
    "regarding.resourceVersion",
    "regarding.fieldPath",
    "reason",
    "reportingController",
    "type",
  ),
  "batch/v1 Job": { "status.successful": "status.succeeded" },
};

/** What a field holds when the object does not say. */
const absent: Readonly<Record<string, string>> = {
  "spec.hostNetwork": "false",
  "spec.unschedulable": "false",
  "status.replicas": "0",
  "status.succeeded": "0",
};

/**
 * Reads a selector as kubectl's `--field-selector` takes it; a backslash escapes `,`, `=` and itself.
 *
 * @throws {@link StatusError} `BadRequest`, in the API server's words. Whether a kind has the field is
 *   {@link fieldMatcher}'s question.
 */
export function parseFieldSelector(text: string): readonly FieldRequirement[] {
  if (latest?.text !== text) latest = { text, requirements: requirementsOf(text) };
  return latest.requirements;
}

/** What was read last: of one request, several ask for the same. */
let latest: { readonly text: string; readonly requirements: readonly FieldRequirement[] } | undefined;

function requirementsOf(text: string): readonly FieldRequirement[] {
  return splitUnescaped(text)
    .filter((term) => term !== "")
    .map((term) => {
      const at = operatorAt(term);
      if (at === undefined) throw bad(`invalid selector: '${text}'; can't understand '${term}'`);
      const value = unescaped(term.slice(at.index + at.length));
      return { field: term.slice(0, at.index), operator: at.negated ? "!=" : "=", value };
    });
}

/** The text of requirements, as the API server prints it. */
export function formatFieldRequirements(requirements: readonly FieldRequirement[]): string {
  return requirements
    .map(({ field, operator, value }) => `${field}${operator}${value.replace(/[\\,=]/g, "\\$&")}`)
    .join(",");
}

/**
 * Compiles a selector into a test of objects of one kind; compile once, match often.
 *
 * @throws {@link StatusError} `BadRequest` when the text is malformed or the kind cannot be selected by a field.
 */
export function fieldMatcher(
  kind: KindInfo,
  selector: string | readonly FieldRequirement[],
): (object: KubeObject) => boolean {
  const requirements = typeof selector === "string" ? parseFieldSelector(selector) : selector;
  const tests = requirements.map(({ field, operator, value }) => {
    const read = reader(kind, field);
    const wanted = operator === "=";
    return (object: KubeObject) => (read(object) === value) === wanted;
  });
  return (object) => {
    for (const test of tests) if (!test(object)) return false;
    return true;
  };
}

function reader(kind: KindInfo, field: string): (object: KubeObject) => string {
  if (field === "metadata.name") return (object) => object.metadata.name;
  const ownFields = fieldsByKind[`${kind.apiVersion} ${kind.kind}`];
  // kinds with fields of their own say no to a namespace they do not have, the others take it
  if (field === "metadata.namespace" && (kind.namespaced || (ownFields === undefined && !kind.custom))) {
    return (object) => object.metadata.namespace ?? "";
  }
  const path = ownFields !== undefined && Object.hasOwn(ownFields, field) ? ownFields[field] : undefined;
  if (path === undefined) throw unsupported(kind, field, ownFields !== undefined);
  const steps = path.split(".");
  const fallback = absent[path] ?? "";
  return (object) => {
    let value: unknown = object;
    for (const step of steps) {
      if (typeof value !== "object" || value === null) return fallback;
      value = (value as Readonly<Record<string, unknown>>)[step];
    }
    if (typeof value === "string") return value;
    return value === undefined || value === null ? fallback : String(value);
  };
}

function unsupported(kind: KindInfo, field: string, hasOwnFields: boolean): StatusError {
  if (kind.kind === "Job") return bad(`field label ${JSON.stringify(field)} not supported for Job`);
  if (hasOwnFields || kind.custom) return bad(`field label not supported: ${field}`);
  return bad(`${JSON.stringify(field)} is not a known field selector: only "metadata.name", "metadata.namespace"`);
}

function splitUnescaped(text: string): readonly string[] {
  return text.match(/(?:\\.|[^,\\]|\\$)+/gsu) ?? [];
}

function operatorAt(term: string): { index: number; length: number; negated: boolean } | undefined {
  for (let index = 0; index < term.length; index += 1) {
    if (term.startsWith("!=", index)) return { index, length: 2, negated: true };
    if (term.startsWith("==", index)) return { index, length: 2, negated: false };
    if (term[index] === "=") return { index, length: 1, negated: false };
  }
  return undefined;
}

function unescaped(text: string): string {
  let plain = "";
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === "\\") {
      at += 1;
      const next = text.charAt(at);
      if (!["\\", ",", "="].includes(next) || next === "")
        throw bad(`invalid field selector: invalid escape sequence: \\${next}`);
      plain += next;
    } else if (char === "=") {
      // the server prints the character's code
      throw bad("invalid field selector: unescaped character in value: 61");
    } else {
      plain += char;
    }
  }
  return plain;
}

function bad(message: string): StatusError {
  return StatusError.of("BadRequest", message);
}
