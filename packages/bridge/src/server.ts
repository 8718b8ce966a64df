/**
 * The server: listens, and gives each connection a session of its own.
 * @module
 */
import { createServer, type IncomingMessage } from "node:http";
import { isIP } from "node:net";
import { GymError } from "@aiops-gym/cluster";
import { type WebSocket, WebSocketServer } from "ws";
import { z } from "zod";
import { encodeMessage } from "./codec.ts";
import { type Limits, messageTypes } from "./messages.ts";
import { closeCodes } from "./protocol.ts";
import { Session, type SessionOptions } from "./session.ts";

/** How {@link serve} is called. */
export interface ServeOptions {
  /** Makes the environment of a new session. */
  readonly createEnv: SessionOptions["createEnv"];
  /** `127.0.0.1` by default. Another one than this machine itself needs a token. */
  readonly host?: string;
  /** 0 (default) takes a free one. */
  readonly port?: number;
  /** What clients must send in `hello`. */
  readonly token?: string;
  readonly limits?: Partial<Limits>;
}

/** A server that runs. Disposing of it ends all sessions. */
export interface GymServer extends AsyncDisposable {
  /** `ws://127.0.0.1:4242` */
  readonly url: string;
  readonly port: number;
  /** Connections now. */
  readonly sessions: number;
  close(): Promise<void>;
}

/** Bounds unless others are given. */
export const defaultLimits: Limits = Object.freeze({
  messageBytes: 1024 * 1024,
  frameBytes: 16 * 1024 * 1024,
  sessions: 32,
  idleSeconds: 900,
  requestsInFlight: 1,
  tableBytes: 256 * 1024 * 1024,
});

const bytes = z
  .int()
  .positive()
  .max(2 ** 31 - 1);
const limitsSchema = z.strictObject({
  messageBytes: bytes,
  frameBytes: bytes,
  sessions: z.int().positive(),
  // What timers can count: 24 days.
  idleSeconds: z
    .number()
    .positive()
    .max((2 ** 31 - 1) / 1000),
  requestsInFlight: z.literal(1),
  tableBytes: bytes,
});

/** The operating system asks a silent peer so often whether it is there. */
const keepAliveMillis = 30_000;

/**
 * Serves environments over WebSocket.
 *
 * @throws GymError `ERR_INVALID_DEFINITION` when others than this machine could connect without a token, or a limit is none.
 */
export async function serve(options: ServeOptions): Promise<GymServer> {
  const { createEnv, host = "127.0.0.1", port = 0, token } = options;
  const limits = readLimits(options.limits);
  if (!isLoopback(host) && !token)
    throw new GymError(
      "ERR_INVALID_DEFINITION",
      `Serving on ${host} lets other machines in; expected a token. Pass one, or serve on 127.0.0.1.`,
    );
  const http = createServer((_request, response) => {
    response.writeHead(426, { "Content-Type": "text/plain", Upgrade: "websocket" });
    response.end("This is an AIOps Gym server; connect by WebSocket.\n");
  });
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: limits.frameBytes,
    perMessageDeflate: false,
  });
  const running = new Set<Promise<void>>();
  http.on("upgrade", (request, socket, head) => {
    if (!isWelcomeOrigin(request, token)) {
      socket.end("HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n");
      return;
    }
    request.socket.setKeepAlive(true, keepAliveMillis);
    sockets.handleUpgrade(request, socket, head, (peer) => {
      if (running.size >= limits.sessions) {
        turnAway(peer, limits);
        return;
      }
      const session = new Session(peer, { createEnv, token, limits }).ended();
      const done = session.catch(() => undefined).then(() => void running.delete(done));
      running.add(done);
    });
  });
  await new Promise<void>((resolve, reject) => {
    http.once("error", reject);
    http.listen(port, host, resolve);
  });
  const address = http.address();
  const actualPort = typeof address === "object" && address !== null ? address.port : port;
  const close = async (): Promise<void> => {
    if (!http.listening) return;
    const closed = new Promise((resolve) => http.close(resolve));
    for (const peer of sockets.clients) peer.close(closeCodes.goingAway, "the server is shutting down");
    const impatient = setTimeout(() => {
      for (const peer of sockets.clients) peer.terminate();
    }, 1000);
    await Promise.all(running);
    clearTimeout(impatient);
    http.closeAllConnections();
    await closed;
  };
  return {
    url: `ws://${isIP(host) === 6 ? `[${host}]` : host}:${actualPort}`,
    port: actualPort,
    get sessions() {
      return running.size;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

function readLimits(given: Partial<Limits> = {}): Limits {
  const parsed = limitsSchema.safeParse({ ...defaultLimits, ...given });
  if (parsed.success) return parsed.data;
  throw new GymError("ERR_INVALID_DEFINITION", `The server's limits do not fit: ${z.prettifyError(parsed.error)}`);
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
}

/** A page in somebody's browser may connect to this machine too: without a token, only pages of this machine may. */
function isWelcomeOrigin(request: IncomingMessage, token: string | undefined): boolean {
  const { origin } = request.headers;
  if (origin === undefined || token !== undefined) return true;
  return URL.canParse(origin) && isLoopback(new URL(origin).hostname.replace(/^\[|\]$/g, ""));
}

function turnAway(peer: WebSocket, limits: Limits): void {
  const message = `All ${limits.sessions} sessions are taken; try again later, or raise the server's limit.`;
  peer.on("error", () => undefined);
  peer.send(encodeMessage({ type: messageTypes.error, id: null, code: "ERR_LIMIT", message }));
  peer.close(closeCodes.tryAgainLater, "all sessions are taken");
}
