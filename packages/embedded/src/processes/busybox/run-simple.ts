/**
 * Simple commands: assignments, functions, built-in commands, processes.
 * @module
 */
import type { AppletStep } from "./applet.ts";
import type { ShellState } from "./busybox-state.ts";
import { type ExpansionContext, expandFields, expandText } from "./expand-word.ts";
import { type BusyboxContext, complain } from "./output.ts";
import { redirect } from "./redirect.ts";
import { builtins } from "./shell-builtins.ts";
import type { Instruction, Word } from "./shell-code.ts";
import { environmentOf } from "./shell-course.ts";
import { becomeCommand, findCommand, spawnCommand } from "./spawn.ts";

/** CPU of a built-in command. */
const builtinMicros = 3;

/** Runs a simple command: at once when it is one of the shell's own, as a process otherwise. */
export function runSimple(
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
