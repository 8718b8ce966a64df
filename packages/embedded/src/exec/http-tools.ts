/**
 * `curl` and `wget` (BusyBox's).
 * @module
 */
import { defineEvent } from "../kernel/simulation.ts";
import { answerHttp } from "../processes/serve-probe.ts";
import { runningContainer } from "../runtime/containers.ts";
import { dial } from "./dial.ts";
import { failed, spend, type Tool, type ToolContext, type ToolResult, type Wait } from "./tool.ts";

const httpAnswered = defineEvent<{ token: number } & { status: number; body: string }>(
  "exec/http-answered",
  (sim, event) => {
    sim.state.network.replies.set(event.token, { at: sim.now, status: event.status, body: event.body });
  },
);

/** One HTTP request over a connection; `undefined` when no answer came in time. */
export function* request(
  context: ToolContext,
  containerId: string,
  port: number,
  method: string,
  path: string,
  giveUpAt: number,
): Generator<Wait, { status: number; body: string } | undefined, void> {
  const { sim } = context.holder;
  const { network } = sim.state;
  network.replySequence += 1;
  const token = network.replySequence;
  if (runningContainer(sim, containerId) === undefined) return { status: 0, body: "" };
  answerHttp(sim, containerId, { port, method, path }, httpAnswered, { token });
  yield { until: giveUpAt, token };
  const reply = context.holder.sim.state.network.replies.get(token);
  context.holder.sim.state.network.replies.delete(token);
  return reply;
}

interface Target {
  readonly host: string;
  readonly port: number;
  readonly path: string;
}

function parseUrl(text: string): Target | undefined {
  const match = /^(?:(https?):\/\/)?(\[[^\]]+\]|[^:/?#]+)(?::(\d+))?([/?][^#]*)?/.exec(text);
  if (match === null) return undefined;
  const [, scheme = "http", host = "", port, path = "/"] = match;
  return {
    host,
    port: port === undefined ? (scheme === "https" ? 443 : 80) : Number(port),
    path: path.startsWith("?") ? `/${path}` : path,
  };
}

const statusTexts: Readonly<Record<number, string>> = {
  200: "OK",
  201: "Created",
  204: "No Content",
  302: "Found",
  400: "Bad Request",
  404: "Not Found",
  405: "Method Not Allowed",
  500: "Internal Server Error",
  502: "Bad Gateway",
  503: "Service Unavailable",
};

/** Status line and headers of an answer. */
export function httpHead({ status, body }: { readonly status: number; readonly body: string }): string {
  return `HTTP/1.1 ${status} ${statusTexts[status] ?? ""}\r\nContent-Length: ${body.length}\r\n\r\n`;
}

/** `curl`. */
export const curl: Tool = function* (context) {
  const flags = {
    silent: false,
    showError: false,
    include: false,
    fail: false,
    head: false,
    method: "",
    maxTime: 0,
    connectTimeout: 0,
    output: "",
    write: "",
    verbose: false,
  };
  let url = "";
  const { args } = context;
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] ?? "";
    const value = (): string => args[++index] ?? "";
    if (arg === "-m" || arg === "--max-time") flags.maxTime = Number(value());
    else if (arg === "--connect-timeout") flags.connectTimeout = Number(value());
    else if (arg === "-X" || arg === "--request") flags.method = value();
    else if (arg === "-o" || arg === "--output") flags.output = value();
    else if (arg === "-w" || arg === "--write-out") flags.write = value();
    else if (["-H", "--header", "-A", "--user-agent", "-u", "--retry"].includes(arg)) value();
    else if (arg === "-d" || arg === "--data") {
      value();
      flags.method ||= "POST";
    } else if (arg === "--silent") flags.silent = true;
    else if (arg === "--fail") flags.fail = true;
    else if (arg === "--head") flags.head = true;
    else if (arg === "--include") flags.include = true;
    else if (arg === "--show-error") flags.showError = true;
    else if (arg === "--verbose") flags.verbose = true;
    else if (/^-[a-zA-Z]+$/.test(arg)) {
      flags.silent ||= arg.includes("s");
      flags.showError ||= arg.includes("S");
      flags.include ||= arg.includes("i");
      flags.fail ||= arg.includes("f");
      flags.head ||= arg.includes("I");
      flags.verbose ||= arg.includes("v");
      if (arg.endsWith("o")) flags.output = value();
      if (arg.endsWith("w")) flags.write = value();
      if (arg.endsWith("m")) flags.maxTime = Number(value());
    } else if (!arg.startsWith("-")) url = arg;
  }
  const quiet = flags.silent && !flags.showError;
  const complain = (code: number, text: string): ToolResult => failed(code, quiet ? "" : `curl: (${code}) ${text}\n`);
  const target = parseUrl(url);
  if (target === undefined) return failed(2, "curl: try 'curl --help' or 'curl --manual' for more information\n");
  yield* spend(context, 8_000);
  const { sim } = context.holder;
  const startedAt = sim.now;
  const millis = (): number => Math.round((context.holder.sim.now - startedAt) / 1000);
  // Without limits of its own, curl waits as long as the kernel does.
  const total = flags.maxTime > 0 ? startedAt + flags.maxTime * 1_000_000 : Number.POSITIVE_INFINITY;
  const connectBy = Math.min(
    total,
    startedAt + (flags.connectTimeout > 0 ? flags.connectTimeout * 1_000_000 : 127_000_000),
  );
  const outcome = yield* dial(context, target.host, target.port, connectBy);
  switch (outcome.kind) {
    case "ok":
      break;
    case "no-such-host":
      return complain(6, `Could not resolve host: ${target.host}`);
    case "dns-timeout":
      return complain(
        flags.maxTime > 0 ? 28 : 6,
        flags.maxTime > 0
          ? `Resolving timed out after ${millis()} milliseconds`
          : `Could not resolve host: ${target.host}`,
      );
    case "refused":
      return complain(
        7,
        `Failed to connect to ${target.host} port ${target.port} after ${millis()} ms: Connection refused`,
      );
    case "no-route":
      return complain(
        7,
        `Failed to connect to ${target.host} port ${target.port} after ${millis()} ms: No route to host`,
      );
    default:
      return complain(
        28,
        flags.maxTime > 0 || flags.connectTimeout > 0
          ? `Connection timed out after ${millis()} milliseconds`
          : `Failed to connect to ${target.host} port ${target.port} after ${millis()} ms: Operation timed out`,
      );
  }
  const method = flags.method !== "" ? flags.method : flags.head ? "HEAD" : "GET";
  const reply = yield* request(
    context,
    outcome.containerId,
    outcome.port,
    method,
    target.path,
    Math.min(total, context.holder.sim.now + 600_000_000),
  );
  if (reply === undefined)
    return complain(28, `Operation timed out after ${millis()} milliseconds with 0 bytes received`);
  if (reply.status === 0) return complain(52, "Empty reply from server");
  if (flags.fail && reply.status >= 400) return complain(22, `The requested URL returned error: ${reply.status}`);
  const head = httpHead(reply);
  const body = flags.head || flags.output !== "" ? "" : reply.body;
  const written = flags.write
    .replace(/%\{http_code\}|%\{response_code\}/g, String(reply.status))
    .replace(/%\{time_total\}/g, ((context.holder.sim.now - startedAt) / 1_000_000).toFixed(6))
    .replace(/\\n/g, "\n");
  return { stdout: (flags.include || flags.head ? head : "") + body + written, stderr: "", exitCode: 0 };
};

/** `wget`. */
export const wget: Tool = function* (context) {
  const quiet = context.args.some((arg) => /^-\w*q/.test(arg));
  let seconds = 900;
  context.args.forEach((arg, index) => {
    if (arg === "-T") seconds = Number(context.args[index + 1] ?? 900);
    else if (/^(-T|--timeout=)\d+$/.test(arg)) seconds = Number(arg.replace(/\D+/, ""));
  });
  const target = parseUrl(
    context.args.findLast(
      (arg, index) => !arg.startsWith("-") && context.args[index - 1] !== "-T" && context.args[index - 1] !== "-O",
    ) ?? "",
  );
  if (target === undefined) return failed(1, "wget: missing URL\n");
  yield* spend(context, 2_000);
  const giveUpAt = context.holder.sim.now + seconds * 1_000_000;
  const outcome = yield* dial(context, target.host, target.port, giveUpAt);
  const where =
    outcome.kind === "refused" || outcome.kind === "no-route" || outcome.kind === "silent" ? outcome.address : "";
  const trying = quiet || where === "" ? "" : `Connecting to ${target.host}:${target.port} (${where})\n`;
  if (outcome.kind === "no-such-host" || outcome.kind === "dns-timeout")
    return failed(1, `wget: bad address '${target.host}'\n`);
  if (outcome.kind === "refused")
    return failed(1, `${trying}wget: can't connect to remote host (${where.split(":")[0]}): Connection refused\n`);
  if (outcome.kind === "no-route")
    return failed(1, `${trying}wget: can't connect to remote host (${where.split(":")[0]}): No route to host\n`);
  if (outcome.kind === "silent") return failed(1, `${trying}wget: download timed out\n`);
  const reply = yield* request(context, outcome.containerId, outcome.port, "GET", target.path, giveUpAt);
  if (reply === undefined) return failed(1, "wget: download timed out\n");
  if (reply.status === 0) return failed(1, "wget: error getting response\n");
  if (reply.status >= 400)
    return failed(1, `wget: server returned error: HTTP/1.1 ${reply.status} ${statusTexts[reply.status] ?? ""}\n`);
  const toStdout = context.args.some(
    (arg, index) => (/^-\w*O$/.test(arg) && context.args[index + 1] === "-") || /^-\w*O-$/.test(arg),
  );
  return { stdout: toStdout ? reply.body : "", stderr: "", exitCode: 0 };
};
