/**
 * System calls that are made to fail in the kernel.
 * @module
 */
import { nextUniform } from "../kernel/random.ts";
import type { Simulation } from "../kernel/simulation.ts";

/** A system call's failure: its number, and what `strerror` says. */
export interface CallFailure {
  readonly errno: number;
  readonly message: string;
}

/** `ENOMEM` and `EIO`. */
const outOfMemory: CallFailure = { errno: 12, message: "cannot allocate memory" };
const inputOutput: CallFailure = { errno: 5, message: "input/output error" };

/**
 * Makes a system call of a container's program: `undefined` when nothing makes it fail.
 *
 * @param call - Its name in the kernel without the prefix: `write`, `accept4`.
 * @param touchesDisk - Whether it comes to block devices: only then do failing requests to them matter.
 */
export function callFailure(
  sim: Simulation,
  containerId: string,
  call: string,
  touchesDisk = false,
): CallFailure | undefined {
  const { callFaults } = sim.state.runtime;
  if (callFaults.length === 0) return undefined;
  for (const fault of callFaults) {
    if (fault.containerId !== containerId || fault.left <= 0) continue;
    if (fault.kind === "bio" && !touchesDisk) continue;
    if (fault.calls.length > 0 && !fault.calls.includes(call)) continue;
    if (nextUniform(sim.random("runtime/system-calls")) >= fault.share) continue;
    fault.left -= 1;
    return fault.kind === "bio" ? inputOutput : outOfMemory;
  }
  return undefined;
}

/** The system call that begins at a kernel function: `write` for `__x64_sys_write`; `undefined` for other functions. */
export function callAt(functionName: string): string | undefined {
  return /^(?:__\w+?_)?sys_(\w+)$/.exec(functionName)?.[1];
}
