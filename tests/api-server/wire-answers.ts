/**
 * Answers on the wire, and what of them differs from server to server.
 * @module
 */
import { type RequestOptions, request } from "node:https";
import { namespace, type WireRequest, wireRequests } from "./wire-requests.ts";

/** What was answered. JSON is kept as it is, watches line by line. */
export interface WireAnswer {
  readonly code: number;
  readonly type: string;
  readonly warnings?: string;
  readonly body: unknown;
}

/** How a server is reached. */
export interface WireServer {
  readonly server: string;
  readonly options: RequestOptions;
}

/** Makes all requests, one after the other, in a fresh namespace; answers by their names. */
export async function askAll(server: WireServer): Promise<Readonly<Record<string, WireAnswer>>> {
  const answers: Record<string, WireAnswer> = {};
  for (const one of wireRequests) answers[one.name] = await askOne(server, one);
  return answers;
}

/** Makes one request. */
export async function askOne(server: WireServer, one: WireRequest): Promise<WireAnswer> {
  return normalise(await ask(server, one));
}

/** Creates the namespace, and waits until it holds what every namespace does. */
export async function makeNamespace(server: WireServer): Promise<void> {
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify({ metadata: { name: namespace } });
  await ask(server, { name: "", method: "POST", path: "/api/v1/namespaces", headers, body });
  for (const path of ["serviceaccounts/default", "configmaps/kube-root-ca.crt"]) {
    for (let tries = 0; tries < 100; tries += 1) {
      const { code } = await ask(server, { name: "", path: `/api/v1/namespaces/${namespace}/${path}` });
      if (code === 200) break;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/** Deletes the namespace. */
export async function removeNamespace(server: WireServer): Promise<void> {
  await ask(server, { name: "", method: "DELETE", path: `/api/v1/namespaces/${namespace}` });
}

interface RawAnswer {
  readonly code: number;
  readonly type: string;
  readonly warnings: string | undefined;
  readonly text: string;
}

function ask(
  { server, options }: WireServer,
  { method = "GET", path, headers = {}, body }: WireRequest,
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
    const all = { accept: "application/json", ...options.headers, "user-agent": "wire", ...headers, ...length };
    const sent = request(`${server}${path}`, { ...options, method, headers: all }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        const { warning } = response.headers;
        resolve({
          code: response.statusCode ?? 0,
          type: response.headers["content-type"] ?? "",
          warnings: Array.isArray(warning) ? warning.join(", ") : warning,
          text: Buffer.concat(chunks).toString(),
        });
      });
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

const hidden = "(varies)";
/** Fields whose values are others on every server. */
const varying: ReadonlySet<string> = new Set([
  "continue",
  "creationTimestamp",
  "deletionTimestamp",
  "expirationTimestamp",
  "lastTransitionTime",
  "lastUpdateTime",
  "resourceVersion",
  "serverAddress",
  "time",
  "token",
  "uid",
  "ca.crt",
]);

/** What is the same on every server. */
function normalise({ code, type, warnings, text }: RawAnswer): WireAnswer {
  return {
    ...{ code, type },
    ...(warnings === undefined ? {} : { warnings }),
    body: type.includes("json") ? documentsOf(text) : textOf(text),
  };
}

/** One document, indented or not, or one a line. */
function documentsOf(text: string): readonly unknown[] {
  return text.includes('\n{"type"') || text.startsWith('{"type"')
    ? text.split("\n").flatMap(lineOf)
    : lineOf(text.trim());
}

function lineOf(line: string): readonly unknown[] {
  return line === "" ? [] : [sameValue(JSON.parse(line), "")];
}

function textOf(text: string): string {
  return text
    .replaceAll(/[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]+Z/g, hidden)
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, hidden)
    .replaceAll(/resourceVersion: "[0-9]+"/g, `resourceVersion: "${hidden}"`)
    .replaceAll(/current: [0-9]+/g, `current: ${hidden}`)
    .replaceAll(/^([0-9]+)s$/g, hidden);
}

function sameValue(value: unknown, name: string): unknown {
  if (varying.has(name) && typeof value === "string") return hidden;
  if (typeof value === "string") return textOf(value);
  if (Array.isArray(value)) return value.filter((one) => !isUnserved(one)).map((one) => sameValue(one, ""));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, sameValue(one, key)]));
}

const unserved: readonly unknown[] = ["resource.k8s.io", "metrics.k8s.io"];

/**
 * What only one of the servers has: dynamic resource allocation, and a metrics server.
 */
function isUnserved(value: unknown): boolean {
  const { name, resource, metadata } = (value ?? {}) as Readonly<Record<string, unknown>>;
  const names = [name, resource, (metadata as { readonly name?: unknown } | undefined)?.name];
  return names.some((one) => unserved.includes(one));
}
