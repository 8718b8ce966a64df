import type { IncomingMessage } from "node:http";
import { request } from "node:https";
import type { ClusterServer } from "../../src/http/index.ts";
import { busyboxImage, busyboxProgram, type EmbeddedCluster, openEmbeddedCluster } from "../../src/index.ts";

/** What a server answered. */
export interface Reply {
  readonly code: number;
  readonly type: string | undefined;
  readonly text: string;
}

/** A request, as tests write it. */
export interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** The administrator's by default; none when empty. */
  readonly token?: string;
}

/** Sends a request, and answers as soon as the answer begins. */
export function open(server: ClusterServer, path: string, asked: Asked = {}): Promise<IncomingMessage> {
  const { method = "GET", headers = {}, body, token = server.token } = asked;
  const authorization: Record<string, string> = token === "" ? {} : { authorization: `Bearer ${token}` };
  const length: Record<string, string> =
    body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
  return new Promise((resolve, reject) => {
    const sent = request(
      `${server.url}${path}`,
      { method, ca: server.authority, headers: { ...authorization, ...length, ...headers }, agent: false },
      resolve,
    );
    sent.on("error", reject);
    sent.end(body);
  });
}

/** Sends a request, and reads its answer. */
export async function ask(server: ClusterServer, path: string, asked: Asked = {}): Promise<Reply> {
  const response = await open(server, path, asked);
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const type = response.headers["content-type"];
  return { code: response.statusCode ?? 0, type, text: Buffer.concat(chunks).toString() };
}

/** Sends an object as JSON. */
export function post(server: ClusterServer, path: string, object: unknown, asked: Asked = {}): Promise<Reply> {
  const headers = { "content-type": "application/json", ...asked.headers };
  return ask(server, path, { method: "POST", ...asked, headers, body: JSON.stringify(object) });
}

/** A cluster with one node and an image. */
export function emptyCluster(): EmbeddedCluster {
  const images = [busyboxImage("docker.io/library/bb:1")];
  return openEmbeddedCluster({ seed: 1, images, programs: [busyboxProgram] });
}
