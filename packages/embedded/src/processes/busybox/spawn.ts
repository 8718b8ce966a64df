/**
 * Processes begin: forks of a shell, commands.
 * @module
 */
import { useCpu } from "../../runtime/cpu.ts";
import { findImage } from "../../runtime/images.ts";
import { appletNames } from "./applet-names.ts";
import type { BusyboxHost, BusyboxProcess, Descriptor, ShellState } from "./busybox-state.ts";
import { absolutePath } from "./files.ts";
import { accountMemory } from "./memory.ts";
import type { BusyboxContext } from "./output.ts";
import { wakeAt } from "./wake.ts";

/** CPU that starting a process takes: 0.4 to 0.9 ms were measured for a fork of BusyBox with its exec. */
const forkMicros = 250;
const execMicros = 350;

/** What `argv` runs, or what the shell says instead. */
export type FoundCommand =
  | { readonly applet: string; readonly args: readonly string[] }
  | { readonly problem: string; readonly status: number };

/** The applet that a command line runs: by its own name, by BusyBox's path, by a link to it. */
export function findCommand(context: BusyboxContext, argv: readonly string[]): FoundCommand {
  const [name = "", ...args] = argv;
  const base = name.slice(name.lastIndexOf("/") + 1);
  const executables = findImage(context.sim, context.container.image)?.executables ?? {};
  if (name.includes("/")) {
    const path = absolutePath(context.process.folder, name);
    if (executables[path] === undefined) {
      const entry = context.files.at(path);
      return entry === undefined
        ? { problem: `${name}: not found`, status: 127 }
        : { problem: `${name}: Permission denied`, status: 126 };
    }
  } else if (!appletNames.has(name)) return { problem: `${name}: not found`, status: 127 };
  return base === "busybox" ? { applet: args[0] ?? "busybox", args: args.slice(1) } : { applet: base, args };
}

/** A new process; it does not run yet. */
export function addProcess(
  host: BusyboxHost,
  parent: number,
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
  folder: string,
  descriptors: readonly Descriptor[],
): BusyboxProcess {
  const process: BusyboxProcess = {
    pid: host.nextPid++,
    parent,
    argv: Object.freeze([...argv]),
    env: Object.freeze({ ...env }),
    folder,
    descriptors: descriptors.map((descriptor) => Object.freeze(descriptor)),
    shell: null,
    memory: {},
    bytes: 0,
    waiting: { kind: "time" },
    turn: 0,
  };
  host.processes.set(process.pid, process);
  return process;
}

function begin(context: BusyboxContext, process: BusyboxProcess, micros: number): number {
  const { sim, host, container } = context;
  const at = useCpu(sim, container.id, micros);
  if (Number.isFinite(at)) wakeAt(sim, host, process, at);
  accountMemory(sim, container, host);
  return process.pid;
}

/** A copy of the shell goes on elsewhere in its code; answers its process id. */
export function forkShell(
  context: BusyboxContext,
  shell: ShellState,
  pc: number,
  descriptors: readonly Descriptor[],
): number {
  const { host, process } = context;
  const child = addProcess(host, process.pid, process.argv, process.env, process.folder, descriptors);
  child.shell = {
    ...shell,
    pc,
    variables: new Map(shell.variables).set("$", shell.variables.get("$") ?? String(process.pid)),
    exported: new Map(shell.exported),
    functions: new Map(shell.functions),
    // Traps are not inherited, but that signals are ignored is.
    traps: new Map([...shell.traps].filter(([, command]) => command === "")),
    pending: [],
    frames: [],
    slots: new Map(shell.slots),
    reading: null,
    ended: new Map(),
    debtMicros: 0,
    ending: false,
  };
  return begin(context, child, forkMicros);
}

/** Starts a command as a child; answers its process id. */
export function spawnCommand(
  context: BusyboxContext,
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
  descriptors: readonly Descriptor[],
): number {
  const { host, process } = context;
  const child = addProcess(host, process.pid, argv, env, process.folder, descriptors);
  return begin(context, child, forkMicros + execMicros);
}

/** The process becomes a command. */
export function becomeCommand(
  context: BusyboxContext,
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
): void {
  const { process } = context;
  process.shell = null;
  process.argv = Object.freeze([...argv]);
  process.env = Object.freeze({ ...env });
  process.memory = {};
}
