/**
 * `httpd` and `nc`.
 * @module
 */
import { listen } from "../../../runtime/containers.ts";
import { type Applet, type AppletStep, parseOptions, untilInput } from "../applet.ts";
import { absolutePath } from "../files.ts";
import { type BusyboxContext, complain, readAll, write } from "../output.ts";
import { talk } from "../talk.ts";
import { versionLine } from "../usage.ts";
import { dial, dialProblem } from "./dial.ts";

const never: AppletStep = { waiting: { kind: "ever" } };

const httpd: Applet = (context, args) => {
  const { options } = parseOptions(args, "pcurhdem");
  const port = Number((options.get("p") ?? "80").split(":").at(-1));
  const { process, host, sim, container } = context;
  if (process.memory["listening"] === true) return never;
  const folder = absolutePath(process.folder, options.get("h") ?? ".");
  if (context.files.at(folder)?.kind !== "folder") {
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
      if (letter === "l") {
        listens += 1;
        continue;
      }
      if (!"pwife".includes(letter)) {
        complain(context, `nc: invalid option -- '${letter}'\n${ncUsage}`);
        return undefined;
      }
      const value = at + 1 < arg.length ? arg.slice(at + 1) : (args[++index] ?? "");
      if (letter === "p") port = Number(value);
      else if (letter === "w") seconds = Number(value);
      else if (letter === "e") return { listens, port, seconds, program: [value, ...args.slice(index + 1)], rest };
      break;
    }
  }
  return { listens, port, seconds, program: [], rest };
}

const nc: Applet = (context, args) => {
  const options = ncOptions(context, args);
  if (options === undefined) return { exit: 1 };
  if (options.listens > 0) return serve(context, options);
  const [target = "", port = ""] = options.rest;
  if (target === "" || port === "") {
    complain(context, ncUsage);
    return { exit: 1 };
  }
  const { process, sim, host } = context;
  const outcome = dial(context, target, Number(port), options.seconds);
  if ("wait" in outcome) return outcome.wait;
  if (outcome.kind !== "ok") {
    const timedOut = outcome.kind === "silent" && options.seconds > 0;
    complain(context, `nc: ${timedOut ? "timed out" : (dialProblem(outcome, target) ?? "")}`);
    return { exit: 1 };
  }
  const answer = process.memory["answer"] as { body: string } | undefined;
  if (answer !== undefined) {
    write(context, 1, answer.body);
    return { exit: 0 };
  }
  if (process.memory["asked"] === true) return never;
  const text = readAll(context);
  if (text === undefined) return untilInput(context);
  process.memory["asked"] = true;
  const ticket = { container: host.containerId, startedAt: host.startedAt, pid: process.pid, turn: 0 };
  talk(sim, outcome.containerId, outcome.port, text, ticket);
  return never;
};

function serve(context: BusyboxContext, options: NcOptions): AppletStep {
  const { process, host, sim, container } = context;
  const received = process.memory["received"];
  if (typeof received === "string") {
    write(context, 1, received);
    delete process.memory["received"];
  }
  if (process.memory["over"] === true) return { exit: 0 };
  if (process.memory["listening"] === true) return never;
  if (readAll(context) === undefined && options.program.length === 0) return untilInput(context);
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

/** By name. */
export const serverApplets: Readonly<Record<string, Applet>> = { httpd, nc };
