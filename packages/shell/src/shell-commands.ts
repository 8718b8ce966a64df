/**
 * The commands of the shell that just-bash has not, or that must obey the cluster's clock.
 * @module
 */
import { type CustomCommand, decodeBytesToUtf8, defineCommand } from "just-bash";
import type { CommandResult } from "./command-result.ts";
import { gnuCommands } from "./commands/index.ts";
import { outsideCommands } from "./commands/outside-commands.ts";
import { runHelm } from "./helm/run-helm.ts";
import { helmFiles } from "./helm-files.ts";
import { type KubectlCall, type KubectlOptions, runKubectl } from "./kubectl/run-kubectl.ts";
import { kubectlFiles } from "./kubectl-files.ts";
import type { ShellRun } from "./shell-run.ts";
import { outsideWorlds } from "./virtual-globals.ts";

/** Commands that need nothing of a run. */
export const alwaysTheSame: readonly CustomCommand[] = [...gnuCommands, ...outsideCommands()];

const outOfTime: CommandResult = { stdout: "", stderr: "", exitCode: 124 };

/** All of them, for one run. */
export function shellCommands(
  kubectl: KubectlOptions,
  run: ShellRun,
  signal: AbortSignal | undefined,
): CustomCommand[] {
  return [
    kubectlCommand(kubectl, run, signal),
    helmCommand(kubectl, run, signal),
    sleepCommand(run),
    timeoutCommand(run),
    ...alwaysTheSame,
  ];
}

function kubectlCommand(options: KubectlOptions, run: ShellRun, signal: AbortSignal | undefined): CustomCommand {
  return defineCommand("kubectl", async (argv, context) => {
    const stdin = decodeBytesToUtf8(context.stdin);
    return outsideWorlds(() =>
      kubectlWithin(run, options, {
        argv,
        stdin,
        files: kubectlFiles(context.fs, context.cwd, () => stdin),
        ...(signal === undefined ? {} : { signal }),
      }),
    );
  });
}

function helmCommand(options: KubectlOptions, run: ShellRun, signal: AbortSignal | undefined): CustomCommand {
  return defineCommand("helm", async (argv, context) => {
    const stdin = decodeBytesToUtf8(context.stdin);
    return outsideWorlds(async () => {
      if (run.expired) return outOfTime;
      const files = helmFiles(context.fs, context.cwd, stdin);
      const aborts = signal === undefined ? {} : { signal };
      return runHelm(options, { argv, stdin, files, timeoutSeconds: run.secondsLeft, ...aborts });
    });
  });
}

/** Runs kubectl for as long as a run has left. */
export async function kubectlWithin(
  run: ShellRun,
  options: KubectlOptions,
  call: Omit<KubectlCall, "timeoutSeconds">,
): Promise<CommandResult> {
  return run.expired ? outOfTime : runKubectl(options, { ...call, timeoutSeconds: run.secondsLeft });
}

const unitSeconds: Readonly<Record<string, number>> = { "": 1, s: 1, m: 60, h: 3600, d: 86_400 };

/** `5`, `0.5`, `2m`; `undefined` when it is no time. */
function parseInterval(text: string): number | undefined {
  const parts = /^(\d+(?:\.\d*)?|\.\d+)([smhd]?)$/.exec(text === "infinity" || text === "inf" ? "1000000d" : text);
  return parts === null ? undefined : Number(parts[1]) * (unitSeconds[parts[2] ?? ""] ?? 1);
}

function sleepCommand(run: ShellRun): CustomCommand {
  return defineCommand("sleep", async (args) => {
    if (args.length === 0)
      return { stdout: "", stderr: "sleep: missing operand\nTry 'sleep --help' for more information.\n", exitCode: 1 };
    let seconds = 0;
    for (const arg of args) {
      const interval = parseInterval(arg);
      if (interval === undefined) return { stdout: "", stderr: `sleep: invalid time interval '${arg}'\n`, exitCode: 1 };
      seconds += interval;
    }
    const enough = seconds < run.secondsLeft;
    await outsideWorlds(() => run.sleep(seconds));
    return { ...outOfTime, exitCode: enough ? 0 : 124 };
  });
}

function timeoutCommand(run: ShellRun): CustomCommand {
  return defineCommand("timeout", async (args, context) => {
    let at = 0;
    let keepStatus = false;
    for (; args[at]?.startsWith("-"); at++) {
      const arg = args[at] ?? "";
      if (arg === "--preserve-status") keepStatus = true;
      else if (arg === "-k" || arg === "-s" || arg === "--kill-after" || arg === "--signal") at += 1;
    }
    const limit = args[at] ?? "";
    const [command, ...rest] = args.slice(at + 1);
    const seconds = parseInterval(limit);
    if (limit === "" || command === undefined)
      return { stdout: "", stderr: "timeout: missing operand\n", exitCode: 125 };
    if (seconds === undefined)
      return { stdout: "", stderr: `timeout: invalid time interval '${limit}'\n`, exitCode: 125 };
    const exec = context.exec;
    if (exec === undefined) return { stdout: "", stderr: "timeout: cannot run commands here\n", exitCode: 125 };
    const quoted = `'${command.replaceAll("'", "'\\''")}'`;
    const stdin = decodeBytesToUtf8(context.stdin);
    // no limit at all when it is 0
    const within = seconds === 0 ? Number.MAX_SAFE_INTEGER / 1e7 : seconds;
    const { result, expired } = await run.within(within, () => exec(quoted, { cwd: context.cwd, args: rest, stdin }));
    return { ...result, exitCode: expired && !keepStatus ? 124 : result.exitCode };
  });
}
