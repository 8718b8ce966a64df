/**
 * `wget`.
 * @module
 */
import type { PendingConnection } from "../../../network/connect.ts";
import { type Applet, type AppletStep, parseOptions } from "../applet.ts";
import { absolutePath } from "../files.ts";
import { type BusyboxContext, complain, write } from "../output.ts";
import { talk } from "../talk.ts";
import { versionLine } from "../usage.ts";
import { dial, dialProblem } from "./dial.ts";

const usage = `${versionLine}

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

interface Options {
  readonly url: RegExpExecArray;
  readonly quiet: boolean;
  readonly spider: boolean;
  readonly method: string;
  /** `-O`; empty: the name in the URL. */
  readonly output: string;
}

const longWithValue = new Set(["--header", "--post-data", "--post-file"]);

function parse(context: BusyboxContext, args: readonly string[]): Options | undefined {
  const short: string[] = [];
  let method = "GET";
  let spider = false;
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] ?? "";
    const [name = ""] = arg.split("=");
    if (!arg.startsWith("--")) {
      short.push(arg);
      continue;
    }
    if (name.startsWith("--post")) method = "POST";
    if (name === "--spider") spider = true;
    if (longWithValue.has(name) && !arg.includes("=")) index += 1;
  }
  const bad = short.find((arg) => /^-[^cqSOoPUY]/.test(arg) && arg !== "-");
  if (bad !== undefined) complain(context, `wget: invalid option -- '${bad.charAt(1)}'`);
  const { options, rest } = parseOptions(short, "OoPUY");
  const url = /^(?:(https?):\/\/)?([^:/?#]+)(?::(\d+))?([/?].*)?$/.exec(rest[0] ?? "");
  if (url === null || bad !== undefined) {
    complain(context, usage);
    return undefined;
  }
  return { url, quiet: options.has("q"), spider, method, output: options.get("O") ?? "" };
}

/** Fetches a URL over HTTP. */
export const wget: Applet = (context, args) => {
  const options = parse(context, args);
  if (options === undefined) return { exit: 1 };
  const [, scheme = "http", host = "", port, path = "/"] = options.url;
  const shown = port === undefined ? host : `${host}:${port}`;
  const { process, sim } = context;
  const { memory } = process;
  const say = (text: string): void => {
    if (!options.quiet) complain(context, text);
  };
  const fail = (text: string): AppletStep => {
    complain(context, `wget: ${text}`);
    return { exit: 1 };
  };
  const number = port === undefined ? (scheme === "https" ? 443 : 80) : Number(port);
  if (memory["outcome"] === undefined && memory["pending"] === undefined) {
    const problem = targetProblem(context, options, path);
    if (problem !== undefined) memory["problem"] = problem;
  }
  const outcome = dial(context, host, number, 0);
  const address = addressOf(memory);
  if (address !== undefined && memory["said"] !== true) {
    memory["said"] = true;
    say(`Connecting to ${shown} (${address})`);
  }
  if ("wait" in outcome) return outcome.wait;
  const problem = dialProblem(outcome, shown);
  if (outcome.kind !== "ok") return fail(problem ?? "");
  const answer = memory["answer"] as { body: string; reset: boolean } | undefined;
  if (answer === undefined) {
    if (memory["asked"] !== true) {
      memory["asked"] = true;
      const { containerId: id, startedAt } = context.host;
      const method = options.spider ? "HEAD" : options.method;
      const request = `${method} ${path} HTTP/1.1\r\nHost: ${shown}\r\nUser-Agent: Wget\r\nConnection: close\r\n\r\n`;
      talk(sim, outcome.containerId, outcome.port, request, { container: id, startedAt, pid: process.pid, turn: 0 });
    }
    return { waiting: { kind: "ever" } };
  }
  // Lines without a status are passed over, as those before a final answer are.
  const line = answer.body.split(/\r?\n/).find((candidate) => /^\S+ +\d{3}/.test(candidate));
  if (line === undefined) return fail(`error getting response${answer.reset ? ": Connection reset by peer" : ""}`);
  const status = / (\d{3})/.exec(line)?.[1];
  if (Number(status) >= 300) return fail(`server returned error: ${line}`);
  const end = /\r?\n\r?\n/.exec(answer.body);
  const body = end === null ? "" : answer.body.slice(end.index + end[0].length);
  if (options.spider) {
    say("remote file exists");
    return { exit: 0 };
  }
  if (typeof memory["problem"] === "string") return fail(memory["problem"]);
  save(context, options, path, body, say);
  return { exit: 0 };
};

// Known once the name is resolved, before anybody has answered.
function addressOf(memory: Readonly<Record<string, unknown>>): string | undefined {
  const outcome = memory["outcome"] as { readonly address?: string } | undefined;
  const pending = memory["pending"] as PendingConnection | undefined;
  return outcome?.address ?? (pending === undefined ? undefined : `${pending.ip}:${pending.port}`);
}

function nameOf(options: Options, path: string): string {
  return options.output !== "" ? options.output : path.split("?")[0]?.split("/").at(-1) || "index.html";
}

// A file that is there already is not written over, unless it was named.
function targetProblem(context: BusyboxContext, options: Options, path: string): string | undefined {
  const name = nameOf(options, path);
  if (name === "-") return undefined;
  const full = absolutePath(context.process.folder, name);
  if (options.output === "" && context.files.at(full) !== undefined) return `can't open '${name}': File exists`;
  const problem = context.files.writeProblem(full);
  return problem === undefined ? undefined : `can't open '${name}': ${problem}`;
}

function save(
  context: BusyboxContext,
  options: Options,
  path: string,
  body: string,
  say: (text: string) => void,
): void {
  const name = nameOf(options, path);
  const full = absolutePath(context.process.folder, name);
  const label = (name.split("/").at(-1) ?? "").slice(0, 20).padEnd(20);
  say(name === "-" ? "writing to stdout" : `saving to '${name}'`);
  const size = Buffer.byteLength(body);
  say(`${label} 100% |********************************| ${sizeText(size).padStart(5)}  0:00:00 ETA`);
  if (name === "-") write(context, 1, body);
  else context.files.write(full, body);
  say(name === "-" ? "written to stdout" : `'${name}' saved`);
}

function sizeText(bytes: number): string {
  if (bytes < 100_000) return String(bytes);
  const kilo = bytes / 1024;
  return kilo < 100_000 ? `${Math.floor(kilo)}k` : `${Math.floor(kilo / 1024)}M`;
}
