/**
 * Copying zeros: only how many there are counts, and what it takes.
 * @module
 */
import { useCpu } from "../../../runtime/cpu.ts";
import type { AppletStep } from "../applet.ts";
import type { BusyboxContext } from "../output.ts";
import { wakeReaders } from "../wake.ts";

/** Copies for ever: takes all the CPU that it gets. */
export function burn(context: BusyboxContext): AppletStep {
  return streamZeros(context, Number.POSITIVE_INFINITY);
}

/** How many bytes a microsecond BusyBox copies from `/dev/zero` through a pipe (200 to 240 MB a second were measured). */
export const copyBytesPerMicro = 220;

/** Goes on writing zeros; they only count where a reader keeps them. */
export function streamZeros(context: BusyboxContext, total: number): AppletStep {
  const { process, host, sim, container } = context;
  process.memory["streams"] = true;
  const written = Number(process.memory["written"] ?? 0);
  const output = process.descriptors[1];
  const portion = Math.min(20_000 * copyBytesPerMicro, total - written);
  if (process.memory["promised"] === true) {
    process.memory["promised"] = false;
    process.memory["written"] = written + portion;
    const pipe = output?.kind === "pipe" ? host.pipes.get(output.pipe) : undefined;
    if (pipe !== undefined && output?.kind === "pipe") {
      pipe.zeros += portion;
      wakeReaders(sim, host, output.pipe);
    }
    if (written + portion >= total) return { exit: 0 };
    return streamZeros(context, total);
  }
  if (portion <= 0) return { exit: 0 };
  process.memory["promised"] = true;
  return { waiting: { kind: "time" }, until: useCpu(sim, container.id, portion / copyBytesPerMicro) };
}
