/**
 * The sampling clock: resources of services every five seconds, Prometheus' scrape every fifteen.
 * @module
 */
import { defineEvent, type EventType, type Simulation } from "../kernel/simulation.ts";
import { countTrafficOf } from "../processes/traffic.ts";
import { readCpuOf } from "../runtime/cpu.ts";
import { workingSetOf } from "../runtime/memory.ts";
import { type ContainerSeries, containerSeries, readingColumns } from "./cadvisor.ts";
import { cellMicros, resourceColumns } from "./capture-state.ts";
import { objectSamples } from "./object-samples.ts";
import { addScrape } from "./pending-scrapes.ts";
import { type Running, runningNow } from "./running.ts";
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
    const running = runningNow(sim);
    const all = readAll(sim, running);
    sampleServices(sim, running, all);
    if (capture.ticks % scrapeTicks !== 0 || !capture.enabled) return;
    const containers = seriesOfRunning(sim, running);
    const readings = all.subarray(0, running.containers.length * readingColumns);
    addScrape(capture, { at: sim.now, containers, readings, objects: objectSamples(sim) });
  },
  { quiet: true },
);

/** Reused from tick to tick: what they hold is read before they are filled again. */
const scratch = { traffic: new Float64Array(0), readings: new Float64Array(0), sums: new Float64Array(0) };

/** One of them with room for so many numbers, the first of which are 0. */
function cleared(name: keyof typeof scratch, length: number): Float64Array {
  if (scratch[name].length < length) scratch[name] = new Float64Array(2 * length);
  return scratch[name].fill(0, 0, length);
}

/** What is read of each container, as `containerValues` takes it. */
function readAll(sim: Simulation, { containers, addresses, addressOf }: Running): Float64Array {
  const traffic = cleared("traffic", 2 * addresses.size);
  countTrafficOf(sim, addresses, traffic);
  const readings = cleared("readings", containers.length * readingColumns);
  for (let index = 0; index < containers.length; index++) {
    const container = containers[index];
    if (container === undefined) continue;
    const at = index * readingColumns;
    const cpu = readCpuOf(sim, container);
    const address = 2 * (addressOf[index] ?? 0);
    readings[at] = cpu.usageMicros;
    readings[at + 1] = cpu.periods;
    readings[at + 2] = cpu.throttledPeriods;
    readings[at + 3] = cpu.throttledMicros;
    readings[at + 4] = workingSetOf(container);
    readings[at + 5] = container.memoryBytes;
    readings[at + 6] = traffic[address] ?? 0;
    readings[at + 7] = traffic[address + 1] ?? 0;
  }
  return readings;
}

/** Where in the readings the first columns of a cell's resources are: CPU, periods, throttled periods. */
const cpuColumns = 3;
/** And the last two: received, sent. */
const receivedAt = 6;

function sampleServices(sim: Simulation, running: Running, readings: Float64Array): void {
  const { containers, services, serviceOf, addressOf, serviceOfAddress } = running;
  const sums = cleared("sums", services.length * resourceColumns);
  const add = (place: number, value: number | undefined): void => {
    sums[place] = (sums[place] ?? 0) + (value ?? 0);
  };
  let addressesSeen = 0;
  for (let index = 0; index < containers.length; index++) {
    const from = index * readingColumns;
    const to = (serviceOf[index] ?? 0) * resourceColumns;
    for (let column = 0; column < cpuColumns; column++) add(to + column, readings[from + column]);
    const address = addressOf[index] ?? 0;
    // Containers are in the order in which addresses got their places: of each the first counts.
    if (address < addressesSeen) continue;
    addressesSeen += 1;
    const owner = (serviceOfAddress[address] ?? 0) * resourceColumns + cpuColumns;
    add(owner, readings[from + receivedAt]);
    add(owner + 1, readings[from + receivedAt + 1]);
  }
  for (let place = 0; place < services.length; place++) {
    const cells = cellsOf(sim, services[place] ?? "");
    // What was used until now belongs to the cell that ends now.
    const { resources } = openCell(cells, sim.now - 1);
    for (let column = 0; column < resourceColumns; column++) {
      const value = sums[place * resourceColumns + column] ?? 0;
      const before = cells.counters[column] ?? 0;
      // A counter that fell has begun anew, with a new container.
      const used = value >= before ? value - before : value;
      resources[column] = (resources[column] ?? 0) + used;
      cells.counters[column] = value;
    }
  }
}

interface KeptSeries {
  readonly running: Running;
  /** Limits may change while a container runs. */
  readonly limits: readonly (number | null)[];
  readonly series: readonly ContainerSeries[];
}

/** By the simulation's map of series. */
const keptSeries = new WeakMap<object, KeptSeries>();

function seriesOfRunning(sim: Simulation, running: Running): readonly ContainerSeries[] {
  const { series: codes } = sim.state.capture;
  const before = keptSeries.get(codes);
  const limits: (number | null)[] = [];
  for (const { cpuLimitMillicores, cpuRequestMillicores, memoryLimitBytes } of running.containers)
    limits.push(cpuLimitMillicores, cpuRequestMillicores, memoryLimitBytes);
  if (before?.running === running && limits.every((limit, index) => limit === before.limits[index]))
    return before.series;
  const series = containerSeries(sim, running.containers);
  keptSeries.set(codes, { running, limits, series });
  return series;
}
