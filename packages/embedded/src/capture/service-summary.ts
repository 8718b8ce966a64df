/**
 * The numbers of the wide table: what each service did in a window, from counters, and its levels of now.
 * @module
 */

import type { Application } from "@aiops-gym/application";
import type { ServiceSummary, TelemetryWindow } from "@aiops-gym/cluster";
import { measureIndex, serviceMeasures, severityNumbers, visitEvents, visitSevereLogs } from "@aiops-gym/telemetry";
import type { Simulation } from "../kernel/simulation.ts";
import { workingSetOf } from "../runtime/memory.ts";
import { levelColumns, levelMeasures, objectLevels } from "./object-levels.ts";
import { type Running, runningNow } from "./running.ts";
import { createServiceWindow, readServiceWindow } from "./service-window.ts";

const width = serviceMeasures.length;
const column = measureIndex;

/** Measures that are copied from the objects' levels, in the order of their columns. */
const fromObjects: readonly number[] = levelMeasures.map((measure) => column[measure]);

/** Row of each service. */
const rowsOf = new WeakMap<Application, ReadonlyMap<string, number>>();

function serviceRowsOf(application: Application): ReadonlyMap<string, number> {
  let rows = rowsOf.get(application);
  if (rows === undefined) {
    rows = new Map(application.services.map((service, index) => [service, index * width]));
    rowsOf.set(application, rows);
  }
  return rows;
}

/** Reused: what it holds is read before it is filled again. */
const did = createServiceWindow();

/** All services of the application, in its order. Levels are those of now; rows of the future count for nothing. */
export function serviceSummary(sim: Simulation, window: TelemetryWindow): ServiceSummary {
  const { services } = sim.world.application;
  const values = new Float64Array(services.length * width).fill(Number.NaN);
  const rows = serviceRowsOf(sim.world.application);
  readContainers(sim, rows, values);
  const levels = objectLevels(sim);
  for (let index = 0; index < services.length; index++) {
    const at = index * width;
    for (let place = 0; place < fromObjects.length; place++)
      values[at + (fromObjects[place] ?? 0)] = levels[index * levelColumns + place] ?? Number.NaN;
    readTraffic(sim, services[index] ?? "", window, values, at);
    values[at + column.logErrors] = 0;
    values[at + column.logWarnings] = 0;
    values[at + column.warningEvents] = 0;
  }
  countLines(sim, window, rows, values);
  return { services, values };
}

/** Where the numbers of each running container begin; -1 for those of no service of the application. */
const placesOf = new WeakMap<Running, Int32Array>();

function containerPlaces(running: Running, { world }: Simulation, rows: ReadonlyMap<string, number>): Int32Array {
  let places = placesOf.get(running);
  if (places === undefined) {
    const { namespace: own } = world.application;
    places = Int32Array.from(running.containers, ({ namespace, service }) =>
      namespace === own ? (rows.get(service) ?? -1) : -1,
    );
    placesOf.set(running, places);
  }
  return places;
}

function readContainers(sim: Simulation, rows: ReadonlyMap<string, number>, values: Float64Array): void {
  const running = runningNow(sim);
  const places = containerPlaces(running, sim, rows);
  const { processes } = sim.state.processes;
  const { now } = sim;
  for (let index = 0; index < places.length; index++) {
    const container = running.containers[index];
    const at = places[index] ?? -1;
    if (at < 0 || container === undefined) continue;
    add(values, at + column.memoryWorkingSetBytes, workingSetOf(container));
    if (container.memoryLimitBytes !== null) add(values, at + column.memoryLimitBytes, container.memoryLimitBytes);
    if (container.cpuLimitMillicores !== null)
      add(values, at + column.cpuLimitCores, container.cpuLimitMillicores / 1000);
    const process = processes.get(container.id);
    if (process !== undefined && process.servers.length > 0) add(values, at + column.inflight, process.inFlight);
    const age = (now - container.startedAt) / 1_000_000;
    const youngest = values[at + column.secondsSinceStart] ?? Number.NaN;
    if (!(youngest <= age)) values[at + column.secondsSinceStart] = age;
  }
}

function readTraffic(
  sim: Simulation,
  service: string,
  window: TelemetryWindow,
  values: Float64Array,
  at: number,
): void {
  if (!readServiceWindow(sim, service, window, did)) return;
  const { seconds, requests, errors, resources } = did;
  const cpuMicros = resources[0] ?? 0;
  const periods = resources[1] ?? 0;
  const throttledPeriods = resources[2] ?? 0;
  const receivedBytes = resources[3] ?? 0;
  const sentBytes = resources[4] ?? 0;
  const serves = !Number.isNaN(values[at + column.inflight] ?? Number.NaN) || requests > 0;
  if (serves) values[at + column.requestsPerSecond] = requests / seconds;
  if (requests > 0) {
    values[at + column.errorRatio] = errors / requests;
    values[at + column.ownErrorRatio] = did.ownErrors / requests;
    values[at + column.ownMilliseconds] = did.ownMicros / requests / 1000;
  }
  const { calls, unanswered } = did;
  if (calls > 0) values[at + column.transitMilliseconds] = did.transitMicros / calls / 1000;
  if (calls + unanswered > 0) values[at + column.unansweredRatio] = unanswered / (calls + unanswered);
  values[at + column.p50Milliseconds] = did.p50Micros / 1000;
  values[at + column.p95Milliseconds] = did.p95Micros / 1000;
  values[at + column.p99Milliseconds] = did.p99Micros / 1000;
  values[at + column.cpuCores] = cpuMicros / 1e6 / seconds;
  if (periods > 0) values[at + column.cpuThrottledRatio] = throttledPeriods / periods;
  values[at + column.networkReceiveBytesPerSecond] = receivedBytes / seconds;
  values[at + column.networkTransmitBytesPerSecond] = sentBytes / seconds;
}

function countLines(
  sim: Simulation,
  window: TelemetryWindow,
  rows: ReadonlyMap<string, number>,
  values: Float64Array,
): void {
  const { namespace: own } = sim.world.application;
  const { logs, events } = sim.state.capture;
  const seen = { startUnixMicros: window.startUnixMicros, endUnixMicros: Math.min(window.endUnixMicros, sim.now + 1) };
  visitSevereLogs(logs, seen, severityNumbers.WARN, (service, namespace, severity) => {
    const at = namespace === own ? rows.get(service ?? "") : undefined;
    if (at !== undefined)
      add(values, at + (severity >= severityNumbers.ERROR ? column.logErrors : column.logWarnings), 1);
  });
  visitEvents(events, seen, (type, service, namespace) => {
    const at = namespace === own && type === "Warning" ? rows.get(service ?? "") : undefined;
    if (at !== undefined) add(values, at + column.warningEvents, 1);
  });
}

function add(values: Float64Array, at: number, amount: number): void {
  const before = values[at] ?? Number.NaN;
  values[at] = Number.isNaN(before) ? amount : before + amount;
}
