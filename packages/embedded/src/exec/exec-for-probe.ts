/**
 * Commands that run inside the simulation's own events: exec probes, and scripts that images run before their server starts.
 * @module
 */
import { nextUint32 } from "../kernel/random.ts";
import type { Simulation } from "../kernel/simulation.ts";
import { executableProblem, programsOf } from "../runtime/executables.ts";
import { findImage } from "../runtime/images.ts";
import type { ContainerRecord } from "../runtime/runtime-state.ts";
import { filesOf } from "./container-files.ts";
import { type CommandOutput, runMiniShell } from "./mini-shell.ts";
import { runAtOnce } from "./tool.ts";
import { tools } from "./tools.ts";

/** What a command came to. */
export interface ProbeExec {
  /** Id of the exec, 64 hexadecimal digits. */
  readonly execId: string;
  /** Why it could not be started, in runc's words. */
  readonly problem?: string;
  readonly exitCode: number;
  /** stdout and stderr. */
  readonly output: string;
  /** CPU that it takes, and how long it waits beside that. */
  readonly cpuMicros: number;
  readonly micros: number;
}

/** 64 hexadecimal digits. */
export function newExecId(sim: Simulation): string {
  let id = "";
  for (let word = 0; word < 8; word++) id += nextUint32(sim.random("exec/id")).toString(16).padStart(8, "0");
  return id;
}

/** Runs a command at once. Answers of other programs (an HTTP request's) do not come in it. */
export function execForProbe(sim: Simulation, container: ContainerRecord, command: readonly string[]): ProbeExec {
  const execId = newExecId(sim);
  const [name = ""] = command;
  const problem = executableProblem(findImage(sim, container.image), name);
  if (problem !== undefined) return { execId, problem, exitCode: 126, output: "", cpuMicros: 0, micros: 0 };
  const run = runInside(sim, container, command);
  return { execId, exitCode: run.exitCode, output: run.stdout + run.stderr, cpuMicros: 3_000, micros: run.micros };
}

/** A command or a shell with a script. */
function runInside(
  sim: Simulation,
  container: ContainerRecord,
  command: readonly string[],
): CommandOutput & { readonly micros: number } {
  const files = filesOf(sim, container);
  const names = programsOf(findImage(sim, container.image));
  let micros = 0;
  const readFile = (path: string): string | undefined => files.get(path);
  const runTool = (argv: readonly string[], stdin: string): CommandOutput | undefined => {
    const [path = "", ...args] = argv;
    const base = path.slice(path.lastIndexOf("/") + 1);
    if (!names.has(base)) return undefined;
    if (base === "sh" || base === "bash") return runShell(args, stdin);
    const tool = tools.get(base);
    if (tool === undefined) return { stdout: "", stderr: "", exitCode: 0 };
    const result = runAtOnce(sim, tool({ holder: { sim }, container, args, env: container.env, stdin, readFile }));
    micros += result.micros;
    return result;
  };
  const runShell = (args: readonly string[], stdin: string): CommandOutput => {
    const at = args.findIndex((arg) => /^-\w*c$/.test(arg));
    const [first = ""] = args;
    const script = at >= 0 ? (args[at + 1] ?? "") : first === "" ? stdin : files.get(first);
    if (script === undefined)
      return { stdout: "", stderr: `sh: can't open '${first}': No such file or directory\n`, exitCode: 127 };
    const positional = at >= 0 ? ["sh", ...args.slice(at + 3)] : args;
    return runMiniShell(script, container.env, positional, runTool, readFile);
  };
  const [name = ""] = command;
  const base = name.slice(name.lastIndexOf("/") + 1);
  if (base === "sleep")
    return { stdout: "", stderr: "", exitCode: 0, micros: Number(command[1] ?? 0) * 1_000_000 || 0 };
  const quoted = command.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
  const output =
    base === "sh" || base === "bash"
      ? runShell(command.slice(1), "")
      : runMiniShell(quoted, container.env, ["sh"], runTool, readFile);
  return { ...output, micros };
}
