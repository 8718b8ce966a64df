/**
 * The command line as a whole: commands, interrupts, exit codes.
 * @module
 */
import { Command } from "commander";
import { benchCommand } from "./bench-command.ts";
import { checkCommand } from "./check-command.ts";
import { clusterCommand } from "./cluster-command.ts";
import { exitCodes, reportFailure } from "./failures.ts";
import { playCommand } from "./play-command.ts";
import { problemsCommand } from "./problems-command.ts";
import { replayCommand } from "./replay-command.ts";
import { runCommand } from "./run-command.ts";
import { serveCommand } from "./serve-command.ts";
import { start } from "./start-command.ts";
import { processTerminal } from "./terminal.ts";

/**
 * Runs one command line.
 *
 * @param args - Without the executable and the script.
 * @returns The exit code: 0, 1 when it failed, 2 when it was used wrongly.
 */
export async function runCli(args: readonly string[]): Promise<number> {
  const terminal = processTerminal();
  const interrupt = new AbortController();
  const stop = (): void => interrupt.abort(new Error("interrupted"));
  // A second interrupt ends the process at once.
  process.once("SIGINT", stop).once("SIGTERM", stop);
  const { signal } = interrupt;
  const program = new Command("aiops-gym")
    .description(
      "A Gym-style reinforcement-learning environment SDK for AIOps.\nWithout a command: an episode to watch.",
    )
    .version("0.1.0")
    .showHelpAfterError("(--help says more)")
    .action(() => start(terminal, signal));
  const commands = [
    problemsCommand(terminal),
    runCommand(terminal, signal),
    playCommand(terminal, signal),
    replayCommand(terminal),
    serveCommand(terminal, signal),
    clusterCommand(terminal, signal),
    checkCommand(terminal, signal),
    benchCommand(terminal, signal),
  ];
  for (const command of [program, ...commands]) command.exitOverride();
  for (const command of commands) program.addCommand(command);
  try {
    await program.parseAsync(args, { from: "user" });
    return Number(process.exitCode ?? exitCodes.ok);
  } catch (error) {
    return reportFailure(error, terminal, signal.aborted);
  } finally {
    process.off("SIGINT", stop).off("SIGTERM", stop);
  }
}
