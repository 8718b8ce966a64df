/**
 * The sampling clock: resources of services every five seconds, Prometheus' scrape every fifteen.
 * @module
 */
import { defineEvent, type EventType, type Simulation } from "../kernel/simulation.ts";
import { trafficOf } from "../processes/messages.ts";
import { readCpu } from "../runtime/cpu.ts";
import { scrapeContainers } from "./cadvisor.ts";
import { cellMicros, resourceColumns } from "./capture-state.ts";
import { scrapeObjects } from "./kube-state.ts";
import { cellsOf, openCell } from "./service-stats.ts";
import "./events.ts";

/** A scrape every so many ticks. */
const scrapeTicks = 3;

/** Starts the clock; once per simulation, at its beginning. */
export function startSampling(sim: Simulation): void {
  // On whole seconds, so that windows of whole seconds hold whole cells.
  sim.scheduleAt(Math.ceil((sim.now + 1) / cellMicros) * cellMicros, tick, {});
}

const tick: EventType<Record<string, never>> = defineEvent(
  "capture/tick",
  (sim: Simulation) => {
    const { capture } = sim.state;
    sim.schedule(cellMicros, tick, {});
    capture.ticks += 1;
    sampleServices(sim);
    if (capture.ticks % scrapeTicks !== 0 || !capture.enabled) return;
    scrapeContainers(sim);
    scrapeObjects(sim);
  },
  { quiet: true },
);

function sampleServices(sim: Simulation): void {
  const totals = new Map<string, number[]>();
  const pods = new Map<string, string>();
  for (const container of sim.state.runtime.containers.values()) {
    if (container.status !== "running") continue;
    const sums = totals.get(container.service) ?? [0, 0, 0, 0, 0];
    totals.set(container.service, sums);
    const cpu = readCpu(sim, container.id);
    sums[0] = (sums[0] ?? 0) + cpu.usageMicros;
    sums[1] = (sums[1] ?? 0) + cpu.periods;
    sums[2] = (sums[2] ?? 0) + cpu.throttledPeriods;
    pods.set(container.podIP, container.service);
  }
  for (const [ip, service] of pods) {
    const sums = totals.get(service);
    if (sums === undefined) continue;
    const { received, sent } = trafficOf(sim, ip);
    sums[3] = (sums[3] ?? 0) + received;
    sums[4] = (sums[4] ?? 0) + sent;
  }
  for (const [service, sums] of totals) {
    const cells = cellsOf(sim, service);
    // What was used until now belongs to the cell that ends now.
    const { resources } = openCell(cells, sim.now - 1);
    for (let column = 0; column < resourceColumns; column++) {
      const value = sums[column] ?? 0;
      const before = cells.counters[column] ?? 0;
      // A counter that fell has begun anew, with a new container.
      const used = value >= before ? value - before : value;
      resources[column] = (resources[column] ?? 0) + used;
      cells.counters[column] = value;
    }
  }
}
