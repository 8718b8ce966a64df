/**
 * A shell in a container: just-bash on the container's files, with the container's tools. It has no network and no host; its
 * `sleep` and `date` are the simulation's.
 * @module
 */
import type { ExecOptions, ExecResult } from "@aiops-gym/cluster";
import { executionLimits, gnuCommands, inWorld, seededRandom } from "@aiops-gym/shell";
import {
  Bash,
  type CommandName,
  type CustomCommand,
  decodeBytesToUtf8,
  defineCommand,
  getCommandNames,
} from "just-bash";
import { programsOf } from "../runtime/executables.ts";
import { findImage } from "../runtime/images.ts";
import type { ContainerRecord } from "../runtime/runtime-state.ts";
import { filesOf, keepFile } from "./container-files.ts";
import { ContainerFs, kernelFiles, kernelFolders } from "./container-fs.ts";
import { dial } from "./dial.ts";
import { hasBusybox } from "./processes-in.ts";
import { passTime, runWithTime, type SimulationHolder, type ToolResult, type Wait } from "./tool.ts";
import { tools } from "./tools.ts";

/** just-bash's own commands that would reach where a container does not. */
const never: ReadonlySet<string> = new Set([
  "curl",
  "wget",
  "python",
  "python3",
  "js-exec",
  "node",
  "sqlite3",
  "sleep",
  "date",
  "hostname",
]);
/** Tools that a shell runs otherwise: with its own variables. */
const inShell: ReadonlySet<string> = new Set(["env", "printenv"]);
const shellNames: ReadonlySet<string> = new Set(["sh", "bash", "ash", "dash"]);

/** Ends a script whose time is over or whose container died. */
class ShellEnded extends Error {
  readonly exitCode: number;

  constructor(exitCode: number) {
    super("ended");
    this.exitCode = exitCode;
  }
}

/** Runs a shell, or one of the small tools that just-bash has, in a container. Its time and its chance are the simulation's. */
export function runShell(
  holder: SimulationHolder,
  container: ContainerRecord,
  options: ExecOptions,
  deadline: number,
): Promise<ExecResult> {
  const seed = `${container.id} ${holder.sim.now} ${options.command.join(" ")}`;
  const world = { nowMillis: () => Math.floor(holder.sim.now / 1000), random: seededRandom(seed) };
  return inWorld(world, () => runInWorld(holder, container, options, deadline));
}

async function runInWorld(
  holder: SimulationHolder,
  container: ContainerRecord,
  options: ExecOptions,
  deadline: number,
): Promise<ExecResult> {
  const before = filesOf(holder.sim, container);
  const [command = "", ...args] = options.command;
  const base = command.slice(command.lastIndexOf("/") + 1);
  const open = (host: string, port: number): string | undefined =>
    base === "bash" ? openConnection(holder, container, host, port, deadline) : "no folder of that name";
  const fs = new ContainerFs(Object.fromEntries(before), open, fileBytes);
  for (const folder of [
    "/tmp",
    "/etc",
    "/root",
    "/bin",
    "/data",
    "/var",
    ...container.mounts.map(({ path }) => path),
  ]) {
    await fs.mkdir(folder, { recursive: true });
  }
  const names = programsOf(findImage(holder.sim, container.image));
  const end: { with: ShellEnded | undefined } = { with: undefined };
  const abort = new AbortController();
  const stop = (exitCode: number): never => {
    end.with ??= new ShellEnded(exitCode);
    abort.abort();
    throw end.with;
  };
  const bash = new Bash({
    fs,
    cwd: container.workingDir,
    env: {
      PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
      HOME: "/root",
      HOSTNAME: container.podName,
      ...container.env,
    },
    commands: getCommandNames().filter((name) => names.has(name) && !never.has(name)) as CommandName[],
    customCommands: customCommands(holder, container, names, deadline, stop),
    python: false,
    javascript: false,
    defenseInDepth: false,
    executionLimits: {
      ...executionLimits({ commands: 2_000, loopIterations: 5_000, fileBytes, timeoutSeconds: 10 }),
      maxCallDepth: 50,
    },
    sleep: (millis) => {
      const verdict = passTime(holder, container.id, { until: holder.sim.now + millis * 1000 }, deadline);
      if (verdict !== "go on") stop(verdict === "killed" ? 137 : 124);
      return Promise.resolve();
    },
  });
  const startedAt = new Date(Math.floor(container.startedAt / 1000));
  for (const [path, text] of Object.entries(kernelFiles(holder.sim, container))) fs.writeFileSync(path, text);
  for (const path of fs.getAllPaths()) await fs.utimes(path, startedAt, startedAt);
  let result: ExecResult;
  try {
    const run = shellNames.has(base)
      ? await runScript(bash, before, container, args, options.stdin ?? "", abort.signal)
      : await bash.exec(base, { args, stdin: options.stdin ?? "", signal: abort.signal });
    result = {
      stdout: run.stdout,
      stderr: named(holder, container, fs, run.stderr, base, scriptOf(args)),
      exitCode: run.exitCode,
    };
  } catch (error) {
    if (end.with === undefined) throw error;
    result = { stdout: "", stderr: "", exitCode: end.with.exitCode };
  }
  if (end.with !== undefined) result = { ...result, exitCode: end.with.exitCode };
  await keepChanges(holder, container, fs, before);
  return result;
}

async function runScript(
  bash: Bash,
  files: ReadonlyMap<string, string>,
  container: ContainerRecord,
  args: readonly string[],
  stdin: string,
  signal: AbortSignal,
): Promise<ExecResult> {
  const at = args.findIndex((arg) => /^-\w*c$/.test(arg));
  if (at >= 0)
    return bash.exec(withPositional(args[at + 1] ?? "", args.slice(at + 3)), { stdin, rawScript: true, signal });
  const [path, ...rest] = args.filter((arg) => !/^-/.test(arg));
  if (path === undefined) return bash.exec(stdin, { rawScript: true, signal });
  const full = path.startsWith("/") ? path : `${container.workingDir.replace(/\/$/, "")}/${path}`;
  const script = files.get(full);
  if (script === undefined)
    return { stdout: "", stderr: `/bin/bash: ${path}: No such file or directory\n`, exitCode: 127 };
  return bash.exec(withPositional(script, rest), { stdin, rawScript: true, signal });
}

function withPositional(script: string, args: readonly string[]): string {
  if (args.length === 0) return script;
  return `set -- ${args.map((arg) => `'${arg.replaceAll("'", "'\\''")}'`).join(" ")}\n${script}`;
}

/** The text after `-c`. */
function scriptOf(args: readonly string[]): string {
  const at = args.findIndex((arg) => /^-\w*c$/.test(arg));
  return at < 0 ? "" : (args[at + 1] ?? "");
}

// just-bash calls itself bash; the image's shell may be sh: dash of Debian, ash of BusyBox. The line is known of scripts of one.
function named(
  holder: SimulationHolder,
  container: ContainerRecord,
  fs: ContainerFs,
  stderr: string,
  shell: string,
  script: string,
): string {
  if (!shellNames.has(shell)) return stderr;
  const oneLine = script !== "" && !script.trim().includes("\n");
  const bash = shell === "bash";
  const prefix = bash
    ? `${shell}: ${oneLine ? "line 1: " : ""}`
    : hasBusybox(holder.sim, container)
      ? `${shell}: `
      : `${shell}: 1: `;
  let text = stderr.replaceAll(/^bash: (line \d+: )?(?=[^\n]*)/gm, prefix);
  if (!bash) text = text.replaceAll(/: command not found$/gm, ": not found");
  for (const [path, problem] of fs.refused)
    text = text.replaceAll(
      `${prefix}${path}: cannot open redirect target`,
      bash ? problem : `${prefix}cannot create ${path}: Directory nonexistent`,
    );
  return text.replaceAll(/,? ?\(?increase executionLimits\.\w+\)?/g, "");
}

/** Bytes of files that a shell may hold. */
const fileBytes = 32 * 1024 * 1024;

/** What bash says of a connection that does not come about. */
function openConnection(
  holder: SimulationHolder,
  container: ContainerRecord,
  host: string,
  port: number,
  deadline: number,
): string | undefined {
  const context = { holder, container, args: [], env: {}, stdin: "", readFile: () => undefined };
  const why: { text: string | undefined } = { text: undefined };
  const path = `/dev/tcp/${host}/${port}`;
  const dials = function* (): Generator<Wait, ToolResult, void> {
    const outcome = yield* dial(context, host, port, holder.sim.now + 134_500_000);
    const said = connectionProblems[outcome.kind];
    if (said !== undefined) {
      const unknown = outcome.kind === "no-such-host" || outcome.kind === "dns-timeout";
      why.text = `bash: ${unknown ? `line 1: ${host}` : "connect"}: ${said}\nbash: line 1: ${path}: ${unknown ? "Invalid argument" : said}`;
    }
    return { stdout: "", stderr: "", exitCode: 0 };
  };
  const result = runWithTime(holder, container.id, dials(), deadline);
  return typeof result === "string"
    ? `bash: connect: Connection timed out\nbash: line 1: ${path}: Connection timed out`
    : why.text;
}

const connectionProblems: Readonly<Record<string, string>> = {
  refused: "Connection refused",
  "no-route": "No route to host",
  silent: "Connection timed out",
  "no-such-host": "Name or service not known",
  "dns-timeout": "Temporary failure in name resolution",
};

function customCommands(
  holder: SimulationHolder,
  container: ContainerRecord,
  names: ReadonlySet<string>,
  deadline: number,
  stop: (exitCode: number) => never,
): CustomCommand[] {
  const commands: CustomCommand[] = gnuCommands.filter(
    ({ name }) => names.has(name) && (!tools.has(name) || inShell.has(name)),
  );
  for (const [name, tool] of tools) {
    // a shell has its own kill
    if ((!names.has(name) && name !== "kill") || inShell.has(name)) continue;
    commands.push(
      defineCommand(name, async (args, context) => {
        const texts = new Map<string, string>();
        for (const arg of args) {
          const path = context.fs.resolvePath(context.cwd, arg);
          if (await context.fs.exists(path)) texts.set(arg, await context.fs.readFile(path).catch(() => ""));
        }
        const env = Object.fromEntries(context.env);
        const stdin = decodeBytesToUtf8(context.stdin);
        const toolContext = { holder, container, args, env, stdin, readFile: (path: string) => texts.get(path) };
        const result = runWithTime(holder, container.id, tool(toolContext), deadline);
        if (result === "timeout") return stop(124);
        if (result === "killed") return stop(137);
        return result;
      }),
    );
  }
  if (names.has("sleep")) {
    commands.push(
      defineCommand("sleep", (args) => {
        const micros = args.reduce((sum, arg) => sum + toMicros(arg), 0);
        const verdict = passTime(holder, container.id, { until: holder.sim.now + micros }, deadline);
        if (verdict !== "go on") stop(verdict === "killed" ? 137 : 124);
        return Promise.resolve({ stdout: "", stderr: "", exitCode: 0 });
      }),
    );
  }
  if (names.has("date")) {
    commands.push(
      defineCommand("date", (args) =>
        Promise.resolve({ stdout: `${formatDate(holder.sim.now, args)}\n`, stderr: "", exitCode: 0 }),
      ),
    );
  }
  return commands;
}

function toMicros(text: string): number {
  const match = /^(\d*\.?\d+)([smhd]?)$/.exec(text);
  if (match === null) return text === "infinity" ? Number.MAX_SAFE_INTEGER / 2 : 0;
  const unit = { "": 1, s: 1, m: 60, h: 3600, d: 86_400 }[match[2] ?? ""] ?? 1;
  return Math.round(Number(match[1]) * unit * 1_000_000);
}

const days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

function formatDate(micros: number, args: readonly string[]): string {
  const date = new Date(Math.floor(micros / 1000));
  const two = (value: number): string => String(value).padStart(2, "0");
  const parts: Readonly<Record<string, string>> = {
    Y: String(date.getUTCFullYear()),
    m: two(date.getUTCMonth() + 1),
    d: two(date.getUTCDate()),
    H: two(date.getUTCHours()),
    M: two(date.getUTCMinutes()),
    S: two(date.getUTCSeconds()),
    s: String(Math.floor(micros / 1_000_000)),
    N: String((micros % 1_000_000) * 1000).padStart(9, "0"),
    a: days[date.getUTCDay()] ?? "",
    b: months[date.getUTCMonth()] ?? "",
    e: String(date.getUTCDate()).padStart(2, " "),
    Z: "UTC",
    z: "+0000",
    F: date.toISOString().slice(0, 10),
    T: date.toISOString().slice(11, 19),
    "%": "%",
  };
  const format = args.find((arg) => arg.startsWith("+"))?.slice(1) ?? "%a %b %e %H:%M:%S UTC %Y";
  return format.replace(/%(.)/g, (whole, letter: string) => parts[letter] ?? whole);
}

async function keepChanges(
  holder: SimulationHolder,
  container: ContainerRecord,
  fs: ContainerFs,
  before: ReadonlyMap<string, string>,
): Promise<void> {
  const seen = new Set<string>();
  for (const path of fs.getAllPaths()) {
    const stat = await fs.stat(path).catch(() => undefined);
    if (stat?.isFile !== true || kernelFolders.some((folder) => path.startsWith(folder))) continue;
    seen.add(path);
    const text = await fs.readFile(path).catch(() => undefined);
    if (text !== undefined && text !== before.get(path)) keepFile(holder.sim, container, path, text);
  }
  for (const path of before.keys()) if (!seen.has(path)) keepFile(holder.sim, container, path, undefined);
}
