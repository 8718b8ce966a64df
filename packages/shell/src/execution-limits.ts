/**
 * Bounds that the interpreter keeps. What runs between two of its looks at the clock is bounded by sizes alone.
 * @module
 */
import type { BashOptions } from "just-bash";

type ExecutionLimits = NonNullable<BashOptions["executionLimits"]>;

const mebibyte = 1024 * 1024;

/** What one run may use, for a number of commands, turns of loops and bytes of files. */
export function executionLimits(limits: {
  readonly commands: number;
  readonly loopIterations: number;
  readonly fileBytes: number;
  readonly timeoutSeconds: number;
  /** Whether the script matches texts in bash itself, where nothing counts what an expression costs. */
  readonly matches?: boolean;
}): ExecutionLimits {
  return {
    maxCommandCount: limits.commands,
    maxLoopIterations: limits.loopIterations,
    maxAwkIterations: limits.loopIterations * 10,
    // of each line; each turn may rewrite the whole of what sed holds
    maxSedIterations: 2_000,
    maxJqIterations: limits.loopIterations * 10,
    maxFileSystemBytes: limits.fileBytes,
    maxSourceBytes: mebibyte,
    maxExecDepth: 32,
    maxSubstitutionDepth: 32,
    maxQueryElements: 500_000,
    maxQueryDepth: 500,
    maxTraversalDepth: 100,
    maxTraversalEntries: 20_000,
    maxTraversalWork: 200_000,
    maxGlobOperations: 50_000,
    maxArrayElements: 100_000,
    maxStringLength: limits.matches === true ? mebibyte / 4 : 4 * mebibyte,
    maxHeredocSize: mebibyte,
    maxLiveBytes: 64 * mebibyte,
    maxInputBytes: 64 * mebibyte,
    maxArchiveBytes: 4 * mebibyte,
    maxArchiveCompressedBytes: 16 * mebibyte,
    maxArchiveEntryBytes: 16 * mebibyte,
    maxArchiveEntries: 10_000,
    maxOutputSize: 8 * mebibyte,
    // a run ends itself at its own limit; this is for what does not ask the clock
    maxExecutionTimeMs: Math.ceil(limits.timeoutSeconds * 1000) + 10_000,
  };
}
