/**
 * What a command answered.
 * @module
 */

/** Output and exit code of a command, as a terminal would show them. */
export interface CommandResult {
  readonly stdout: string;
  readonly stderr: string;
  /** 0 when all went well, 124 when time ran out. */
  readonly exitCode: number;
}
