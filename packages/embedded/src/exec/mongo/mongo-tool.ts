/**
 * The `mongo` shell of MongoDB 4.4 as a command.
 * @module
 */
import { nextUuid } from "../../kernel/random.ts";
import type { Simulation } from "../../kernel/simulation.ts";
import { type ConnectOutcome, connect, connectAgain } from "../../network/connect.ts";
import { createMongodData } from "../../processes/mongod-data.ts";
import { runningContainer } from "../../runtime/containers.ts";
import { mongodDataOf } from "../../runtime/mongod-volume.ts";
import { spend, type ToolContext, type ToolResult, type Wait } from "../tool.ts";
import { openShell } from "./run-script.ts";
import { logIn, type MongoSession } from "./session.ts";

/** The command line. */
interface MongoArguments {
  host: string;
  port: number;
  /** Empty: none was given; the shell uses `test`. */
  database: string;
  user: string | undefined;
  password: string;
  authenticationDatabase: string;
  evaluate: string | undefined;
  files: string[];
  quiet: boolean;
  version: boolean;
  problem: string;
}

/** Reads the command line. */
export function parseMongoArguments(args: readonly string[]): MongoArguments {
  const parsed: MongoArguments = {
    host: "127.0.0.1",
    port: 27017,
    database: "",
    user: undefined,
    password: "",
    authenticationDatabase: "",
    evaluate: undefined,
    files: [],
    quiet: false,
    version: false,
    problem: "",
  };
  let positional = 0;
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] ?? "";
    const equals = arg.startsWith("--") ? arg.indexOf("=") : -1;
    const name = equals < 0 ? arg : arg.slice(0, equals);
    const value = (): string => {
      if (equals >= 0) return arg.slice(equals + 1);
      index += 1;
      return args[index] ?? "";
    };
    if (name === "--host" || name === "-h") readHost(parsed, value());
    else if (name === "--port") parsed.port = Number(value());
    else if (name === "-u" || name === "--username") parsed.user = value();
    else if (name === "-p" || name === "--password") parsed.password = value();
    else if (name === "--authenticationDatabase") parsed.authenticationDatabase = value();
    else if (name === "--eval") parsed.evaluate = value();
    else if (name === "--quiet") parsed.quiet = true;
    else if (name === "--version") parsed.version = true;
    else if (name === "--authenticationMechanism") value();
    else if (/^-[up]./.test(arg)) {
      if (arg.startsWith("-u")) parsed.user = arg.slice(2);
      else parsed.password = arg.slice(2);
    } else if (["--norc", "--shell", "--tls", "--ssl", "--ipv6", "--verbose"].includes(name)) continue;
    else if (arg.startsWith("-"))
      parsed.problem = `Error parsing command line: unrecognised option '${arg}'\ntry 'mongo --help' for more information`;
    else if (arg.endsWith(".js")) parsed.files.push(arg);
    else if (positional++ === 0) readAddress(parsed, arg);
    else parsed.files.push(arg);
  }
  return parsed;
}

function readHost(parsed: MongoArguments, text: string): void {
  const [host = "", port] = text.replace(/^mongodb:\/\//, "").split(":");
  parsed.host = host;
  if (port !== undefined) parsed.port = Number(port);
}

// `db`, `host/db`, `host:port/db` or a URI.
function readAddress(parsed: MongoArguments, text: string): void {
  const uri = /^mongodb:\/\/(?:([^:@/]+):([^@/]*)@)?([^/?]+)(?:\/([^?]*))?(?:\?(.*))?$/.exec(text);
  if (uri !== null) {
    const [, user, password, host = "", database = "", options = ""] = uri;
    if (user !== undefined) parsed.user = decodeURIComponent(user);
    if (password !== undefined) parsed.password = decodeURIComponent(password);
    readHost(parsed, host);
    parsed.database = database;
    const source = /(?:^|&)authSource=([^&]+)/.exec(options)?.[1];
    if (source !== undefined) parsed.authenticationDatabase = source;
    return;
  }
  const slash = text.indexOf("/");
  if (slash >= 0) {
    readHost(parsed, text.slice(0, slash));
    parsed.database = text.slice(slash + 1);
  } else if (/[.:]/.test(text)) readHost(parsed, text);
  else parsed.database = text;
}

/** After so long the shell's connection attempt fails. */
const connectTimeoutMicros = 5_000_000;

/** Opens a session on the server in a container: what its data and its command line say. */
export function openSession(sim: Simulation, containerId: string, local: boolean, host: string): MongoSession {
  const container = runningContainer(sim, containerId);
  const data = container === undefined ? createMongodData() : mongodDataOf(sim, containerId);
  const authRequired =
    container !== undefined &&
    (container.argv.includes("--auth") ||
      container.argv.includes("--keyFile") ||
      container.env["MONGO_INITDB_ROOT_USERNAME"] !== undefined);
  return { sim, data, authRequired, local, host, user: undefined, lsid: nextUuid(sim.random("exec/mongo")) };
}

/** Runs `mongo`. */
export function* mongo(context: ToolContext): Generator<Wait, ToolResult, void> {
  const { holder, container } = context;
  const parsed = parseMongoArguments(context.args);
  if (parsed.problem !== "") return { stdout: "", stderr: `${parsed.problem}\n`, exitCode: 1 };
  if (parsed.version) return { stdout: "MongoDB shell version v4.4.6\n", stderr: "", exitCode: 0 };
  const out: string[] = [];
  const address = `${parsed.host}:${parsed.port}`;
  const source = parsed.authenticationDatabase === "" ? "" : `authSource=${parsed.authenticationDatabase}&`;
  if (!parsed.quiet) {
    out.push("MongoDB shell version v4.4.6");
    out.push(
      `connecting to: mongodb://${address}/${parsed.database}?${source}compressors=disabled&gssapiServiceName=mongodb`,
    );
  }
  // The shell is big: about 60 ms of CPU until it is there.
  yield* spend(context, 60_000);
  const giveUpAt = holder.sim.now + connectTimeoutMicros;
  let outcome = connect(holder.sim, container.podIP, container.namespace, parsed.host, parsed.port);
  while (outcome.kind === "silent" && outcome.pending !== null && outcome.retryAt < giveUpAt) {
    const { pending } = outcome;
    yield { until: outcome.retryAt };
    outcome = connectAgain(holder.sim, pending);
  }
  const failure = connectFailure(holder.sim, outcome, address);
  if (outcome.kind !== "ok") {
    yield { until: outcome.kind === "silent" ? giveUpAt : outcome.at };
    return ending(out, failure);
  }
  yield { until: outcome.at };
  if (failure !== "") return ending(out, failure);
  const local = outcome.podIP === container.podIP;
  const session = openSession(holder.sim, outcome.containerId, local, address);
  if (parsed.user !== undefined) {
    yield* spend(context, 15_000);
    const database =
      parsed.authenticationDatabase !== ""
        ? parsed.authenticationDatabase
        : parsed.database !== ""
          ? parsed.database
          : "admin";
    const reply = logIn(session, database, parsed.user, parsed.password);
    if (!reply.ok) return ending(out, `Error: ${reply.failure.message} :`);
  }
  if (!parsed.quiet) {
    out.push(`Implicit session: session { "id" : UUID("${session.lsid}") }`, "MongoDB server version: 4.4.6");
  }
  const shell = openShell(session, parsed.database === "" ? "test" : parsed.database);
  let exitCode = 0;
  if (parsed.evaluate !== undefined) exitCode = shell.run(parsed.evaluate, "(shell eval)");
  for (const file of parsed.files) {
    if (exitCode !== 0) break;
    const text = context.readFile(file);
    if (text === undefined) {
      shell.output.push(`file [${file}] doesn't exist`);
      exitCode = 253;
    } else {
      exitCode = shell.run(text, file);
    }
    if (exitCode !== 0) shell.output.push(`failed to load: ${file}`);
  }
  out.push(...shell.output);
  if (exitCode > 128) out.push(`exiting with code ${exitCode - 256}`);
  if (parsed.evaluate === undefined && parsed.files.length === 0) runLines(shell, context.stdin, out, parsed.quiet);
  yield { until: holder.sim.now + 2 * outcome.roundTripMicros };
  return { stdout: `${out.join("\n")}\n`, stderr: "", exitCode };
}

// Standard input that is no terminal: complete statements, one after another; failures do not end it.
function runLines(shell: ReturnType<typeof openShell>, text: string, out: string[], quiet: boolean): void {
  let pending = "";
  let printed = 0;
  for (const line of text.split("\n")) {
    pending = pending === "" ? line : `${pending}\n${line}`;
    if (pending.trim() === "" || !isComplete(pending)) continue;
    shell.run(pending, "(shell)");
    pending = "";
    out.push(...shell.output.slice(printed));
    printed = shell.output.length;
  }
  if (!quiet) out.push("bye");
}

function isComplete(text: string): boolean {
  let depth = 0;
  let quote = "";
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index);
    if (quote !== "") {
      if (character === "\\") index += 1;
      else if (character === quote) quote = "";
    } else if (character === '"' || character === "'" || character === "`") quote = character;
    else if ("({[".includes(character)) depth += 1;
    else if (")}]".includes(character)) depth -= 1;
  }
  return depth <= 0;
}

function connectFailure(sim: Simulation, outcome: ConnectOutcome, address: string): string {
  const failed = `Error: couldn't connect to server ${address}, connection attempt failed: `;
  const trying = `Error connecting to ${address}`;
  switch (outcome.kind) {
    case "ok": {
      const peer = runningContainer(sim, outcome.containerId);
      const program = sim.world.programs.get(peer?.programName ?? "");
      if (peer?.paused === true) return `${failed}NetworkTimeout: Socket operation timed out :`;
      return program === undefined || program.kind === "mongod"
        ? ""
        : `${failed}HostUnreachable: Connection closed by peer :`;
    }
    case "refused":
      return `${failed}SocketException: ${trying}${at(outcome.address, address)} :: caused by :: Connection refused :`;
    case "no-route":
      return `${failed}SocketException: ${trying}${at(outcome.address, address)} :: caused by :: No route to host :`;
    case "no-such-host":
    case "dns-timeout":
      return `${failed}HostNotFound: Could not find address for ${address}: SocketException: Host not found (authoritative) :`;
    default:
      return `${failed}NetworkTimeout: ${trying}${at(outcome.address, address)} :: caused by :: Socket operation timed out :`;
  }
}

function at(resolved: string, address: string): string {
  return resolved === address ? "" : ` (${resolved})`;
}

function ending(out: readonly string[], error: string): ToolResult {
  const lines = [
    ...out,
    error,
    "connect@src/mongo/shell/mongo.js:374:17",
    "@(connect):2:6",
    "exception: connect failed",
    "exiting with code 1",
  ];
  return { stdout: `${lines.join("\n")}\n`, stderr: "", exitCode: 1 };
}
