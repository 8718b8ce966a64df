/**
 * File operations under injected faults.
 * @module
 */
import { nextUniform } from "../kernel/random.ts";
import type { Simulation } from "../kernel/simulation.ts";
import { runningContainer } from "./containers.ts";
import { callFailure } from "./system-calls.ts";

/** What a file operation meets: extra time, and an errno (0: it succeeds). */
export interface IoOutcome {
  readonly delayMicros: number;
  readonly errno: number;
}

/** The system calls that file operations are. */
const calls: Readonly<Record<string, string>> = {
  READ: "pread64",
  WRITE: "pwrite64",
  FSYNC: "fdatasync",
  OPEN: "openat",
};

const fine: IoOutcome = { delayMicros: 0, errno: 0 };

/** Does a file operation of a container's program: `READ`, `WRITE`, `FSYNC`, `OPEN` on a path. */
export function doFileOperation(sim: Simulation, containerId: string, path: string, method: string): IoOutcome {
  const call = calls[method];
  const failure = call === undefined ? undefined : callFailure(sim, containerId, call, true);
  if (failure !== undefined) return { delayMicros: 0, errno: failure.errno };
  const faults = runningContainer(sim, containerId)?.ioFaults ?? [];
  if (faults.length === 0) return fine;
  let delayMicros = 0;
  for (const fault of faults) {
    if (path !== fault.path && !path.startsWith(`${fault.path}/`)) continue;
    if (fault.methods.length > 0 && !fault.methods.includes(method)) continue;
    if (nextUniform(sim.random("runtime/io")) >= fault.share) continue;
    if (fault.kind === "error") return { delayMicros, errno: fault.errno };
    delayMicros += fault.delayMicros;
  }
  return { delayMicros, errno: 0 };
}
