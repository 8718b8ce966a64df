/**
 * From a request's path to who answers it.
 * @module
 */
import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { badRequest, type KindTable, noSuchResource, StatusError, type UserInfo } from "@aiops-gym/cluster";
import { authorizePath } from "../apiserver/authorization/authorize.ts";
import { isDraft } from "../apiserver/draft.ts";
import { type OpenApiDocument, openApiRoot, openApiV2, openApiV3 } from "../apiserver/openapi/documents.ts";
import { authenticate } from "./authenticate.ts";
import { aggregatedDiscovery, apiGroup, apiGroupList, apiResourceList, apiVersions } from "./discovery.ts";
import { negotiate } from "./negotiate.ts";
import { encodeOpenApi, openApiProtobuf } from "./protobuf/encode-openapi.ts";
import { mediaTypeOf, parseBody, readBody } from "./read-body.ts";
import { readResourcePath, readTarget } from "./request-path.ts";
import { answerResource, type ResourceRequest } from "./resource-requests.ts";
import { respond, respondFailure, respondText } from "./respond.ts";
import type { ServedCluster } from "./served-cluster.ts";
import { servedKinds } from "./served-kinds.ts";
import { serverVersion } from "./server-version.ts";

/** The path on which the clock is read (GET) and stepped (POST `{"seconds": 5}`). */
export const clockPath = "/aiops-gym/v1/clock";

/** Answers a request, whatever it is. */
export async function handleRequest(
  served: ServedCluster,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  response.setHeader("Cache-Control", "no-cache, private");
  try {
    const user = await authenticate(served.sim(), served.tokens, request);
    const { pathname, query } = readTarget(request.url);
    const found = findResource(served, pathname);
    if (found !== undefined) await answerResource({ served, ...found, query, user, request, response });
    else await answerPath({ served, user, pathname, query, request, response });
  } catch (error) {
    await respondFailure(request, response, error);
  }
}

/** The kind and the place that a path names; absent when it names no resource of this server. */
export function findResource(
  served: ServedCluster,
  pathname: string,
): Pick<ResourceRequest, "info" | "path"> | undefined {
  const path = readResourcePath(pathname);
  if (path === undefined) return undefined;
  const kinds = servedKinds(served.sim(), served.hiddenGroups);
  const apiVersion = path.group === "" ? path.version : `${path.group}/${path.version}`;
  const info = kinds.findByPlural(apiVersion, path.plural);
  if (info !== undefined) return { info, path };
  // a group that is there says that it lacks the resource; of others there is nothing to say
  if (kinds.kinds.some((one) => one.group === path.group)) throw noSuchResource();
  return undefined;
}

interface PathRequest {
  readonly served: ServedCluster;
  readonly user: UserInfo;
  readonly pathname: string;
  readonly query: URLSearchParams;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

const healthPaths = /^\/(healthz|livez|readyz)(\/.*)?$/;

async function answerPath(asked: PathRequest): Promise<void> {
  const { served, user, pathname, request, response } = asked;
  const verb = { GET: "get", HEAD: "get", POST: "post", PUT: "put", PATCH: "patch", DELETE: "delete" }[
    request.method ?? ""
  ];
  const { allowed } = authorizePath(served.sim(), user, verb ?? "get", pathname);
  if (!allowed) {
    const message = `forbidden: User "${user.name}" cannot ${verb} path "${pathname}"`;
    throw StatusError.of("Forbidden", message, {});
  }
  if (pathname === clockPath) await answerClock(asked);
  else if (request.method !== "GET" && request.method !== "HEAD") throw methodRefused();
  else if (healthPaths.test(pathname)) answerHealth(asked);
  else if (pathname === "/version") await respond(request, response, { format: "json" }, { object: serverVersion });
  else if (pathname.startsWith("/openapi/")) await answerOpenApi(asked);
  else await answerDiscovery(asked);
}

async function answerOpenApi({ served, pathname, request, response }: PathRequest): Promise<void> {
  const kinds = servedKinds(served.sim(), served.hiddenGroups);
  const accept = request.headers.accept ?? "";
  if (pathname === "/openapi/v2" && accept.includes(openApiProtobuf.accept)) {
    const body = protobufOf(openApiV2(kinds));
    response.writeHead(200, { "Content-Type": openApiProtobuf.type, "Content-Length": body.length });
    response.end(body);
    return;
  }
  const form = negotiate(accept, []);
  if (pathname === "/openapi/v3") {
    await respond(request, response, form, { object: openApiRoot(kinds) });
    return;
  }
  const [, apiVersion] = /^\/openapi\/v3\/(?:api|apis)\/(.+)$/.exec(pathname) ?? [];
  const document = pathname === "/openapi/v2" ? openApiV2(kinds) : openApiV3(kinds, apiVersion ?? "");
  if (document === undefined) {
    respondText(response, 404, "");
    return;
  }
  const { json, hash } = document;
  const headers = { ETag: `"${hash}"`, Vary: "Accept" };
  if (request.headers["if-none-match"] === headers.ETag) {
    response.writeHead(304, headers);
    response.end();
  } else
    await respond(
      request,
      response,
      { format: "json" },
      {
        json,
        headers,
        get object() {
          return JSON.parse(json);
        },
      },
    );
}

const encoded = new WeakMap<OpenApiDocument, Buffer>();

function protobufOf(document: OpenApiDocument): Buffer {
  let bytes = encoded.get(document);
  if (bytes === undefined) {
    bytes = encodeOpenApi(JSON.parse(document.json));
    encoded.set(document, bytes);
  }
  return bytes;
}

function methodRefused(): StatusError {
  return StatusError.of("MethodNotAllowed", "the server does not allow this method on the requested resource", {});
}

function answerHealth({ pathname, query, response }: PathRequest): void {
  const [, check = ""] = healthPaths.exec(pathname) ?? [];
  const verbose = query.has("verbose") ? `[+]ping ok\n[+]simulation ok\n${check} check passed\n` : "ok";
  respondText(response, 200, verbose);
}

async function answerDiscovery({ served, pathname, request, response }: PathRequest): Promise<void> {
  const kinds = servedKinds(served.sim(), served.hiddenGroups);
  const path = pathname === "/" ? "" : pathname;
  const aggregated = path === "/api" || path === "/apis";
  const form = negotiate(request.headers.accept, aggregated ? ["APIGroupDiscoveryList"] : []);
  if (form.as === "APIGroupDiscoveryList") {
    const object = aggregatedDiscovery(kinds, path === "/api", form.version ?? "v2");
    const json = JSON.stringify(object);
    const etag = `"${createHash("sha512").update(json).digest("hex").toUpperCase()}"`;
    response.setHeader("Vary", "Accept");
    if (request.headers["if-none-match"] === etag) {
      response.writeHead(304, { ETag: etag });
      response.end();
      return;
    }
    await respond(request, response, form, { object, json, headers: { ETag: etag, "Cache-Control": "public" } });
    return;
  }
  const object = discoveryDocument(kinds, path, served.address());
  if (object === undefined && isOfKnownGroup(kinds, path)) throw noSuchResource();
  if (object === undefined) respondText(response, 404, "404 page not found\n");
  else await respond(request, response, form, { object });
}

function discoveryDocument(kinds: KindTable, path: string, address: string): unknown {
  if (path === "") return { paths: rootPaths(kinds) };
  if (path === "/api") return apiVersions(address);
  if (path === "/apis") return apiGroupList(kinds);
  const [, root, first, second, more] = path.split("/");
  if (root === "api" && first !== undefined && second === undefined) return apiResourceList(kinds, first);
  if (root !== "apis" || first === undefined || more !== undefined) return undefined;
  return second === undefined ? apiGroup(kinds, first) : apiResourceList(kinds, `${first}/${second}`);
}

function isOfKnownGroup(kinds: KindTable, path: string): boolean {
  const [, root, group, version] = path.split("/");
  return root === "apis" && version !== undefined && kinds.kinds.some((one) => one.group === group);
}

function rootPaths(kinds: KindTable): readonly string[] {
  const versions = kinds.kinds.filter(({ group }) => group !== "").map(({ apiVersion }) => `/apis/${apiVersion}`);
  const groups = kinds.kinds.filter(({ group }) => group !== "").map(({ group }) => `/apis/${group}`);
  const fixed = ["/api", "/api/v1", "/apis", "/healthz", "/livez", "/openapi/v2", "/openapi/v3", "/readyz", "/version"];
  return [...new Set([...fixed, ...groups, ...versions])].sort();
}

/** The clock is the administrator's: others learn nothing of it, and cannot change it. */
async function answerClock({ served, user, request, response }: PathRequest): Promise<void> {
  if (user.groups?.includes("system:masters") !== true) {
    throw StatusError.of("Forbidden", `forbidden: User "${user.name}" cannot use path "${clockPath}"`, {});
  }
  if (request.method === "POST") {
    const wish = parseBody(await readBody(request), mediaTypeOf(request));
    const seconds = isDraft(wish) ? wish["seconds"] : undefined;
    const { stepSeconds } = served.limits;
    if (typeof seconds !== "number" || !(seconds >= 0 && seconds <= stepSeconds)) {
      throw badRequest(`seconds is ${JSON.stringify(seconds)}; expected a number from 0 to ${stepSeconds}`);
    }
    await served.gate.run(() => served.clock.step(seconds, served.closing));
  } else if (request.method !== "GET") throw methodRefused();
  else served.clock.catchUp();
  const { now } = served.clock;
  const object = { now: new Date(now / 1000).toISOString(), unixMicros: now };
  await respond(request, response, { format: "json" }, { object });
}
