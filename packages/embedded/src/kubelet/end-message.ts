/**
 * The last words of a container: what it wrote to its termination message file or, where that is wished, the end of its log.
 * @module
 */
import { readContainerLog } from "../capture/capture.ts";
import { readContainerFile } from "../exec/container-files.ts";
import type { Simulation } from "../kernel/simulation.ts";
import { getContainer } from "../runtime/containers.ts";
import { findContainer } from "./container-roles.ts";
import type { PodWorker } from "./kubelet-state.ts";

const fromFile = 4096;
const fromLog = { bytes: 2048, lines: 80 } as const;

/** The message of a container that ended; empty without one. */
export function endMessage(
  sim: Simulation,
  worker: PodWorker,
  { containerName, containerId, exitCode }: { containerName: string; containerId: string; exitCode: number },
): string {
  const spec = findContainer(worker.pod, containerName);
  const path = spec?.terminationMessagePath ?? "/dev/termination-log";
  const container = getContainer(sim, containerId);
  const written = container === undefined ? "" : (readContainerFile(sim, container, path) ?? "").slice(0, fromFile);
  if (written !== "" || spec?.terminationMessagePolicy !== "FallbackToLogsOnError" || exitCode === 0) return written;
  const lines = readContainerLog(sim, containerId, { tailLines: fromLog.lines }).map(({ body }) => `${body}\n`);
  return lines.join("").slice(-fromLog.bytes);
}
