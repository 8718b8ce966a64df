/**
 * File operations under injected faults.
 * @module
 */
import { nextUniform } from "../kernel/random.ts";
import type { Simulation } from "../kernel/simulation.ts";
import { runningContainer } from "./containers.ts";

/** What a file operation meets: extra time, and an errno (0: it succeeds). */
export interface IoOutcome {
  readonly delayMicros: number;
  readonly errno: number;
}

const fine: IoOutcome = { delayMicros: 0, errno: 0 };

/** Does a file operation of a container's program: `READ`, `WRITE`, `FSYNC`, `OPEN` on a path. */
export function doFileOperation(sim: Simulation, containerId: string, path: string, method: string): IoOutcome {
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
