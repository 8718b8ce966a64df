/**
 * A shell's course: it begins, goes on with other scripts, leaves loops and functions, ends.
 * @module
 */
import type { AppletStep } from "./applet.ts";
import type { ShellState } from "./busybox-state.ts";
import { compileShell } from "./compile-shell.ts";
import { type ExpansionContext, expandText } from "./expand-word.ts";
import { type BusyboxContext, complain } from "./output.ts";
import type { Word } from "./shell-code.ts";

/** A shell state with a script at its begin. */
export function createShell(
  code: ShellState["code"],
  name: string,
  positional: readonly string[],
  env: Readonly<Record<string, string>>,
  folder: string,
): ShellState {
  const own = { ...env, PWD: folder, SHLVL: String((Number(env["SHLVL"] ?? 0) || 0) + 1) };
  return {
    code,
    pc: 0,
    line: 0,
    name,
    positional,
    variables: new Map(Object.entries(own)),
    exported: new Map(Object.keys(own).map((key) => [key, true as const])),
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

/** A script is through: the shell goes on with the one around it, or ends. */
export function endOfScript(context: BusyboxContext, shell: ShellState): AppletStep | undefined {
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
