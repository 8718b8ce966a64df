/**
 * BusyBox's shell: runs its instructions until it waits or ends.
 * @module
 */
import { useCpu } from "../../runtime/cpu.ts";
import type { AppletStep } from "./applet.ts";
import { ArithmeticError } from "./arithmetic.ts";
import type { ShellState } from "./busybox-state.ts";
import { ExpansionError } from "./expand-word.ts";
import { type BusyboxContext, complain } from "./output.ts";
import { runInstruction } from "./run-instruction.ts";
import { endOfScript, exitShell, runText } from "./shell-course.ts";
import { signalNumbers } from "./signals.ts";

/** How much CPU a shell takes before it asks for CPU time. */
const debtLimit = 5_000;

/** Runs a shell until it waits, ends, or has become another program. */
export function runShellProcess(context: BusyboxContext): AppletStep {
  const { process, sim, container } = context;
  const shell = process.shell;
  if (shell === null) return { exit: 0 };
  if (!settle(context, shell)) return { waiting: process.waiting };
  for (;;) {
    if (shell.pending.length > 0) startTrap(context, shell);
    const instruction = shell.code[shell.pc];
    if (shell.debtMicros > debtLimit) {
      const at = useCpu(sim, container.id, shell.debtMicros);
      shell.debtMicros = 0;
      return { waiting: { kind: "time" }, until: at };
    }
    let step: AppletStep | undefined;
    try {
      step = instruction === undefined ? endOfScript(context, shell) : runInstruction(context, shell, instruction);
    } catch (error) {
      if (!(error instanceof ArithmeticError || error instanceof ExpansionError)) throw error;
      complain(context, `${shell.name}: ${error.message}`);
      shell.status = 2;
      step = exitShell(shell, 2);
    }
    if (step !== undefined) return step;
    // It may have killed itself, or its container.
    if (!isAlive(context)) return { exit: shell.status };
    if (process.shell !== shell) return { waiting: { kind: "time" }, until: sim.now };
  }
}

function isAlive({ sim, host, process }: BusyboxContext): boolean {
  return host.processes.has(process.pid) && sim.state.processes.busybox.get(host.containerId) === host;
}

/** Whether what the shell waited for has come; takes its result. */
function settle(context: BusyboxContext, shell: ShellState): boolean {
  const { process, host } = context;
  const { waiting } = process;
  if (waiting.kind === "children") {
    if (waiting.pids.some((pid) => host.processes.has(pid))) return false;
    const status = shell.ended.get(waiting.pids.at(-1) ?? 0) ?? 0;
    for (const pid of waiting.pids) shell.ended.delete(pid);
    shell.status = status;
    if (shell.reading !== null) {
      const { slot, pipe } = shell.reading;
      shell.slots.set(slot, (host.pipes.get(pipe)?.text ?? "").replace(/\n+$/, ""));
      host.pipes.delete(pipe);
      shell.reading = null;
    } else printDeath(context, status);
  } else if (waiting.kind === "wait") {
    const [signal] = shell.pending;
    const open = waiting.pids.some((pid) => host.processes.has(pid));
    if (open && signal === undefined) return false;
    if (open) shell.status = 128 + (signalNumbers[signal ?? ""] ?? 0);
    else {
      const last = waiting.pids.at(-1);
      shell.status = last === undefined ? 0 : (shell.ended.get(last) ?? 127);
      for (const pid of waiting.pids) shell.ended.delete(pid);
      printDeath(context, shell.status);
    }
  }
  process.waiting = { kind: "time" };
  return true;
}

const deaths: Readonly<Record<number, string>> = {
  129: "Hangup",
  137: "Killed",
  139: "Segmentation fault",
  143: "Terminated",
};

function printDeath(context: BusyboxContext, status: number): void {
  const text = deaths[status];
  if (text !== undefined) complain(context, text);
}

function startTrap(context: BusyboxContext, shell: ShellState): void {
  const signal = shell.pending.shift() ?? "";
  runText(context, shell, shell.traps.get(signal) ?? "", true);
}
