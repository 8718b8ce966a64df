/**
 * HTTP to an API server: paths in, JSON out, failures as the `Status` the server sent.
 * @module
 */
import http from "node:http";
import https from "node:https";
import { noSuchResource, type Status, StatusError, type UserInfo } from "@aiops-gym/cluster";
import type { KubeConfig } from "@kubernetes/client-node";

/** Query parameters; what is undefined is left out. */
export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** One request. */
export interface RestRequest {
  readonly method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: string;
  readonly query?: Query;
  readonly body?: unknown;
  /** Of the body; `application/json` by default. */
  readonly contentType?: string;
  /** What the answer is to be; plain JSON by default. */
  readonly accept?: string;
  readonly signal?: AbortSignal | undefined;
}

/** Speaks to the API server of a kubeconfig's current context. */
export class RestClient {
  private readonly config: KubeConfig;
  private readonly server: URL;
  private readonly as: UserInfo | undefined;

  /** @param as - Whom to impersonate. */
  constructor(config: KubeConfig, as?: UserInfo) {
    const cluster = config.getCurrentCluster();
    if (cluster === null) throw new Error("the kubeconfig names no current cluster; set its current-context");
    this.config = config;
    this.as = as;
    this.server = new URL(cluster.server);
  }

  /**
   * Sends a request and reads the whole answer as JSON.
   *
   * @throws {@link StatusError} when the server refuses, or cannot be reached (`ServiceUnavailable`).
   */
  async json<T>(request: RestRequest): Promise<T> {
    return JSON.parse(await this.text(request)) as T;
  }

  /** As {@link json}, the answer as text. */
  async text(request: RestRequest): Promise<string> {
    const chunks: Buffer[] = [];
    for await (const chunk of await this.open(request)) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks).toString("utf8");
  }

  /** Sends a request and yields the answer line by line, as they come, until the server or the signal ends it. */
  async *lines(request: RestRequest): AsyncIterable<string> {
    const response = await this.open(request);
    response.setEncoding("utf8");
    let rest = "";
    for await (const chunk of response) {
      const lines = (rest + String(chunk)).split("\n");
      rest = lines.pop() ?? "";
      yield* lines;
    }
    if (rest !== "") yield rest;
  }

  private async open(request: RestRequest): Promise<http.IncomingMessage> {
    const { method = "GET", path, query = {}, body, contentType = "application/json", signal } = request;
    const { accept = "application/json" } = request;
    signal?.throwIfAborted();
    const url = new URL(this.server);
    url.pathname = `${this.server.pathname.replace(/\/$/, "")}${path}`;
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    const options: https.RequestOptions = { method, ...(signal === undefined ? {} : { signal }) };
    await this.config.applyToHTTPSOptions(options);
    const secure = url.protocol === "https:";
    if (!secure) delete options.agent;
    const payload = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
    options.headers = {
      ...(options.headers as http.OutgoingHttpHeaders | undefined),
      accept,
      ...(this.as === undefined ? {} : { "impersonate-user": this.as.name }),
      ...(this.as?.groups === undefined ? {} : { "impersonate-group": [...this.as.groups] }),
      ...(payload === undefined ? {} : { "content-type": contentType, "content-length": payload.length }),
    };
    const response = await new Promise<http.IncomingMessage>((resolve, reject) => {
      const sent = (secure ? https : http).request(url, options, resolve);
      sent.on("error", (error) => reject(signal?.aborted === true ? signal.reason : unreachable(url, error)));
      sent.end(payload);
    });
    if ((response.statusCode ?? 0) < 400) return response;
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk as Buffer);
    throw failure(response.statusCode ?? 500, Buffer.concat(chunks).toString("utf8"));
  }
}

/** The error of a `Status` as it came; the server leaves `reason` out where it has none. */
export function statusError(status: Partial<Status>): StatusError {
  return new StatusError({
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    message: "",
    reason: "",
    code: 500,
    ...status,
  });
}

function failure(code: number, text: string): StatusError {
  try {
    const status = JSON.parse(text) as Partial<Status>;
    if (status.kind === "Status") return statusError(status);
  } catch {
    // not from the API server proper: a group that is not installed answers `404 page not found` in plain text
  }
  if (code === 404) return noSuchResource();
  return statusError({
    message: text.trim() === "" ? `the server answered ${code}` : text.trim(),
    reason: "Unknown",
    code,
  });
}

function unreachable(url: URL, error: Error): StatusError {
  const message = `cannot reach the API server at ${url.origin}: ${error.message}`;
  return new StatusError(statusError({ message, reason: "ServiceUnavailable", code: 503 }).status, { cause: error });
}
