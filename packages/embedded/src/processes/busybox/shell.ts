/**
 * BusyBox's shell: runs its instructions until it waits or ends.
 * @module
 */
import { useCpu } from "../../runtime/cpu.ts";
import type { AppletStep } from "./applet.ts";
import { ArithmeticError } from "./arithmetic.ts";
import type { BusyboxProcess, Descriptor, ShellState } from "./busybox-state.ts";
import { compileShell } from "./compile-shell.ts";
import { type ExpansionContext, ExpansionError, expandFields, expandText, patternTest } from "./expand-word.ts";
import { absolutePath } from "./files.ts";
import { type BusyboxContext, complain } from "./output.ts";
import { builtins } from "./shell-builtins.ts";
import type { Instruction, Redirection, Word } from "./shell-code.ts";
import { signalNumbers } from "./signals.ts";
import { becomeCommand, findCommand, forkShell, spawnCommand } from "./spawn.ts";

/** CPU of a built-in command, and how much a shell takes before it asks for CPU time. */
const builtinMicros = 3;
const debtLimit = 5_000;
/** A shell that takes all CPU asks for it by the scheduler's period at most. */
const spinMicros = 100_000;

/** A shell state with a script at its begin. */
export function createShell(
  code: ShellState["code"],
  name: string,
  positional: readonly string[],
  env: Readonly<Record<string, string>>,
): ShellState {
  return {
    code,
    pc: 0,
    line: 0,
    name,
    positional,
    variables: new Map(Object.entries(env)),
    exported: new Map(Object.keys(env).map((key) => [key, true as const])),
    functions: new Map(),
    traps: new Map(),
    pending: [],
    frames: [],
    slots: new Map(),
    reading: null,
    ended: new Map(),
    status: 0,
    background: 0,
    errexit: false,
    debtMicros: 0,
    ending: false,
  };
}

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
    if (process.shell !== shell) return { waiting: { kind: "time" }, until: sim.now };
  }
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

/** Goes on with another script, and then with what follows now. False: its syntax is wrong, which ends the shell. */
export function runText(context: BusyboxContext, shell: ShellState, text: string, keepStatus = false): boolean {
  const compiled = compileShell(text, false);
  if ("error" in compiled) {
    complain(context, `${shell.name}: ${compiled.error}`);
    shell.status = 2;
    return false;
  }
  shell.frames.push({ kind: "script", code: shell.code, returnTo: shell.pc, status: keepStatus ? shell.status : null });
  shell.code = compiled.code;
  shell.pc = 0;
  return true;
}

/** The shell ends with a status, after its `EXIT` trap. */
export function exitShell(shell: ShellState, status: number): AppletStep | undefined {
  const trap = shell.traps.get("EXIT");
  shell.status = status;
  if (trap === undefined || trap === "" || shell.ending) return { exit: status };
  const compiled = compileShell(trap, false);
  if ("error" in compiled) return { exit: status };
  shell.ending = true;
  shell.code = compiled.code;
  shell.pc = 0;
  shell.frames = [{ kind: "script", code: [], returnTo: 0, status }];
  return undefined;
}

function endOfScript(context: BusyboxContext, shell: ShellState): AppletStep | undefined {
  const frame = unwindTo(context, shell, "script");
  if (frame?.kind !== "script") return exitShell(shell, shell.status);
  shell.code = frame.code;
  shell.pc = frame.returnTo;
  if (frame.status !== null) shell.status = frame.status;
  if (shell.code.length === 0) return { exit: shell.status };
  return undefined;
}

/** Leaves frames up to and with the innermost one of a kind; `undefined`: there is none, nothing is left. */
export function unwindTo(
  context: BusyboxContext,
  shell: ShellState,
  kind: "script" | "call",
): ShellState["frames"][number] | undefined {
  if (!shell.frames.some((frame) => frame.kind === kind)) return undefined;
  for (;;) {
    const frame = shell.frames.pop();
    if (frame === undefined || frame.kind === kind) return frame;
    if (frame.kind === "redirect") context.process.descriptors = [...frame.saved];
  }
}

function runInstruction(context: BusyboxContext, shell: ShellState, instruction: Instruction): AppletStep | undefined {
  const { process, host, sim, container } = context;
  const scope: ExpansionContext = { process, shell, files: context.files };
  switch (instruction.op) {
    case "simple":
      return runSimple(context, shell, scope, instruction);
    case "jump":
      shell.pc = instruction.to;
      shell.debtMicros += 1;
      return undefined;
    case "branch":
      shell.pc = (shell.status === 0) === instruction.on ? instruction.to : shell.pc + 1;
      return undefined;
    case "negate":
      shell.status = shell.status === 0 ? 1 : 0;
      break;
    case "status":
      shell.status = instruction.value;
      break;
    case "check":
      if (shell.errexit && shell.status !== 0) return exitShell(shell, shell.status);
      break;
    case "substitute": {
      shell.pc += 1;
      const pipe = host.nextId++;
      host.pipes.set(pipe, { text: "", zeros: 0 });
      shell.reading = { slot: instruction.slot, pipe };
      const [stdin, , stderr] = process.descriptors as [Descriptor, Descriptor, Descriptor];
      const pid = forkShell(context, shell, instruction.begin, [stdin, { kind: "pipe", pipe }, stderr]);
      return { waiting: { kind: "children", pids: [pid] } };
    }
    case "subshell": {
      shell.pc += 1;
      const pid = forkShell(context, shell, instruction.begin, process.descriptors);
      return { waiting: { kind: "children", pids: [pid] } };
    }
    case "background": {
      shell.pc += 1;
      const [, stdout, stderr] = process.descriptors as [Descriptor, Descriptor, Descriptor];
      shell.background = forkShell(context, shell, instruction.begin, [{ kind: "null" }, stdout, stderr]);
      shell.status = 0;
      return undefined;
    }
    case "pipeline":
      return runPipeline(context, shell, instruction.begins);
    case "for":
      shell.frames.push({
        kind: "for",
        items: instruction.words === null ? shell.positional : expandFields(scope, instruction.words),
        next: 0,
      });
      break;
    case "next": {
      const frame = shell.frames.at(-1);
      if (frame?.kind !== "for" || frame.next >= frame.items.length) {
        shell.frames.pop();
        shell.pc = instruction.end;
        return undefined;
      }
      shell.variables.set(instruction.variable, frame.items[frame.next] ?? "");
      frame.next += 1;
      break;
    }
    case "redirect": {
      const saved = [...process.descriptors];
      if (!redirect(context, scope, instruction.redirections)) {
        shell.status = 1;
        return exitShell(shell, 1);
      }
      shell.frames.push({ kind: "redirect", saved });
      break;
    }
    case "unwind":
      for (let left = instruction.count; left > 0; left--) {
        const frame = shell.frames.pop();
        if (frame?.kind === "redirect") process.descriptors = [...frame.saved];
      }
      break;
    case "case": {
      const text = expandText(scope, instruction.word);
      const item = instruction.items.find(({ patterns }) =>
        patterns.some((pattern) => patternTest(expandText(scope, pattern))(text)),
      );
      shell.pc = item?.to ?? instruction.otherwise;
      return undefined;
    }
    case "define":
      shell.functions.set(instruction.name, instruction.begin);
      shell.status = 0;
      break;
    case "return": {
      const frame = unwindTo(context, shell, "call");
      if (frame?.kind !== "call") return exitShell(shell, shell.status);
      shell.positional = frame.positional;
      shell.pc = frame.returnTo;
      return undefined;
    }
    case "spin": {
      // By portions of half the quota, so that what else runs in the container gets its turn.
      const quota = container.cpu.quotaMicros;
      const micros = quota === null ? spinMicros : Math.max(500, Math.min(spinMicros, Math.floor(quota / 2)));
      return { waiting: { kind: "time" }, until: useCpu(sim, container.id, micros) };
    }
    case "end":
      return endOfScript(context, shell);
  }
  shell.pc += 1;
  return undefined;
}

function runPipeline(context: BusyboxContext, shell: ShellState, begins: readonly number[]): AppletStep {
  const { process, host } = context;
  shell.pc += 1;
  const [stdin, stdout, stderr] = process.descriptors as [Descriptor, Descriptor, Descriptor];
  const pids: number[] = [];
  let input = stdin;
  begins.forEach((begin, index) => {
    let output = stdout;
    let next: Descriptor = { kind: "null" };
    if (index < begins.length - 1) {
      const pipe = host.nextId++;
      host.pipes.set(pipe, { text: "", zeros: 0 });
      output = { kind: "pipe", pipe };
      next = output;
    }
    pids.push(forkShell(context, shell, begin, [input, output, stderr]));
    input = next;
  });
  return { waiting: { kind: "children", pids } };
}

/** Applies redirections to the process. False when a file cannot be opened. */
function redirect(context: BusyboxContext, scope: ExpansionContext, redirections: readonly Redirection[]): boolean {
  const { process, files, host } = context;
  const name = scope.shell.name;
  for (const { fd, operator, target } of redirections) {
    const text = expandText(scope, target);
    const descriptors = process.descriptors;
    if (operator === "dup") {
      const from = text === "-" ? undefined : descriptors[Number(text)];
      descriptors[fd] = from ?? { kind: "null" };
      continue;
    }
    if (operator === "text") {
      descriptors[fd] = textInput(host, text);
      continue;
    }
    const path = absolutePath(process.folder, text);
    const special = specialFile(descriptors, path);
    if (special !== undefined) {
      descriptors[fd] = special;
      continue;
    }
    if (operator === "<") {
      const entry = files.at(path);
      if (entry?.kind !== "file") {
        complain(context, `${name}: can't open ${text}: no such file`);
        return false;
      }
      descriptors[fd] = textInput(host, entry.text);
      continue;
    }
    const problem = files.writeProblem(path);
    if (problem !== undefined) {
      complain(
        context,
        `${name}: can't create ${text}: ${problem === "No such file or directory" ? "nonexistent directory" : problem}`,
      );
      return false;
    }
    if (operator === ">" || files.at(path) === undefined) files.write(path, "");
    descriptors[fd] = { kind: "file", path };
  }
  return true;
}

function textInput(host: BusyboxContext["host"], text: string): Descriptor {
  const pipe = host.nextId++;
  host.pipes.set(pipe, { text, zeros: 0 });
  return { kind: "pipe", pipe };
}

function specialFile(descriptors: readonly Descriptor[], path: string): Descriptor | undefined {
  switch (path) {
    case "/dev/null":
      return { kind: "null" };
    case "/dev/zero":
      return { kind: "zero" };
    case "/dev/stdout":
    case "/proc/self/fd/1":
      return descriptors[1];
    case "/dev/stderr":
    case "/proc/self/fd/2":
      return descriptors[2];
    case "/proc/1/fd/1":
      return { kind: "log", stream: "stdout" };
    case "/proc/1/fd/2":
      return { kind: "log", stream: "stderr" };
    default:
      return undefined;
  }
}

function runSimple(
  context: BusyboxContext,
  shell: ShellState,
  scope: ExpansionContext,
  instruction: Extract<Instruction, { op: "simple" }>,
): AppletStep | undefined {
  const { process } = context;
  shell.line = instruction.line;
  const argv = expandFields(scope, instruction.words);
  const [name = ""] = argv;
  if (argv.length === 0) {
    // Assignments alone: the status is that of the last command substitution.
    if (!instruction.assignments.some(({ value }) => value.some(({ kind }) => kind === "substitution")))
      shell.status = 0;
    assign(scope, instruction.assignments);
    const saved = process.descriptors;
    process.descriptors = [...saved];
    if (!redirect(context, scope, instruction.redirections)) shell.status = 1;
    process.descriptors = saved;
    shell.pc += 1;
    shell.debtMicros += builtinMicros;
    return undefined;
  }
  const saved = process.descriptors;
  process.descriptors = [...saved];
  if (!redirect(context, scope, instruction.redirections)) {
    process.descriptors = saved;
    shell.status = 1;
    shell.pc += 1;
    return undefined;
  }
  const target = shell.functions.get(name);
  if (target !== undefined) {
    assign(scope, instruction.assignments);
    shell.frames.push({ kind: "call", returnTo: shell.pc + 1, positional: shell.positional });
    if (instruction.redirections.length > 0) shell.frames.push({ kind: "redirect", saved });
    shell.positional = argv.slice(1);
    shell.pc = target;
    return undefined;
  }
  const builtin = builtins.get(name);
  if (builtin !== undefined) {
    assign(scope, instruction.assignments);
    shell.debtMicros += builtinMicros;
    shell.pc += 1;
    const at = shell.pc;
    const step = builtin(context, shell, argv.slice(1));
    if (name !== "exec") process.descriptors = saved;
    if (step === "again") {
      shell.pc = at - 1;
      const input = process.descriptors[0];
      return input?.kind === "pipe" ? { waiting: { kind: "pipe", pipe: input.pipe } } : undefined;
    }
    return step;
  }
  const env = environmentOf(shell, scope, instruction.assignments);
  const command = findCommand(context, argv);
  if ("problem" in command) {
    complain(context, `${shell.name}: ${command.problem}`);
    process.descriptors = saved;
    shell.status = command.status;
    shell.pc += 1;
    return undefined;
  }
  shell.pc += 1;
  if (instruction.last && shell.traps.size === 0 && !shell.frames.some(({ kind }) => kind !== "for")) {
    becomeCommand(context, argv, env);
    return undefined;
  }
  const pid = spawnCommand(context, argv, env, process.descriptors);
  process.descriptors = saved;
  return { waiting: { kind: "children", pids: [pid] } };
}

function assign(
  scope: ExpansionContext,
  assignments: readonly { readonly name: string; readonly value: Word }[],
): void {
  for (const { name, value } of assignments) scope.shell.variables.set(name, expandText(scope, value));
}

/** What a command finds in its environment. */
export function environmentOf(
  shell: ShellState,
  scope: ExpansionContext,
  assignments: readonly { readonly name: string; readonly value: Word }[],
): Record<string, string> {
  const env: Record<string, string> = {};
  for (const name of shell.exported.keys()) env[name] = shell.variables.get(name) ?? "";
  for (const { name, value } of assignments) env[name] = expandText(scope, value);
  return env;
}

/** Whether a process is a shell that can run its traps. */
export function isShell(process: BusyboxProcess): process is BusyboxProcess & { shell: ShellState } {
  return process.shell !== null;
}
