/**
 * Requests for resources: from verb and path to who answers them.
 * @module
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { componentStatusKind, type KindInfo, noSuchResource, type UserInfo } from "@aiops-gym/cluster";
import { demand } from "../apiserver/authorization/authorize.ts";
import { type ApiRequest, isTrue } from "./api-request.ts";
import { bindPod } from "./bind-pod.ts";
import { answerComponentStatus } from "./component-statuses.ts";
import { type AnswerKind, negotiate } from "./negotiate.ts";
import { readBody } from "./read-body.ts";
import { readList, readOne } from "./read-objects.ts";
import type { ResourcePath } from "./request-path.ts";
import { type Answer, respond, warn } from "./respond.ts";
import type { ServedCluster } from "./served-cluster.ts";
import { subresourceHandlers } from "./subresource-requests.ts";
import { watchForClient } from "./watch-objects.ts";
import { createOne, deleteAll, deleteOne, methodNotAllowed, patchOne, replaceOne } from "./write-objects.ts";

/** A request whose path and user are known. */
export interface ResourceRequest {
  readonly served: ServedCluster;
  readonly info: KindInfo;
  readonly path: ResourcePath;
  readonly query: URLSearchParams;
  readonly user: UserInfo;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

const ofOne: Readonly<Record<string, string>> = {
  GET: "get",
  HEAD: "get",
  PUT: "update",
  PATCH: "patch",
  DELETE: "delete",
  POST: "create",
};
const ofAll: Readonly<Record<string, string>> = {
  GET: "list",
  HEAD: "list",
  DELETE: "deletecollection",
  POST: "create",
};

/** The verb of a request, as RBAC knows it; absent when the method is none. */
export function verbOf(method: string, path: ResourcePath, query: URLSearchParams): string | undefined {
  const verb = (path.name === undefined ? ofAll : ofOne)[method];
  // objects are created in their collection; only parts of them are posted to
  if (verb === "create" && path.name !== undefined && path.subresource === undefined) return undefined;
  const watches = path.watch || isTrue(query.get("watch"));
  return (verb === "list" || (verb === "get" && path.subresource === undefined)) && watches ? "watch" : verb;
}

/**
 * Lets a request pass when its user may make it.
 *
 * @throws StatusError `Forbidden`, `MethodNotAllowed`
 */
export function authorizeRequest({ served, info, path, query, user, request }: ResourceRequest): string {
  const verb = verbOf(request.method ?? "GET", path, query);
  if (verb === undefined) throw methodNotAllowed();
  const { namespace, subresource } = path;
  const name = path.name ?? /(?:^|,)metadata\.name==?([^,]+)/.exec(query.get("fieldSelector") ?? "")?.[1];
  demand(served.sim(), user, { verb, resource: info, subresource, namespace, name });
  return verb;
}

/** Answers a request for a resource. */
export async function answerResource(asked: ResourceRequest): Promise<void> {
  const { served, info, path, user, request, response } = asked;
  const { subresource } = path;
  const verb = authorizeRequest(asked);
  if (subresource !== undefined && !info.subresources.includes(subresource)) throw noSuchResource();
  if (path.namespace !== undefined && !info.namespaced && info.kind !== "Namespace") throw noSuchResource();
  if (info.namespaced && path.name !== undefined && path.namespace === undefined) throw noSuchResource();
  const handler = subresourceHandlers[`${info.plural}/${subresource}`];
  if (handler === undefined && subresource === undefined && !info.verbs.includes(verb)) throw methodNotAllowed();
  const warning = deprecated[`${info.apiVersion} ${info.kind}`];
  if (warning !== undefined) warn(response, warning);
  const form = negotiate(request.headers.accept, offered(verb, handler !== undefined));
  if (info === componentStatusKind) {
    await respond(request, response, form, answerComponentStatus(form, path.name));
    return;
  }
  const body = request.method === "GET" || request.method === "HEAD" ? Buffer.alloc(0) : await readBody(request);
  const apiRequest = (): ApiRequest => ({
    ...asked,
    sim: served.sim(),
    api: served.impersonate(user),
    form,
    body,
  });
  if (verb === "watch") {
    served.clock.catchUp();
    await watchForClient(apiRequest());
    return;
  }
  // what a log or a stream takes its time for must not hold up others
  if (handler !== undefined) {
    const answer = await handler(apiRequest());
    if (answer !== undefined) await respond(request, response, form, answer);
    return;
  }
  const answer = await served.gate.run(() => {
    served.clock.catchUp();
    return answerVerb(verb, apiRequest());
  });
  await respond(request, response, form, answer);
}

function offered(verb: string, special: boolean): readonly AnswerKind[] {
  if (special) return [];
  return verb === "list" ? ["Table", "PartialObjectMetadataList"] : ["Table", "PartialObjectMetadata"];
}

function answerVerb(verb: string, request: ApiRequest): Answer | Promise<Answer> {
  switch (verb) {
    case "get":
      return readOne(request);
    case "list":
      return readList(request);
    case "create":
      return request.info.kind === "Binding" && !request.info.custom ? bindPod(request) : createOne(request);
    case "update":
      return replaceOne(request);
    case "patch":
      return patchOne(request);
    case "delete":
      return deleteOne(request);
    case "deletecollection":
      return deleteAll(request);
    default:
      throw methodNotAllowed();
  }
}

/** Kinds of which the server warns. */
const deprecated: Readonly<Record<string, string>> = {
  "v1 ComponentStatus": "v1 ComponentStatus is deprecated in v1.19+",
  "v1 Endpoints": "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice",
};
