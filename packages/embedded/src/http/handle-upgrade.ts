/**
 * Connections that become WebSockets, to run programs in containers.
 * @module
 */
import { type IncomingMessage, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { noSuchResource, StatusError } from "@aiops-gym/cluster";
import { readObject } from "../apiserver/lookup.ts";
import { execTarget } from "../exec/exec-in-pod.ts";
import { authenticate } from "./authenticate.ts";
import { findResource } from "./handle-request.ts";
import { serveExec, speaksChannels } from "./pod-exec.ts";
import { readTarget } from "./request-path.ts";
import { authorizeRequest } from "./resource-requests.ts";
import { statusObject, statusOf } from "./respond.ts";
import type { ServedCluster } from "./served-cluster.ts";

/** Answers a request to change the protocol: exec by WebSocket, or a refusal. */
export async function handleUpgrade(
  served: ServedCluster,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): Promise<void> {
  socket.on("error", () => socket.destroy());
  try {
    const user = await authenticate(served.sim(), served.tokens, request);
    const { pathname, query } = readTarget(request.url);
    const found = findResource(served, pathname);
    if (found === undefined) throw noSuchResource();
    const { info, path } = found;
    authorizeRequest({ served, ...found, query, user, request, response: undefined as never });
    const { namespace = "", name = "", subresource } = path;
    if (info.plural !== "pods" || subresource === undefined) throw noSuchResource();
    readObject(served.sim(), { apiVersion: "v1", kind: "Pod", namespace, name });
    if (subresource !== "exec") throw refused(subresource);
    // a client that is refused comes again, with an older protocol
    execTarget(served.sim(), { namespace, name }, query.get("container") || undefined);
    if (!speaksChannels(request)) {
      throw StatusError.of("BadRequest", "unable to upgrade: this cluster serves exec over WebSocket only", {});
    }
    if (served.streams >= served.limits.streams) {
      throw StatusError.of("TooManyRequests", "too many requests, please try again later", { retryAfterSeconds: 1 });
    }
    serveExec({ served, namespace, name, query }, request, socket, head);
  } catch (error) {
    refuse(socket, error);
  }
}

function refused(subresource: string): StatusError {
  const instead: Readonly<Record<string, string>> = {
    attach: "attaching to containers; read their logs, or run a command by exec",
    portforward: "port forwarding; run curl or nc in a pod by exec",
  };
  return StatusError.of("BadRequest", `this cluster does not serve ${instead[subresource] ?? subresource}`, {});
}

function refuse(socket: Duplex, error: unknown): void {
  const status = statusOf(error);
  const body = `${JSON.stringify(statusObject(status))}\n`;
  socket.end(
    `HTTP/1.1 ${status.code} ${STATUS_CODES[status.code] ?? "Error"}\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
