/**
 * What came of the work of one process for a request, by the beginning of its chance (`timings.ts`): a record of times and of CPU.
 * It depends on nothing else, so it is kept for all simulations of this process; whoever draws it anew comes to the same.
 * @module
 */
import type { CompiledOperation } from "../compiled-program.ts";
import { timingCount } from "../timings.ts";
import { forgetWholes } from "./whole-kind.ts";
import { createScript, drawRecord, type WorkOp, type WorkScript } from "./work-script.ts";

/** Work of one kind: the same steps, over ways of the same kinds, with the same outcome. */
export interface TimingPool {
  /** What the kind is told apart by, see `tape.ts`. */
  readonly kind: readonly number[];
  readonly script: WorkScript;
  /** Words of a record. */
  readonly size: number;
  /** By beginning: 1 where a record is kept. */
  readonly known: Uint8Array;
  /** Records by beginning. */
  readonly words: Uint16Array;
}

/** Bytes that all pools may take. What no record fills takes addresses only. */
const mostBytes = 128 * 1024 * 1024;

let pools = new WeakMap<CompiledOperation, TimingPool[]>();
let bytes = 0;

/**
 * The pool of an operation's work of one kind, made when it is first asked for.
 *
 * @param ops - What is done; the kind says it.
 */
export function timingPoolOf(
  operation: CompiledOperation,
  kind: readonly number[],
  ops: readonly WorkOp[],
): TimingPool {
  for (const pool of pools.get(operation) ?? []) if (isKind(pool, kind)) return pool;
  const script = createScript(ops);
  const size = script.words;
  const needed = timingCount * (2 * size + 1);
  if (bytes + needed > mostBytes) forgetTimings();
  const pool = {
    kind: [...kind],
    script,
    size,
    known: new Uint8Array(timingCount),
    words: new Uint16Array(timingCount * size),
  };
  const known = pools.get(operation);
  if (known === undefined) pools.set(operation, [pool]);
  else known.push(pool);
  bytes += needed;
  return pool;
}

function isKind({ kind }: TimingPool, other: readonly number[]): boolean {
  if (kind.length !== other.length) return false;
  for (let index = 0; index < kind.length; index++) if (kind[index] !== other[index]) return false;
  return true;
}

/** Forgets all that was kept, for which nobody can tell. */
export function forgetTimings(): void {
  forgetWholes();
  pools = new WeakMap();
  bytes = 0;
}

/** Draws the record of a beginning, so that it is kept from now on; false when records cannot tell it. */
export function drawTiming({ script, size, known, words }: TimingPool, timing: number): boolean {
  const from = timing * size;
  words.fill(0, from, from + size);
  if (!drawRecord(script, timing, words, from)) return false;
  known[timing] = 1;
  return true;
}
