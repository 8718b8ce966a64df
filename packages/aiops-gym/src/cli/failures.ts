/**
 * How commands fail: one line that helps, and an exit code.
 * @module
 */
import { GymError } from "@aiops-gym/cluster";
import { CommanderError } from "commander";
import type { Terminal } from "./terminal.ts";

/** Exit codes of the command line. 130 is the shells' code for an interrupt (128 + SIGINT). */
export const exitCodes = { ok: 0, failure: 1, usage: 2, interrupted: 130 } as const;

/** Thrown where the command line was used wrongly: exit code 2. */
export class UsageError extends Error {}

/** Says what went wrong in one line and gives the exit code. With `DEBUG` in the environment, the stack follows. */
export function reportFailure(error: unknown, terminal: Terminal, interrupted: boolean): number {
  // Commander has printed its help or error by now.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  if (interrupted) {
    terminal.note("interrupted");
    return exitCodes.interrupted;
  }
  terminal.note(`${terminal.style("red", "error:")} ${describe(error)}`);
  if (process.env["DEBUG"] && error instanceof Error) terminal.note(error.stack ?? "");
  return error instanceof UsageError ? exitCodes.usage : exitCodes.failure;
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof GymError || error instanceof UsageError) return error.message;
  // Node's own errors begin with their code: `ENOENT: no such file or directory, open 'x'`.
  return "code" in error ? error.message : `${error.message} (set DEBUG=1 for the stack)`;
}
