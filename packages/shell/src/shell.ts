/**
 * A sandboxed shell with kubectl in it. It runs in this process on files in memory and reaches nothing but the cluster.
 * @module
 */
import type { Clock, KubeApi } from "@aiops-gym/cluster";
import type { CommandResult } from "./command-result.ts";
import type { ShellFiles } from "./shell-files.ts";

/** Bounds on what one command may use. */
export interface ShellLimits {
  /** Longest stdout and stderr handed back, characters each; the rest is cut, and a line says how much. */
  readonly outputCharacters: number;
  /** Commands that one script may run. */
  readonly commands: number;
  /** Turns of one script's loops. */
  readonly loopIterations: number;
  /** Size of all files together. */
  readonly fileBytes: number;
}

/** The limits when none are given. */
export const defaultShellLimits: ShellLimits = {
  outputCharacters: 65_536,
  commands: 2_000,
  loopIterations: 10_000,
  fileBytes: 64 * 1024 * 1024,
};

export interface ShellOptions {
  readonly api: KubeApi;
  readonly clock: Clock;
  /** kubectl's current namespace. */
  readonly namespace: string;
  /** Files to begin with: from {@link Shell.files} of an earlier shell, or none. */
  readonly files?: ShellFiles;
  /** Where `$RANDOM` and its like come from. */
  readonly seed?: number;
  readonly limits?: Partial<ShellLimits>;
}

export interface ShellRunOptions {
  /** On the cluster's clock; 30 when absent. */
  readonly timeoutSeconds?: number;
  readonly signal?: AbortSignal;
  readonly stdin?: string;
}

/** Nothing but its files lives from one command to the next. */
export interface Shell {
  /**
   * Runs a bash script.
   *
   * @returns what it printed; time that ran out is exit code 124.
   * @throws the signal's reason when aborted.
   */
  run(command: string, options?: ShellRunOptions): Promise<CommandResult>;
  /** All files, to restore a shell from. */
  files(): Promise<ShellFiles>;
  /** A file's text; `undefined` when there is none. */
  readFile(path: string): Promise<string | undefined>;
  /** Writes a file, making its directories. */
  writeFile(path: string, text: string): Promise<void>;
  /** Paths of all files below a directory, sorted. */
  listFiles(directory: string): Promise<readonly string[]>;
}

/** Opens a shell. */
export function createShell(_options: ShellOptions): Shell {
  throw new Error("not built yet");
}
