/**
 * Commands that BusyBox's shell does itself.
 * @module
 */
import type { AppletStep } from "./applet.ts";
import { textApplets } from "./applets/text-applets.ts";
import { hasWriter, type ShellState } from "./busybox-state.ts";
import { absolutePath } from "./files.ts";
import { type BusyboxContext, complain, write } from "./output.ts";
import { sendSignal } from "./send-signal.ts";
import { environmentOf, exitShell, runText, unwindTo } from "./shell-course.ts";
import { signalName } from "./signals.ts";
import { becomeCommand, findCommand } from "./spawn.ts";

/** Runs a built-in; it sets the shell's status. `"again"`: it has to wait for input, and is then run once more. */
export type Builtin = (
  context: BusyboxContext,
  shell: ShellState,
  args: readonly string[],
) => AppletStep | "again" | undefined;

const quiet =
  (status: number): Builtin =>
  (_context, shell) => {
    shell.status = status;
    return undefined;
  };

/** An applet that needs no time, run in the shell itself. */
const inside =
  (name: string): Builtin =>
  (context, shell, args) => {
    const step = textApplets[name]?.(context, args);
    if (step !== undefined && "exit" in step) shell.status = step.exit;
    return undefined;
  };

function exportVariables(context: BusyboxContext, shell: ShellState, args: readonly string[]): undefined {
  const names = args.filter((arg) => !arg.startsWith("-"));
  if (names.length === 0)
    for (const name of shell.exported.keys())
      write(context, 1, `export ${name}='${shell.variables.get(name) ?? ""}'\n`);
  for (const arg of names) {
    const equals = arg.indexOf("=");
    const name = equals < 0 ? arg : arg.slice(0, equals);
    if (equals >= 0) shell.variables.set(name, arg.slice(equals + 1));
    shell.exported.set(name, true);
  }
  shell.status = 0;
}

function setOptions(context: BusyboxContext, shell: ShellState, args: readonly string[]): undefined {
  shell.status = 0;
  if (args.length === 0) {
    const names = [...shell.variables.keys()].filter((name) => name !== "$").sort((a, b) => (a < b ? -1 : 1));
    for (const name of names) write(context, 1, `${name}='${shell.variables.get(name) ?? ""}'\n`);
    return;
  }
  let index = 0;
  for (; index < args.length; index++) {
    const arg = args[index] ?? "";
    if (arg === "--") {
      index += 1;
      break;
    }
    if (!/^[-+][a-z]+$/.test(arg)) break;
    if (arg.includes("e")) shell.errexit = arg.startsWith("-");
    if (arg.includes("o") && args[index + 1] !== undefined) index += 1;
  }
  if (index < args.length || args.at(-1) === "--") shell.positional = args.slice(index);
}

function changeFolder(context: BusyboxContext, shell: ShellState, args: readonly string[]): undefined {
  const target = args[0] ?? shell.variables.get("HOME") ?? "/";
  const path = absolutePath(context.process.folder, target);
  const entry = context.files.at(path);
  if (entry?.kind === "folder") {
    context.process.folder = path;
    shell.variables.set("OLDPWD", shell.variables.get("PWD") ?? "/");
    shell.variables.set("PWD", path);
    shell.status = 0;
    return;
  }
  const why = entry === undefined ? "No such file or directory" : "Not a directory";
  complain(context, `${shell.name}: cd: line ${shell.line}: can't cd to ${target}: ${why}`);
  shell.status = 2;
}

function readLine(context: BusyboxContext, shell: ShellState, args: readonly string[]): "again" | undefined {
  const names = args.filter((arg) => !arg.startsWith("-"));
  const raw = args.some((arg) => /^-\w*r/.test(arg));
  const { host, process } = context;
  const input = process.descriptors[0];
  const pipe = input?.kind === "pipe" ? host.pipes.get(input.pipe) : undefined;
  const end = pipe?.text.indexOf("\n") ?? -1;
  if (pipe !== undefined && input?.kind === "pipe" && end < 0 && hasWriter(host, input.pipe)) return "again";
  const all = pipe === undefined ? "" : end < 0 ? pipe.text : pipe.text.slice(0, end);
  if (pipe !== undefined) pipe.text = end < 0 ? "" : pipe.text.slice(end + 1);
  const line = raw ? all : all.replace(/\\(.)/g, "$1");
  const targets = names.length === 0 ? ["REPLY"] : names;
  let rest = line.replace(/^[ \t]+|[ \t]+$/g, "");
  targets.forEach((name, index) => {
    if (index === targets.length - 1) {
      shell.variables.set(name, rest);
      return;
    }
    const match = /^(\S*)\s*/.exec(rest);
    shell.variables.set(name, match?.[1] ?? "");
    rest = rest.slice(match?.[0].length ?? 0);
  });
  shell.status = end < 0 ? 1 : 0;
  return undefined;
}

function trap(context: BusyboxContext, shell: ShellState, args: readonly string[]): undefined {
  shell.status = 0;
  if (args.length === 0) {
    for (const [signal, command] of shell.traps) write(context, 1, `trap -- '${command}' ${signal}\n`);
    return;
  }
  const [first = ""] = args;
  const resets = first === "-" || (args.length === 1 && signalName(first) !== undefined);
  for (const text of args.length === 1 ? args : args.slice(1)) {
    const signal = signalName(text);
    if (signal === undefined) {
      complain(context, `${shell.name}: trap: ${text}: invalid signal specification`);
      shell.status = 1;
    } else if (resets) shell.traps.delete(signal);
    else shell.traps.set(signal, first);
  }
}

function wait(context: BusyboxContext, shell: ShellState, args: readonly string[]): AppletStep | undefined {
  const { host, process } = context;
  const children = [...host.processes.values()].filter(({ parent }) => parent === process.pid).map(({ pid }) => pid);
  const wanted = args.map((arg) => Number(arg.replace(/^%/, "")));
  const unknown = wanted.filter((pid) => !children.includes(pid) && !shell.ended.has(pid));
  if (wanted.length > 0 && unknown.length === wanted.length) {
    shell.status = 127;
    return undefined;
  }
  const pids = wanted.length > 0 ? wanted : children;
  if (wanted.length === 0) shell.ended.clear();
  shell.status = 0;
  // `wait` without arguments succeeds, however the children ended: none of them comes last.
  return { waiting: { kind: "wait", pids: wanted.length > 0 ? pids : [...pids, -1] } };
}

function kill(context: BusyboxContext, shell: ShellState, args: readonly string[]): undefined {
  let signal = "TERM";
  let targets = [...args];
  const [first = ""] = targets;
  if (first === "-s") {
    signal = signalName(targets[1] ?? "") ?? "TERM";
    targets = targets.slice(2);
  } else if (first.startsWith("-")) {
    signal = first === "-0" ? "" : (signalName(first.slice(1)) ?? "TERM");
    targets = targets.slice(1);
  }
  shell.status = 0;
  for (const target of targets) {
    const pid = Number(target.replace(/^%/, ""));
    if (!Number.isInteger(pid) || !context.host.processes.has(pid)) {
      complain(context, `${shell.name}: can't kill pid ${target}: No such process`);
      shell.status = 1;
    } else if (signal !== "") sendSignal(context.sim, context.container, context.host, pid, signal);
  }
}

/** By name. */
export const builtins: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  [":", quiet(0)],
  ["true", quiet(0)],
  ["false", quiet(1)],
  [
    "local",
    (_context, shell, args) => {
      for (const arg of args)
        if (arg.includes("=")) shell.variables.set(arg.slice(0, arg.indexOf("=")), arg.slice(arg.indexOf("=") + 1));
      shell.status = 0;
      return undefined;
    },
  ],
  ["umask", quiet(0)],
  ["jobs", quiet(0)],
  ["readonly", exportVariables],
  ["export", exportVariables],
  ["echo", inside("echo")],
  ["printf", inside("printf")],
  ["test", inside("test")],
  ["[", inside("[")],
  ["pwd", inside("pwd")],
  ["set", setOptions],
  ["cd", changeFolder],
  ["read", readLine],
  ["trap", trap],
  ["wait", wait],
  ["kill", kill],
  [
    "unset",
    (_context, shell, args) => {
      for (const arg of args) {
        shell.variables.delete(arg);
        shell.exported.delete(arg);
        shell.functions.delete(arg);
      }
      shell.status = 0;
      return undefined;
    },
  ],
  [
    "shift",
    (_context, shell, args) => {
      shell.positional = shell.positional.slice(Number(args[0] ?? 1) || 1);
      shell.status = 0;
      return undefined;
    },
  ],
  ["exit", (_context, shell, args) => exitShell(shell, args[0] === undefined ? shell.status : Number(args[0]) & 255)],
  [
    "return",
    (context, shell, args) => {
      if (args[0] !== undefined) shell.status = Number(args[0]) & 255;
      const frame = unwindTo(context, shell, "call");
      if (frame?.kind !== "call") return exitShell(shell, shell.status);
      shell.positional = frame.positional;
      shell.pc = frame.returnTo;
      return undefined;
    },
  ],
  [
    "eval",
    (context, shell, args) => {
      shell.status = 0;
      return runText(context, shell, args.join(" ")) ? undefined : exitShell(shell, 2);
    },
  ],
  [
    ".",
    (context, shell, args) => {
      const entry = context.files.at(absolutePath(context.process.folder, args[0] ?? ""));
      if (entry?.kind !== "file") {
        complain(
          context,
          `${shell.name}: .: line ${shell.line}: can't open '${args[0] ?? ""}': No such file or directory`,
        );
        return exitShell(shell, 2);
      }
      return runText(context, shell, entry.text) ? undefined : exitShell(shell, 2);
    },
  ],
  [
    "exec",
    (context, shell, args) => {
      if (args.length === 0) {
        shell.status = 0;
        return undefined;
      }
      const command = findCommand(context, args);
      if ("problem" in command) {
        complain(context, `${shell.name}: exec: line ${shell.line}: ${command.problem}`);
        return exitShell(shell, command.status);
      }
      becomeCommand(context, args, environmentOf(shell, { process: context.process, shell, files: context.files }, []));
      return undefined;
    },
  ],
  [
    "command",
    (context, shell, args) => {
      if (args[0] === "-v") {
        const found = findCommand(context, args.slice(1));
        shell.status = "problem" in found && !builtins.has(args[1] ?? "") ? 127 : 0;
        if (shell.status === 0) write(context, 1, `${args[1] ?? ""}\n`);
        return undefined;
      }
      return undefined;
    },
  ],
]);
