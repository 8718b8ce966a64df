/**
 * The shell's files as plain data, so that an episode can be snapshotted, forked and restored.
 * @module
 */

/** One entry. Exactly one of `text`, `base64`, `directory`, `symlink` is present. */
export interface ShellFile {
  readonly text?: string;
  /** Content that is not UTF-8. */
  readonly base64?: string;
  /** A directory that holds nothing; others follow from their files' paths. */
  readonly directory?: true;
  /** Where a symbolic link points. */
  readonly symlink?: string;
  /** Permission bits; 0o644 for files and 0o755 for directories when absent. */
  readonly mode?: number;
  /** Last change, milliseconds since the Unix epoch on the cluster's clock. */
  readonly modifiedUnixMillis: number;
}

/** Absolute path -> entry, ordered by path. */
export type ShellFiles = Readonly<Record<string, ShellFile>>;
