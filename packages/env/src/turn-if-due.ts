/**
 * Turns of the event loop for those who step without ever waiting.
 * @module
 */
import { setImmediate as nextTurn } from "node:timers/promises";

/** Timers, signals and input wait so long at most, and for what is at work then; milliseconds of real time. */
const turnMillis = 10;

/** When the event loop last had its turn. It decides about nothing but turns. */
let turnAt = performance.now();

/**
 * Gives the event loop its turn when it had none for a while: an embedded cluster never waits for anything, so that a loop of steps
 * would keep a timer, `AbortSignal.timeout` or a socket waiting until its end.
 *
 * @returns undefined where none is due.
 */
export function turnIfDue(): Promise<void> | undefined {
  if (performance.now() - turnAt < turnMillis) return undefined;
  return nextTurn().then(() => {
    turnAt = performance.now();
  });
}
