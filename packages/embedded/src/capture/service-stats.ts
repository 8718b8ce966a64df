/**
 * Statistics of services, always kept: requests, errors, latencies, resources, in cells of some seconds.
 * @module
 */
import type { TelemetryWindow } from "@aiops-gym/cluster";
import type { Simulation } from "../kernel/simulation.ts";
import { cellCount, cellMicros, latencyBuckets, resourceColumns, type ServiceCells } from "./capture-state.ts";

function createCells(): ServiceCells {
  return {
    slots: new Int32Array(cellCount).fill(-1),
    requests: new Uint32Array(cellCount),
    errors: new Uint32Array(cellCount),
    latencies: new Uint16Array(0),
    resources: new Float64Array(cellCount * resourceColumns),
    counters: new Float64Array(resourceColumns),
  };
}

/** The service's statistics, made when they are first needed. */
export function cellsOf(sim: Simulation, service: string): ServiceCells {
  const { services } = sim.state.capture;
  let cells = services.get(service);
  if (cells === undefined) {
    cells = createCells();
    services.set(service, cells);
  }
  return cells;
}

// Slots count from the year 2020, so that they fit 32 bits.
const firstSlot = Math.floor(1_577_836_800_000_000 / cellMicros);

function slotAt(time: number): number {
  return Math.floor(time / cellMicros) - firstSlot;
}

/** Index of the cell for a time, emptied when it held an older one. */
export function openCell(cells: ServiceCells, time: number): number {
  const slot = slotAt(time);
  const index = slot % cellCount;
  if (cells.slots[index] !== slot) {
    cells.slots[index] = slot;
    cells.requests[index] = 0;
    cells.errors[index] = 0;
    cells.latencies.fill(0, index * latencyBuckets, (index + 1) * latencyBuckets);
    cells.resources.fill(0, index * resourceColumns, (index + 1) * resourceColumns);
  }
  return index;
}

/** Bucket of a latency: four a doubling. */
export function bucketOf(micros: number): number {
  const whole = micros < 1 ? 1 : Math.floor(micros);
  if (whole >= 0x400_0000) return latencyBuckets - 1;
  const octave = 31 - Math.clz32(whole);
  const quarter = octave >= 2 ? (whole >>> (octave - 2)) & 3 : (whole << (2 - octave)) & 3;
  return octave * 4 + quarter;
}

/** Lower bound of a bucket, in microseconds. */
export function bucketStart(bucket: number): number {
  const octave = bucket >> 2;
  return 2 ** octave * (1 + (bucket & 3) / 4);
}

/** A service has answered a request. */
export function recordServed(sim: Simulation, service: string, micros: number, failed: boolean): void {
  const cells = cellsOf(sim, service);
  if (cells.latencies.length === 0) cells.latencies = new Uint16Array(cellCount * latencyBuckets);
  const index = openCell(cells, sim.now);
  cells.requests[index] = (cells.requests[index] ?? 0) + 1;
  if (failed) cells.errors[index] = (cells.errors[index] ?? 0) + 1;
  const bucket = index * latencyBuckets + bucketOf(micros);
  const count = cells.latencies[bucket] ?? 0;
  if (count < 0xffff) cells.latencies[bucket] = count + 1;
}

/** What a service did in a window. Amounts are sums; quantiles in microseconds, `NaN` without requests. */
export interface ServiceWindow {
  readonly seconds: number;
  readonly requests: number;
  readonly errors: number;
  readonly p50Micros: number;
  readonly p95Micros: number;
  readonly p99Micros: number;
  readonly cpuMicros: number;
  readonly periods: number;
  readonly throttledPeriods: number;
  readonly receivedBytes: number;
  readonly sentBytes: number;
}

/** Sums the cells whose middle lies in the window (`null` when no cell was kept of it). */
export function serviceWindow(sim: Simulation, service: string, window: TelemetryWindow): ServiceWindow | null {
  const cells = sim.state.capture.services.get(service);
  const first = slotAt(window.startUnixMicros + cellMicros / 2);
  const end = Math.min(sim.now, window.endUnixMicros);
  const last = Math.min(slotAt(end - cellMicros / 2 - 1), first + cellCount - 1);
  if (cells === undefined || last < first) return null;
  const histogram = new Float64Array(latencyBuckets);
  const resources = new Float64Array(resourceColumns);
  let requests = 0;
  let errors = 0;
  for (let slot = first; slot <= last; slot++) {
    const index = slot % cellCount;
    if (cells.slots[index] !== slot) continue;
    requests += cells.requests[index] ?? 0;
    errors += cells.errors[index] ?? 0;
    for (let column = 0; column < resourceColumns; column++) {
      resources[column] = (resources[column] ?? 0) + (cells.resources[index * resourceColumns + column] ?? 0);
    }
    if (cells.latencies.length === 0) continue;
    for (let bucket = 0; bucket < latencyBuckets; bucket++) {
      histogram[bucket] = (histogram[bucket] ?? 0) + (cells.latencies[index * latencyBuckets + bucket] ?? 0);
    }
  }
  const [cpuMicros = 0, periods = 0, throttledPeriods = 0, receivedBytes = 0, sentBytes = 0] = resources;
  return {
    seconds: ((last - first + 1) * cellMicros) / 1_000_000,
    requests,
    errors,
    p50Micros: quantile(histogram, 0.5),
    p95Micros: quantile(histogram, 0.95),
    p99Micros: quantile(histogram, 0.99),
    cpuMicros,
    periods,
    throttledPeriods,
    receivedBytes,
    sentBytes,
  };
}

/** Quantile of a histogram, straight within a bucket; `NaN` when it is empty. */
export function quantile(histogram: Float64Array, share: number): number {
  let total = 0;
  for (const count of histogram) total += count;
  if (total === 0) return Number.NaN;
  let left = share * total;
  for (let bucket = 0; bucket < histogram.length; bucket++) {
    const count = histogram[bucket] ?? 0;
    if (left <= count && count > 0) {
      const start = bucketStart(bucket);
      return start + (bucketStart(bucket + 1) - start) * (left / count);
    }
    left -= count;
  }
  return bucketStart(histogram.length);
}
