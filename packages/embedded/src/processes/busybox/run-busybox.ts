/**
 * BusyBox in containers: its main process starts, its processes go on, signals come from outside.
 * @module
 */
import { defineEvent, type Simulation } from "../../kernel/simulation.ts";
import type { ContainerRecord } from "../../runtime/runtime-state.ts";
import { type AppletStep, parseOptions } from "./applet.ts";
import { appletNames } from "./applet-names.ts";
import { applets } from "./applets/applets.ts";
import type { BusyboxHost, BusyboxProcess, Descriptor } from "./busybox-state.ts";
import { compileShell } from "./compile-shell.ts";
import { absolutePath, ContainerFiles } from "./files.ts";
import { accountMemory } from "./memory.ts";
import { type BusyboxContext, complain, flushLog, readAll, write } from "./output.ts";
import { endProcess, leavesInput, sendSignal } from "./send-signal.ts";
import { runShellProcess } from "./shell.ts";
import { createShell } from "./shell-course.ts";
import { addProcess, findCommand } from "./spawn.ts";
import { usageOfBusybox } from "./usage.ts";
import { type BusyboxResume, killedForMemory, resumeType, wakeAt, wakeNow } from "./wake.ts";

defineEvent<BusyboxResume>(resumeType.type, (sim, resume) => {
  const found = findProcess(sim, resume);
  if (found === undefined) return;
  const { stopped } = sim.state.processes;
  if (found.container.paused || stopped.has(resume.container)) {
    // What is stopped goes on when it is continued.
    sim.state.processes.busyboxParked.push({ ...resume });
    return;
  }
  runProcess(sim, found.container, found.host, found.process);
});

defineEvent<BusyboxResume>(killedForMemory.type, (sim, victim) => {
  const found = findHost(sim, victim.container);
  if (found !== undefined && found.host.startedAt === victim.startedAt)
    endProcess(sim, found.container, found.host, victim.pid, 137);
});

function findHost(sim: Simulation, id: string): { container: ContainerRecord; host: BusyboxHost } | undefined {
  const host = sim.state.processes.busybox.get(id);
  const container = sim.state.runtime.containers.get(id);
  return host === undefined || container === undefined ? undefined : { container, host };
}

function findProcess(
  sim: Simulation,
  resume: BusyboxResume,
): { container: ContainerRecord; host: BusyboxHost; process: BusyboxProcess } | undefined {
  const found = findHost(sim, resume.container);
  const process = found?.host.processes.get(resume.pid);
  if (found === undefined || process === undefined) return undefined;
  if (found.host.startedAt !== resume.startedAt || process.turn !== resume.turn) return undefined;
  return { ...found, process };
}

/** Runs a process until it waits or is over. */
function runProcess(sim: Simulation, container: ContainerRecord, host: BusyboxHost, process: BusyboxProcess): void {
  process.turn += 1;
  const context: BusyboxContext = { sim, container, host, process, files: new ContainerFiles(sim, container) };
  const step = process.shell === null ? runApplet(context) : runShellProcess(context);
  // It may have killed itself, or its container.
  if (!host.processes.has(process.pid) || sim.state.processes.busybox.get(host.containerId) !== host) return;
  if ("exit" in step) {
    endProcess(sim, container, host, process.pid, step.exit);
    return;
  }
  process.waiting = step.waiting;
  if (step.until !== undefined && Number.isFinite(step.until)) wakeAt(sim, host, process, step.until);
  else if (step.waiting.kind === "children" || step.waiting.kind === "wait") wakeIfDone(sim, host, process);
}

// A child may have ended before its parent began to wait for it.
function wakeIfDone(sim: Simulation, host: BusyboxHost, process: BusyboxProcess): void {
  const { waiting } = process;
  if (waiting.kind !== "children" && waiting.kind !== "wait") return;
  const open = waiting.pids.some((pid) => host.processes.has(pid));
  if (!open || (waiting.kind === "wait" && (process.shell?.pending.length ?? 0) > 0)) wakeNow(sim, host, process);
}

function runApplet(context: BusyboxContext): AppletStep {
  const { process } = context;
  const command = findCommand(context, process.argv);
  if ("problem" in command) {
    complain(context, `${process.argv[0] ?? ""}: applet not found`);
    return { exit: command.status };
  }
  const { applet, args } = command;
  if (applet === "sh" || applet === "ash") return becomeShell(context, applet, args);
  const run = applets[applet];
  if (run !== undefined) return run(context, args);
  if (applet === "busybox" || applet === "--help") {
    write(context, applet === "busybox" ? 1 : 1, usageOfBusybox);
    return { exit: 0 };
  }
  if (applet === "--list") {
    write(context, 1, `${[...appletNames].join("\n")}\n`);
    return { exit: 0 };
  }
  complain(context, `${applet}: applet not found`);
  return { exit: 127 };
}

/** `sh -c script [name args]`, `sh file args`, a script on stdin. */
function becomeShell(context: BusyboxContext, applet: string, args: readonly string[]): AppletStep {
  const { process } = context;
  const errexit = args.some((arg) => /^-[a-z]*e[a-z]*$/.test(arg));
  const at = args.findIndex((arg) => /^-[a-z]*c$/.test(arg));
  let text: string | undefined;
  let name = applet;
  let positional: readonly string[] = [];
  const [path, ...rest] = parseOptions(args, "o").rest;
  if (at >= 0) {
    text = args[at + 1];
    if (text === undefined) {
      complain(context, `${applet}: -c requires an argument`);
      return { exit: 2 };
    }
    name = args[at + 2] ?? applet;
    positional = args.slice(at + 3);
  } else if (path === undefined) {
    text = readAll(context);
    if (text === undefined)
      return { waiting: { kind: "pipe", pipe: (process.descriptors[0] as { pipe: number }).pipe } };
  } else {
    const entry = context.files.at(absolutePath(process.folder, path));
    if (entry?.kind !== "file") {
      complain(context, `${applet}: can't open '${path}': No such file or directory`);
      return { exit: 2 };
    }
    text = entry.text;
    name = path;
    positional = rest;
  }
  const compiled = compileShell(text, at >= 0);
  if ("error" in compiled) {
    complain(context, `${name}: ${compiled.error}`);
    return { exit: 2 };
  }
  process.shell = createShell(compiled.code, name, positional, process.env, process.folder);
  process.shell.variables.set("PPID", String(process.parent));
  process.shell.errexit = errexit;
  return runShellProcess(context);
}

/** Starts BusyBox as a container's main process. */
export function startBusybox(sim: Simulation, container: ContainerRecord): void {
  const host: BusyboxHost = {
    containerId: container.id,
    startedAt: container.startedAt,
    nextPid: 1,
    nextId: 1,
    processes: new Map(),
    pipes: new Map(),
    sessions: new Map(),
    listeners: new Map(),
    partial: { stdout: "", stderr: "" },
    outOfMemory: false,
  };
  sim.state.processes.busybox.set(container.id, host);
  const process = addProcess(host, 0, container.argv, environmentOf(container), container.workingDir, [
    { kind: "null" },
    { kind: "log", stream: "stdout" },
    { kind: "log", stream: "stderr" },
  ]);
  // The kernel counts process ids on while runc sets the container up: the next one is 6 or 7.
  host.nextPid = 6;
  accountMemory(sim, container, host);
  wakeNow(sim, host, process);
}

function environmentOf(container: ContainerRecord): Record<string, string> {
  return { HOME: "/", ...container.env };
}

/** Delivers a signal to the main process, from outside. */
export function signalBusybox(sim: Simulation, container: ContainerRecord, signal: string): void {
  const host = sim.state.processes.busybox.get(container.id);
  if (host === undefined) return;
  if (signal === "SIGCONT") {
    const { processes } = sim.state;
    const parked = processes.busyboxParked.filter((resume) => resume.container === container.id);
    processes.busyboxParked = processes.busyboxParked.filter((resume) => resume.container !== container.id);
    for (const resume of parked) sim.schedule(0, resumeType, { ...resume });
    return;
  }
  if (signal !== "SIGSTOP") sendSignal(sim, container, host, 1, signal.replace(/^SIG/, ""));
}

/** The container is over, and all that ran in it. */
export function busyboxEnded(sim: Simulation, container: ContainerRecord): void {
  const host = sim.state.processes.busybox.get(container.id);
  if (host === undefined) return;
  flushLog(sim, container, host);
  sim.state.processes.busybox.delete(container.id);
  for (const session of host.sessions.values()) {
    if (session.reply === null) continue;
    const { stdout, stderr } = session;
    const process = host.processes.get(session.pid);
    const unread = process !== undefined && leavesInput(host, process);
    const { type, payload } = session.reply;
    sim.schedule(0, { type }, { ...payload, exitCode: 137, stdout, stderr, unread });
  }
}

/**
 * Starts a command beside the main process.
 *
 * @param reply - Event that gets how it ended; `null`: the caller looks at the session.
 * @returns the session's number; `undefined` when the container runs no BusyBox.
 */
export function startSession(
  sim: Simulation,
  container: ContainerRecord,
  argv: readonly string[],
  stdin: string,
  reply: { readonly type: string; readonly payload: object } | null,
): number | undefined {
  const host = sim.state.processes.busybox.get(container.id);
  if (host === undefined) return undefined;
  const id = host.nextId++;
  let input: Descriptor = { kind: "null" };
  if (stdin !== "") {
    const pipe = host.nextId++;
    host.pipes.set(pipe, { text: stdin, zeros: 0 });
    input = { kind: "pipe", pipe };
  }
  const process = addProcess(host, 0, argv, environmentOf(container), container.workingDir, [
    input,
    { kind: "session", session: id, stream: "stdout" },
    { kind: "session", session: id, stream: "stderr" },
  ]);
  host.sessions.set(id, { pid: process.pid, stdout: "", stderr: "", exitCode: null, reply });
  accountMemory(sim, container, host);
  wakeNow(sim, host, process);
  return id;
}

/** Kills a session's processes; nothing is replied. */
export function killSession(sim: Simulation, container: ContainerRecord, id: number): void {
  const host = sim.state.processes.busybox.get(container.id);
  const session = host?.sessions.get(id);
  if (host === undefined || session === undefined) return;
  host.sessions.delete(id);
  endProcess(sim, container, host, session.pid, 137);
}

/** Whether a container's processes are BusyBox's. */
export function runsBusybox(sim: Simulation, containerId: string): boolean {
  return sim.state.processes.busybox.has(containerId);
}
