/**
 * A simulated cluster as a Kubernetes API server: HTTPS on this machine, for real clients.
 * @module
 */
import { createServer, type Server } from "node:https";
import { type AddressInfo, isIP, type Socket } from "node:net";
import { type Cluster, GymError } from "@aiops-gym/cluster";
import { getObject } from "../apiserver/store.ts";
import { EmbeddedCluster } from "../embedded-cluster.ts";
import { createCertificates } from "./certificates.ts";
import { Gate } from "./gate.ts";
import { handleRequest } from "./handle-request.ts";
import { handleUpgrade } from "./handle-upgrade.ts";
import { formatKubeconfig } from "./kubeconfig.ts";
import type { ServedCluster, ServerLimits } from "./served-cluster.ts";
import { Tokens } from "./tokens.ts";
import { type ClockPace, VirtualClock } from "./virtual-clock.ts";

/** How {@link serveCluster} is called. */
export interface ServeClusterOptions {
  /** `127.0.0.1` by default; others than this machine's own need {@link allowOtherMachines}. */
  readonly host?: string;
  /** 0 (default) takes a free one. */
  readonly port?: number;
  /** How time passes: `stepped` (default: only when stepped), or virtual seconds in a second of the wall clock (1: real speed). */
  readonly clock?: ClockPace;
  /** The administrator's token; drawn by default. At least 16 characters. */
  readonly token?: string;
  /** The namespace of commands that name none, in the kubeconfig. */
  readonly namespace?: string;
  /** Lets other machines connect, when `host` is not of this machine alone. */
  readonly allowOtherMachines?: boolean;
  /** Groups that seem not to be installed, traces of them in other objects included; `chaos-mesh.org` by default. */
  readonly hiddenGroups?: readonly string[];
  readonly limits?: Partial<ServerLimits>;
}

/** A cluster that is served. Disposing of it ends all connections; the cluster itself stays as it is. */
export interface ClusterServer extends AsyncDisposable {
  /** `https://127.0.0.1:6443` */
  readonly url: string;
  readonly port: number;
  /** The administrator's bearer token. */
  readonly token: string;
  /** The certificate that clients trust, in PEM. */
  readonly authority: string;
  /** A kubeconfig of the administrator, as YAML. */
  readonly kubeconfig: string;
  readonly clock: VirtualClock;
  /**
   * A kubeconfig with which its user is a service account.
   *
   * @throws GymError `ERR_INVALID_DEFINITION` when there is no such account.
   */
  kubeconfigFor(namespace: string, serviceAccount: string): Promise<string>;
  close(): Promise<void>;
}

/** Bounds unless others are given. */
export const defaultServerLimits: ServerLimits = Object.freeze({
  connections: 1000,
  streams: 600,
  streamSeconds: 3600,
  idleSeconds: 120,
  stepSeconds: 86_400,
});

const headerMillis = 20_000;
const bodyMillis = 60_000;
const tokenSeconds = 365 * 86_400;
const shortestToken = 16;

/**
 * Serves a cluster over HTTPS.
 *
 * @param cluster - An embedded one: opened by itself, or an application's or an environment's.
 * @throws GymError `ERR_INVALID_DEFINITION` when other machines could connect and were not allowed to, or the token is short;
 *   `ERR_NOT_CAPABLE` for a cluster that is not simulated.
 * @example
 * await using cluster = openEmbeddedCluster({ seed: 7 });
 * await using server = await serveCluster(cluster, { clock: 1 });
 * await writeFile("kubeconfig", server.kubeconfig); // KUBECONFIG=kubeconfig kubectl get nodes
 */
export async function serveCluster(cluster: Cluster, options: ServeClusterOptions = {}): Promise<ClusterServer> {
  const { host = "127.0.0.1", port = 0, clock: pace = "stepped", hiddenGroups = ["chaos-mesh.org"] } = options;
  check(options, host, pace);
  if (!(cluster instanceof EmbeddedCluster)) {
    throw new GymError("ERR_NOT_CAPABLE", `Cluster "${cluster.name}" is not simulated; use its own API server.`);
  }
  const names = ["kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local"];
  const certificates = await createCertificates([...new Set(["127.0.0.1", "::1", "localhost", ...names, host])]);
  const closing = new AbortController();
  const clock = new VirtualClock(() => cluster.simulation, pace);
  const served: ServedCluster = {
    sim: () => cluster.simulation,
    api: cluster.api,
    impersonate: (user) => cluster.impersonate(user),
    clock,
    gate: new Gate(),
    tokens: new Tokens(options.token),
    hiddenGroups,
    shown: new WeakMap(),
    limits: { ...defaultServerLimits, ...options.limits },
    address: () => addressOf(server, host),
    streams: 0,
    closing: closing.signal,
  };
  const server = createServer({ key: certificates.key, cert: certificates.certificate });
  const sockets = bind(server, served);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  }).catch((error: unknown) => {
    clock.stop();
    throw error;
  });
  const close = async (): Promise<void> => {
    clock.stop();
    closing.abort(new GymError("ERR_CLOSED", "the server is closed"));
    if (!server.listening) return;
    const closed = new Promise((resolve) => server.close(resolve));
    // what was being answered may end
    await new Promise((resolve) => setImmediate(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  const url = `https://${addressOf(server, host)}`;
  const { authority } = certificates;
  const common = {
    server: url,
    authority,
    ...(options.namespace === undefined ? {} : { namespace: options.namespace }),
  };
  return {
    url,
    port: (server.address() as AddressInfo).port,
    token: served.tokens.admin,
    authority,
    kubeconfig: formatKubeconfig({ ...common, token: served.tokens.admin, user: "admin" }),
    clock,
    kubeconfigFor: async (namespace, name) => {
      const account = getObject(served.sim(), "ServiceAccount", namespace, name);
      if (account === undefined) {
        throw new GymError(
          "ERR_INVALID_DEFINITION",
          `There is no service account ${name} in namespace ${namespace}; create it first.`,
        );
      }
      const token = await served.tokens.issue(served.sim(), account, { namespace, name, seconds: tokenSeconds });
      return formatKubeconfig({ ...common, namespace, token, user: name });
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

function check({ allowOtherMachines, token }: ServeClusterOptions, host: string, pace: ClockPace): void {
  if (!isLoopback(host) && allowOtherMachines !== true) {
    throw new GymError(
      "ERR_INVALID_DEFINITION",
      `Serving on ${host} lets other machines in; serve on 127.0.0.1, or pass allowOtherMachines.`,
    );
  }
  if (token !== undefined && !/^[\x21-\x7e]+$/.test(token)) {
    throw new GymError("ERR_INVALID_DEFINITION", "The token holds other than printable ASCII; choose another.");
  }
  if (token !== undefined && token.length < shortestToken) {
    const found = `The token has ${token.length} characters`;
    throw new GymError("ERR_INVALID_DEFINITION", `${found}; expected at least ${shortestToken}.`);
  }
  if (pace !== "stepped" && !(pace > 0 && pace <= 1000)) {
    throw new GymError("ERR_INVALID_DEFINITION", `The clock's pace is ${pace}; expected above 0 and at most 1000.`);
  }
}

function bind(server: Server, served: ServedCluster): ReadonlySet<Socket> {
  const { connections, idleSeconds } = served.limits;
  const sockets = new Set<Socket>();
  server.maxConnections = connections;
  server.keepAliveTimeout = idleSeconds * 1000;
  server.headersTimeout = headerMillis;
  server.requestTimeout = bodyMillis;
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  // who breaks off a handshake concerns nobody
  server.on("tlsClientError", () => undefined);
  server.on("clientError", (_error, socket) => socket.destroy());
  server.on("request", (request, response) => {
    // who leaves while an answer is written concerns nobody
    response.on("error", () => response.destroy());
    handleRequest(served, request, response).catch(() => response.destroy());
  });
  server.on("upgrade", (request, socket, head) => {
    handleUpgrade(served, request, socket, head).catch(() => socket.destroy());
  });
  return sockets;
}

function addressOf(server: Server, host: string): string {
  const { port } = server.address() as AddressInfo;
  return `${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
}
