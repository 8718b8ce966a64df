/**
 * Applets that serve and ask over the network: `httpd`, `nc`, `wget`.
 * @module
 */

import { defineEvent } from "../../../kernel/simulation.ts";
import { type ConnectOutcome, connect, connectAgain, type PendingConnection } from "../../../network/connect.ts";
import { listen } from "../../../runtime/containers.ts";
import { answerHttp } from "../../serve-probe.ts";
import { type Applet, type AppletStep, parseOptions } from "../applet.ts";
import { absolutePath } from "../files.ts";
import { type BusyboxContext, complain, readAll, write } from "../output.ts";
import { versionLine } from "../usage.ts";
import { type BusyboxResume, wakeNow } from "../wake.ts";

const never: AppletStep = { waiting: { kind: "ever" } };

const httpd: Applet = (context, args) => {
  const { options } = parseOptions(args, "pcurhdem");
  const port = Number((options.get("p") ?? "80").split(":").at(-1));
  const { process, host, sim, container } = context;
  if (process.memory["listening"] === true) return never;
  const folder = absolutePath(process.folder, options.get("h") ?? ".");
  if (options.has("h") && context.files.at(folder)?.kind !== "folder") {
    complain(context, `httpd: can't change directory to '${options.get("h") ?? ""}': No such file or directory`);
    return { exit: 1 };
  }
  if (!listen(sim, container.id, port)) {
    complain(context, "httpd: bind: Address already in use");
    return { exit: 1 };
  }
  process.memory["listening"] = true;
  process.memory["kind"] = "httpd";
  process.memory["folder"] = folder;
  host.listeners.set(port, process.pid);
  if (!options.has("f")) return { exit: 0 };
  return never;
};

const ncUsage = `${versionLine}

Usage: nc [-iN] [-wN] [-l] [-p PORT] [-f FILE|IPADDR PORT] [-e PROG]

Open a pipe to IP:PORT or FILE

	-l	Listen mode, for inbound connects
		(use -ll with -e for persistent server)
	-p PORT	Local port
	-w SEC	Connect timeout
	-i SEC	Delay interval for lines sent
	-f FILE	Use file (ala /dev/ttyS0) instead of network
	-e PROG	Run PROG after connect`;

interface NcOptions {
  readonly listens: number;
  readonly port: number;
  readonly seconds: number;
  readonly program: readonly string[];
  readonly rest: readonly string[];
}

function ncOptions(context: BusyboxContext, args: readonly string[]): NcOptions | undefined {
  let listens = 0;
  let port = 0;
  let seconds = 0;
  const rest: string[] = [];
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] ?? "";
    if (!arg.startsWith("-") || arg === "-") {
      rest.push(arg);
      continue;
    }
    for (let at = 1; at < arg.length; at++) {
      const letter = arg.charAt(at);
      const value = (): string => {
        const text = at + 1 < arg.length ? arg.slice(at + 1) : (args[++index] ?? "");
        at = arg.length;
        return text;
      };
      if (letter === "l") listens += 1;
      else if (letter === "p") port = Number(value());
      else if (letter === "w") seconds = Number(value());
      else if (letter === "i" || letter === "f") value();
      else if (letter === "e") {
        const program = value();
        return { listens, port, seconds, program: [program, ...args.slice(index + 1)], rest };
      } else {
        complain(context, `nc: invalid option -- '${letter}'\n${ncUsage}`);
        return undefined;
      }
    }
  }
  return { listens, port, seconds, program: [], rest };
}

const nc: Applet = (context, args) => {
  const options = ncOptions(context, args);
  if (options === undefined) return { exit: 1 };
  const { process, host, sim, container } = context;
  if (options.listens > 0) {
    if (process.memory["over"] === true) return { exit: 0 };
    if (process.memory["listening"] === true) return never;
    if (!listen(sim, container.id, options.port)) {
      complain(context, "nc: bind: Address already in use");
      return { exit: 1 };
    }
    process.memory["listening"] = true;
    process.memory["kind"] = "nc";
    process.memory["persistent"] = options.listens > 1;
    process.memory["program"] = [...options.program];
    host.listeners.set(options.port, process.pid);
    return never;
  }
  const [target = "", port = ""] = options.rest;
  if (target === "" || port === "") {
    complain(context, ncUsage);
    return { exit: 1 };
  }
  const outcome = dial(context, target, Number(port), options.seconds);
  if ("wait" in outcome) return outcome.wait;
  switch (outcome.kind) {
    case "ok": {
      const text = readAll(context);
      if (text === undefined)
        return { waiting: { kind: "pipe", pipe: (process.descriptors[0] as { pipe: number }).pipe } };
      return { exit: 0 };
    }
    case "no-such-host":
    case "dns-timeout":
      complain(context, `nc: bad address '${target}'`);
      return { exit: 1 };
    case "refused":
      complain(context, `nc: can't connect to remote host (${ipOf(outcome.address)}): Connection refused`);
      return { exit: 1 };
    case "no-route":
      complain(context, `nc: can't connect to remote host (${ipOf(outcome.address)}): No route to host`);
      return { exit: 1 };
    default:
      if (options.seconds > 0) complain(context, "nc: timed out");
      else complain(context, `nc: can't connect to remote host (${ipOf(outcome.address)}): Connection timed out`);
      return { exit: 1 };
  }
};

function ipOf(address: string): string {
  return address.slice(0, address.lastIndexOf(":"));
}

/**
 * Opens a connection step by step. What is remembered: `dialled`, the outcome, once it is there; `pending`, the attempt under way.
 *
 * @param seconds - After which it is given up; 0: when the kernel does.
 */
export function dial(
  context: BusyboxContext,
  host: string,
  port: number,
  seconds: number,
): ConnectOutcome | { readonly wait: AppletStep } {
  const { process, sim, container } = context;
  const { memory } = process;
  const known = memory["outcome"] as ConnectOutcome | undefined;
  const pending = memory["pending"] as PendingConnection | undefined;
  if (known !== undefined) return known;
  memory["giveUpAt"] ??= seconds > 0 ? sim.now + seconds * 1_000_000 : Number.MAX_SAFE_INTEGER;
  const giveUpAt = Number(memory["giveUpAt"]);
  const outcome =
    pending === undefined ? connect(sim, container.podIP, container.namespace, host, port) : connectAgain(sim, pending);
  if (outcome.kind === "silent" && outcome.pending !== null && outcome.retryAt < giveUpAt) {
    memory["pending"] = outcome.pending;
    return { wait: { waiting: { kind: "time" }, until: outcome.retryAt } };
  }
  const at = outcome.kind === "silent" ? Math.min(giveUpAt, outcome.retryAt) : Math.min(giveUpAt, outcome.at);
  memory["outcome"] =
    outcome.kind !== "silent" && outcome.at > giveUpAt && "address" in outcome
      ? { kind: "silent", address: outcome.address, retryAt: giveUpAt, pending: null }
      : outcome;
  return { wait: { waiting: { kind: "time" }, until: at } };
}

const httpAnswered = defineEvent<BusyboxResume & { status: number; body: string }>(
  "processes/busybox-http-answered",
  (sim, event) => {
    const host = sim.state.processes.busybox.get(event.container);
    const process = host?.processes.get(event.pid);
    if (host === undefined || process === undefined || host.startedAt !== event.startedAt) return;
    process.memory["answer"] = { status: event.status, body: event.body };
    wakeNow(sim, host, process);
  },
);

/** Texts of HTTP's status codes as BusyBox's and other servers say them. */
export const statusTexts: Readonly<Record<number, string>> = {
  200: "OK",
  201: "Created",
  204: "No Content",
  302: "Found",
  400: "Bad Request",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  500: "Internal Server Error",
  501: "Not Implemented",
  502: "Bad Gateway",
  503: "Service Unavailable",
};

const wget: Applet = (context, args) => {
  const { options, rest } = parseOptions(
    args.filter((arg) => !arg.startsWith("--")),
    "OoPUYT",
  );
  const [url = ""] = rest;
  const match = /^(?:https?:\/\/)?([^:/?#]+)(?::(\d+))?([/?].*)?$/.exec(url);
  if (match === null) {
    complain(context, wgetUsage);
    return { exit: 1 };
  }
  const [, host = "", portText = "80", path = "/"] = match;
  const port = Number(portText);
  const quiet = options.has("q");
  const { process, sim, container } = context;
  const { memory } = process;
  const outcome = dial(context, host, port, 0);
  if ("wait" in outcome) return outcome.wait;
  if (outcome.kind === "no-such-host" || outcome.kind === "dns-timeout") {
    complain(context, `wget: bad address '${host}${match[2] === undefined ? "" : `:${portText}`}'`);
    return { exit: 1 };
  }
  if (!quiet && memory["said"] !== true) {
    memory["said"] = true;
    complain(context, `Connecting to ${host}${match[2] === undefined ? "" : `:${portText}`} (${outcome.address})`);
  }
  if (outcome.kind !== "ok") {
    const why =
      outcome.kind === "refused"
        ? "Connection refused"
        : outcome.kind === "no-route"
          ? "No route to host"
          : "Connection timed out";
    complain(context, `wget: can't connect to remote host (${ipOf(outcome.address)}): ${why}`);
    return { exit: 1 };
  }
  const answer = memory["answer"] as { status: number; body: string } | undefined;
  if (memory["asked"] !== true) {
    memory["asked"] = true;
    const ticket = { container: container.id, startedAt: context.host.startedAt, pid: process.pid, turn: 0 };
    answerHttp(sim, outcome.containerId, { port: outcome.port, method: "GET", path }, httpAnswered, ticket);
    return never;
  }
  if (answer === undefined) return never;
  if (answer.status === 0) {
    complain(context, "wget: error getting response");
    return { exit: 1 };
  }
  if (answer.status >= 400) {
    complain(context, `wget: server returned error: HTTP/1.1 ${answer.status} ${statusTexts[answer.status] ?? ""}`);
    return { exit: 1 };
  }
  const output = options.get("O");
  if (output === "-") write(context, 1, answer.body);
  else {
    const name = output ?? (path.split("?")[0]?.split("/").at(-1) || "index.html");
    const full = absolutePath(process.folder, name);
    if (full !== "/dev/null") context.files.write(full, answer.body);
  }
  return { exit: 0 };
};

const wgetUsage = `${versionLine}

Usage: wget [-cqS] [--spider] [-O FILE] [-o LOGFILE] [--header STR]
	[--post-data STR | --post-file FILE] [-Y on/off]
	[--no-check-certificate] [-P DIR] [-U AGENT] URL...

Retrieve files via HTTP or FTP

	--spider	Only check URL existence: $? is 0 if exists
	--header STR	Add STR (of form 'header: value') to headers
	--post-data STR	Send STR using POST method
	--post-file FILE	Send FILE using POST method
	--no-check-certificate	Don't validate the server's certificate
	-c		Continue retrieval of aborted transfer
	-q		Quiet
	-P DIR		Save to DIR (default .)
	-S    		Show server response
	-O FILE		Save to FILE ('-' for stdout)
	-o LOGFILE	Log messages to FILE
	-U STR		Use STR for User-Agent header
	-Y on/off	Use proxy`;

/** By name. */
export const networkApplets: Readonly<Record<string, Applet>> = { httpd, nc, wget };
