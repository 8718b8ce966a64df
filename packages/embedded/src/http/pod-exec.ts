/**
 * Programs in containers over a WebSocket, in the channels of `v4.channel.k8s.io` and `v5.channel.k8s.io`.
 * @module
 */
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type ExecResult, StatusError } from "@aiops-gym/cluster";
import { type WebSocket, WebSocketServer } from "ws";
import { isTrue } from "./api-request.ts";
import { maxBodyBytes } from "./read-body.ts";
import { statusObject, statusOf } from "./respond.ts";
import type { ServedCluster } from "./served-cluster.ts";

/** Numbers of the streams, the first byte of every message. */
const channels = { stdin: 0, stdout: 1, stderr: 2, error: 3, resize: 4, close: 255 } as const;
const protocols = ["v5.channel.k8s.io", "v4.channel.k8s.io"];
/** The longest that a client's input is waited for. */
const inputMillis = 10_000;
/** A program that does not end by then is given up, in virtual seconds. */
const execSeconds = 600;

const sockets = new WebSocketServer({
  noServer: true,
  maxPayload: maxBodyBytes,
  perMessageDeflate: false,
  handleProtocols: (offered) => protocols.find((protocol) => offered.has(protocol)) ?? false,
});

/** A request to run a program, authorized. */
export interface ExecRequest {
  readonly served: ServedCluster;
  readonly namespace: string;
  readonly name: string;
  readonly query: URLSearchParams;
}

/** Whether a client speaks one of the protocols of this server; SPDY is not among them. */
export function speaksChannels({ headers }: IncomingMessage): boolean {
  const offered = (headers["sec-websocket-protocol"] ?? "").split(",").map((one) => one.trim());
  return headers.upgrade?.toLowerCase() === "websocket" && offered.some((one) => protocols.includes(one));
}

/** Opens the socket, runs the program with what comes in, and sends what it printed and how it ended. */
export function serveExec(exec: ExecRequest, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  sockets.handleUpgrade(request, socket, head, (peer) => {
    peer.on("error", () => undefined);
    exec.served.streams += 1;
    void run(exec, peer).finally(() => {
      exec.served.streams -= 1;
    });
  });
}

async function run({ served, namespace, name, query }: ExecRequest, peer: WebSocket): Promise<void> {
  const send = (channel: number, data: string): void => {
    if (data !== "") peer.send(Buffer.concat([Buffer.of(channel), Buffer.from(data)]));
  };
  const left = new AbortController();
  peer.once("close", () => left.abort());
  const leave = (): void => peer.close(1001);
  served.closing.addEventListener("abort", leave, { once: true });
  try {
    const stdin = isTrue(query.get("stdin")) ? await inputOf(peer) : undefined;
    const container = query.get("container") ?? "";
    const result = await served.gate.run(() =>
      served.api.exec(
        { namespace, name },
        {
          command: query.getAll("command"),
          ...(container === "" ? {} : { container }),
          ...(stdin === undefined ? {} : { stdin }),
          timeoutSeconds: execSeconds,
          signal: left.signal,
        },
      ),
    );
    const tty = isTrue(query.get("tty"));
    if (isTrue(query.get("stdout"))) send(channels.stdout, tty ? crlf(result.stdout) : result.stdout);
    if (tty) send(channels.stdout, crlf(result.stderr));
    else if (isTrue(query.get("stderr"))) send(channels.stderr, result.stderr);
    send(channels.error, JSON.stringify(endOf(result)));
  } catch (error) {
    send(channels.error, JSON.stringify(statusObject(statusOf(error))));
  } finally {
    served.closing.removeEventListener("abort", leave);
    peer.close(1000);
  }
}

/** A terminal begins lines anew. */
function crlf(text: string): string {
  return text.replaceAll("\n", "\r\n");
}

/** How a program ended, as the kubelet tells it. */
function endOf({ exitCode }: ExecResult): unknown {
  if (exitCode === 0) return { metadata: {}, status: "Success" };
  return {
    metadata: {},
    status: "Failure",
    message: `command terminated with non-zero exit code: exit status ${exitCode}`,
    reason: "NonZeroExitCode",
    details: { causes: [{ reason: "ExitCode", message: String(exitCode) }] },
  };
}

/** What a client sends to the program, until it closes the stream (v5), or is silent. */
function inputOf(peer: WebSocket): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let timer: NodeJS.Timeout;
    const done = (): void => {
      clearTimeout(timer);
      peer.off("message", take).off("close", done);
      resolve(Buffer.concat(chunks).toString("utf8"));
    };
    const wait = (): void => {
      clearTimeout(timer);
      timer = setTimeout(done, inputMillis);
    };
    const take = (data: Buffer): void => {
      const [channel] = data;
      if (channel === channels.close && data[1] === channels.stdin) done();
      else if (channel === channels.stdin) {
        size += data.length;
        if (size > maxBodyBytes) {
          clearTimeout(timer);
          reject(StatusError.of("RequestEntityTooLarge", `the input is longer than ${maxBodyBytes} bytes`));
          return;
        }
        chunks.push(data.subarray(1));
        wait();
      }
    };
    peer.on("message", take).once("close", done);
    wait();
  });
}
