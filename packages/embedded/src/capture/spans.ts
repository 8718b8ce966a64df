import type { Origin, SpanRecorder } from "@aiops-gym/telemetry";
import type { Simulation } from "../kernel/simulation.ts";
import type { SimulationWorld } from "../kernel/simulation-world.ts";
import type { ContainerRecord } from "../runtime/runtime-state.ts";
import { claimWords, type EndedSpan, type PendingSpans, singleMark } from "./pending-spans.ts";
import { type SpanCapture, writePendingSpans, writeSpan } from "./span-rows.ts";

/** Records a span that ends now. */
export function recordSpan(sim: Simulation, containerId: string, span: EndedSpan): void {
  const { capture, kernel } = sim.state;
  const origin = originOf(sim, containerId);
  if (origin === undefined) return;
  const pending = capture.pendingSpans;
  if (pending.count === 0 || pending.seed !== kernel.seed) {
    writePendingSpans(capture, sim.world);
    writeSpan(capture, kernel.seed, sim.now, containerId, origin, span);
    return;
  }
  const chunk = claimWords(pending, 2);
  chunk.words[chunk.used - 2] = singleMark;
  chunk.words[chunk.used - 1] = pending.singles.length;
  pending.singles.push(Object.freeze({ at: sim.now, containerId, origin, span }));
  pending.count += 1;
}

/** Where spans may wait that the seed of now gives their ids; whoever adds some sets it. */
export function pendingSpans(sim: Simulation): PendingSpans {
  const { capture, kernel } = sim.state;
  if (capture.pendingSpans.seed !== kernel.seed) writePendingSpans(capture, sim.world);
  return capture.pendingSpans;
}

const origins = new WeakMap<ContainerRecord, Origin>();

/** Where spans of a container come from. Frozen. */
export function originOf(sim: Simulation, containerId: string): Origin | undefined {
  const container = sim.state.runtime.containers.get(containerId);
  if (container === undefined) return undefined;
  let origin = origins.get(container);
  if (origin === undefined) {
    const { program } = sim.state.processes.processes.get(containerId) ?? { program: container.service };
    // OpenTelemetry's service.name is the program's, whatever the pod is called.
    origin = Object.freeze({
      service: program,
      namespace: container.namespace,
      pod: container.podName,
      container: container.containerName,
      node: container.nodeName,
      restartCount: container.restartCount,
    });
    origins.set(container, origin);
  }
  return origin;
}

/** All spans so far. */
export function spansOf(sim: Simulation): SpanRecorder {
  return spansIn(sim.state.capture, sim.world);
}

/** As {@link spansOf}, of what a simulation of a world has recorded. */
export function spansIn(capture: SpanCapture, world: SimulationWorld): SpanRecorder {
  writePendingSpans(capture, world);
  return capture.spans;
}
