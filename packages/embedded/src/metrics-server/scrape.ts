/**
 * The metrics server's scrapes of the kubelets, every fifteen seconds.
 * @module
 */
import { microsPerSecond } from "@aiops-gym/cluster";
import { defineEvent, type EventType, type Simulation } from "../kernel/simulation.ts";
import { readCpu } from "../runtime/cpu.ts";
import { workingSet } from "../runtime/memory.ts";
import type { Reading, Readings } from "./metrics-state.ts";

/** `--metric-resolution`. */
const resolution = 15 * microsPerSecond;
/** A container that is younger than the resolution, but no younger than this, is measured from its start. */
const freshest = 10 * microsPerSecond;

/** Installs the metrics server. Once per simulation. */
export function startMetricsServer(sim: Simulation): void {
  sim.state.metrics.installed = true;
  sim.schedule(resolution, scrape, {});
}

const scrape: EventType<Record<string, never>> = defineEvent(
  "metrics-server/scrape",
  (sim: Simulation) => {
    sim.schedule(resolution, scrape, {});
    const { metrics, runtime } = sim.state;
    const readings = new Map<string, Readings>();
    for (const [id, { status, startedAt }] of runtime.containers) {
      if (status !== "running") continue;
      const last = { at: sim.now, cpuMicros: readCpu(sim, id).usageMicros, memoryBytes: workingSet(sim, id) };
      const age = sim.now - startedAt;
      let previous: Reading | null = metrics.readings.get(id)?.last ?? null;
      if (age < resolution && age >= freshest)
        previous = Object.freeze({ at: startedAt, cpuMicros: 0, memoryBytes: 0 });
      readings.set(id, Object.freeze({ last: Object.freeze(last), previous }));
    }
    metrics.readings = readings;
  },
  { quiet: true },
);
