/**
 * What each instruction of a shell does.
 * @module
 */
import { useCpu } from "../../runtime/cpu.ts";
import type { AppletStep } from "./applet.ts";
import type { Descriptor, ShellState } from "./busybox-state.ts";
import { type ExpansionContext, expandFields, expandText, patternTest } from "./expand-word.ts";
import type { BusyboxContext } from "./output.ts";
import { redirect } from "./redirect.ts";
import { runSimple } from "./run-simple.ts";
import type { Instruction } from "./shell-code.ts";
import { endOfScript, exitShell, unwindTo } from "./shell-course.ts";
import { forkShell } from "./spawn.ts";

/** A shell that takes all CPU asks for it by the scheduler's period at most. */
const spinMicros = 100_000;

/** Runs one instruction; answers what the shell waits for, or how it ends, when it does not go on at once. */
export function runInstruction(
  context: BusyboxContext,
  shell: ShellState,
  instruction: Instruction,
): AppletStep | undefined {
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
