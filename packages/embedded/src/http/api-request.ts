/**
 * One request for a resource of the API, read and authorized.
 * @module
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import {
  badRequest,
  type FieldError,
  fieldNotSupported,
  invalid,
  type KindInfo,
  type KubeApi,
  type KubeObject,
  type UserInfo,
  type WriteOptions,
} from "@aiops-gym/cluster";
import type { Simulation } from "../kernel/simulation.ts";
import type { AnswerForm } from "./negotiate.ts";
import type { ResourcePath } from "./request-path.ts";
import type { ServedCluster } from "./served-cluster.ts";

/** A request, its path and kind found, its user allowed to make it. */
export interface ApiRequest {
  readonly served: ServedCluster;
  readonly sim: Simulation;
  readonly info: KindInfo;
  readonly path: ResourcePath;
  readonly query: URLSearchParams;
  readonly user: UserInfo;
  /** The API as the user, for what the seam itself judges by the user: escalation of rights, access reviews. */
  readonly api: KubeApi;
  readonly form: AnswerForm;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The body; empty when there is none. */
  readonly body: Buffer;
}

/** Names the object of a request. */
export function referenceOf({ info, path }: ApiRequest): {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
} {
  const { apiVersion, kind, namespaced } = info;
  const { name = "", namespace } = path;
  return { apiVersion, kind, name, ...(namespaced && namespace !== undefined ? { namespace } : {}) };
}

/** `true` and `1`, as Go reads truth. */
export function isTrue(value: string | null): boolean {
  return value !== null && /^(1|t|true)$/i.test(value);
}

/**
 * A whole number of the query; absent when it is not given.
 *
 * @throws StatusError `BadRequest`
 */
export function numberOf(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null || text === "") return undefined;
  if (!/^[+-]?[0-9]{1,18}$/.test(text)) {
    throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  }
  return Number(text);
}

/** What is wrong with the options of a request. */
export function invalidOptions(kind: string, error: FieldError): Error {
  return invalid({ group: "meta.k8s.io", kind }, "", [error]);
}

/**
 * Whether a request only asks what would be.
 *
 * @param kind - Of the options, as failures name it: `CreateOptions`.
 */
export function isDryRun(values: readonly string[], kind: string): boolean {
  const wrong = values.some((value) => value !== "All");
  if (!wrong) return values.length > 0;
  throw invalidOptions(kind, fieldNotSupported("dryRun", values, ["All"]));
}

/** What every write takes, from its query; who writes is told from the client's name when it does not say. */
export function writeOptions({ query, request }: ApiRequest, kind: string): WriteOptions {
  const agent = (request.headers["user-agent"] ?? "unknown").split("/", 1)[0] ?? "unknown";
  const manager = query.get("fieldManager") ?? "";
  const validation = query.get("fieldValidation") ?? "";
  if (validation !== "" && !["Ignore", "Warn", "Strict"].includes(validation)) {
    const error = fieldNotSupported("fieldValidation", validation, ["", "Ignore", "Strict", "Warn"]);
    throw invalidOptions(kind, error);
  }
  return {
    dryRun: isDryRun(query.getAll("dryRun"), kind),
    fieldManager: manager === "" ? agent.slice(0, 128) : manager,
    ...(validation === "Strict" ? { fieldValidation: "Strict" as const } : {}),
  };
}

/** The name of a kind's lists. */
export function listKind({ kind }: KindInfo): string {
  return `${kind}List`;
}

const texts = new WeakMap<KubeObject, string>();

/** An object's JSON; frozen objects are written once. */
export function jsonOf(object: KubeObject): string {
  let text = texts.get(object);
  if (text === undefined) {
    text = JSON.stringify(object);
    if (Object.isFrozen(object)) texts.set(object, text);
  }
  return text;
}
