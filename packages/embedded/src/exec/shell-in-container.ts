/**
 * A shell in a container: just-bash on the container's files, with the container's tools. It has no network and no host; its
 * `sleep` and `date` are the simulation's.
 * @module
 */
import type { ExecOptions, ExecResult } from "@aiops-gym/cluster";
import {
  Bash,
  type CommandName,
  type CustomCommand,
  decodeBytesToUtf8,
  defineCommand,
  getCommandNames,
  InMemoryFs,
} from "just-bash";
import { programsOf } from "../runtime/executables.ts";
import { findImage } from "../runtime/images.ts";
import type { ContainerRecord } from "../runtime/runtime-state.ts";
import { filesOf, keepFile } from "./container-files.ts";
import { passTime, runWithTime, type SimulationHolder } from "./tool.ts";
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
const shellNames: ReadonlySet<string> = new Set(["sh", "bash", "ash", "dash"]);

/** Ends a script whose time is over or whose container died. */
class ShellEnded extends Error {
  readonly exitCode: number;

  constructor(exitCode: number) {
    super("ended");
    this.exitCode = exitCode;
  }
}

/** Runs a shell, or one of the small tools that just-bash has, in a container. */
export async function runShell(
  holder: SimulationHolder,
  container: ContainerRecord,
  options: ExecOptions,
  deadline: number,
): Promise<ExecResult> {
  const before = filesOf(holder.sim, container);
  const fs = new InMemoryFs(Object.fromEntries(before));
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
  const startedAt = new Date(Math.floor(container.startedAt / 1000));
  for (const path of fs.getAllPaths()) await fs.utimes(path, startedAt, startedAt);
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
    executionLimits: { maxCommandCount: 2_000, maxLoopIterations: 2_000, maxCallDepth: 50, maxExecutionTimeMs: 20_000 },
    sleep: (millis) => {
      const verdict = passTime(holder, container.id, { until: holder.sim.now + millis * 1000 }, deadline);
      if (verdict !== "go on") stop(verdict === "killed" ? 137 : 124);
      return Promise.resolve();
    },
  });
  const [command = "", ...args] = options.command;
  const base = command.slice(command.lastIndexOf("/") + 1);
  let result: ExecResult;
  try {
    const run = shellNames.has(base)
      ? await runScript(bash, before, container, args, options.stdin ?? "", abort.signal)
      : await bash.exec(base, { args, stdin: options.stdin ?? "", signal: abort.signal });
    result = { stdout: run.stdout, stderr: named(run.stderr, base), exitCode: run.exitCode };
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

// just-bash calls itself bash; the image's shell may be sh.
function named(stderr: string, shell: string): string {
  return shellNames.has(shell)
    ? stderr.replace(/^bash: (line \d+: )?/gm, shell === "bash" ? "bash: $1" : `${shell}: `)
    : stderr;
}

function customCommands(
  holder: SimulationHolder,
  container: ContainerRecord,
  names: ReadonlySet<string>,
  deadline: number,
  stop: (exitCode: number) => never,
): CustomCommand[] {
  const commands: CustomCommand[] = [];
  for (const [name, tool] of tools) {
    if (!names.has(name)) continue;
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
  fs: InMemoryFs,
  before: ReadonlyMap<string, string>,
): Promise<void> {
  const seen = new Set<string>();
  for (const path of fs.getAllPaths()) {
    const stat = await fs.stat(path).catch(() => undefined);
    if (
      stat?.isFile !== true ||
      path.startsWith("/proc/") ||
      path.startsWith("/dev/") ||
      path.startsWith("/bin/") ||
      path.startsWith("/usr/bin/")
    )
      continue;
    seen.add(path);
    const text = await fs.readFile(path).catch(() => undefined);
    if (text !== undefined && text !== before.get(path)) keepFile(holder.sim, container, path, text);
  }
  for (const path of before.keys()) if (!seen.has(path)) keepFile(holder.sim, container, path, undefined);
}
