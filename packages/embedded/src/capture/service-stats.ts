/**
 * Statistics of services, always kept: requests, errors, latencies, resources, in cells of some seconds.
 * @module
 */
import type { TelemetryWindow } from "@aiops-gym/cluster";
import type { Simulation } from "../kernel/simulation.ts";
import {
  cellCount,
  cellMicros,
  latencyBuckets,
  type OpenCell,
  resourceColumns,
  type ServiceCells,
} from "./capture-state.ts";

function createCells(): ServiceCells {
  return {
    open: [],
    sealed: new Array<readonly number[] | null>(cellCount).fill(null),
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

/** The cell for a time: now, or a moment ago. */
export function openCell({ open, sealed }: ServiceCells, time: number): OpenCell {
  const slot = slotAt(time);
  for (const cell of open) if (cell.slot === slot) return cell;
  const opened: OpenCell = {
    slot,
    requests: 0,
    errors: 0,
    latencies: noLatencies(),
    resources: new Float64Array(resourceColumns),
  };
  const newest = open.at(-1);
  if (newest !== undefined && newest.slot > slot) open.splice(-1, 0, opened);
  else open.push(opened);
  while (open.length > 2) {
    const oldest = open.shift();
    if (oldest !== undefined) sealed[oldest.slot % cellCount] = seal(oldest);
  }
  return opened;
}

const noLatencies = (): Uint16Array => new Uint16Array(0);
/** Where the histogram begins in a sealed cell. */
const histogramAt = 3 + resourceColumns;

function seal({ slot, requests, errors, resources, latencies }: OpenCell): readonly number[] {
  const cell = [slot, requests, errors, ...resources];
  for (let bucket = 0; bucket < latencies.length; bucket++) {
    const count = latencies[bucket] ?? 0;
    if (count > 0) cell.push(bucket, count);
  }
  return Object.freeze(cell);
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
  const cell = openCell(cellsOf(sim, service), sim.now);
  if (cell.latencies.length === 0) cell.latencies = new Uint16Array(latencyBuckets);
  cell.requests += 1;
  if (failed) cell.errors += 1;
  const bucket = bucketOf(micros);
  const count = cell.latencies[bucket] ?? 0;
  if (count < 0xffff) cell.latencies[bucket] = count + 1;
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
    const cell = cells.open.find((candidate) => candidate.slot === slot);
    const sealed = cell === undefined ? cells.sealed[slot % cellCount] : seal(cell);
    if (sealed?.[0] !== slot) continue;
    requests += sealed[1] ?? 0;
    errors += sealed[2] ?? 0;
    for (let column = 0; column < resourceColumns; column++) {
      resources[column] = (resources[column] ?? 0) + (sealed[3 + column] ?? 0);
    }
    for (let at = histogramAt; at < sealed.length; at += 2) {
      const bucket = sealed[at] ?? 0;
      histogram[bucket] = (histogram[bucket] ?? 0) + (sealed[at + 1] ?? 0);
    }
  }
  const [cpuMicros = 0, periods = 0, throttledPeriods = 0, receivedBytes = 0, sentBytes = 0] = resources;
  return {
    seconds: ((last - first + 1) * cellMicros) / 1_000_000,
    requests,
    errors,
    p50Micros: requests === 0 ? Number.NaN : quantile(histogram, 0.5),
    p95Micros: requests === 0 ? Number.NaN : quantile(histogram, 0.95),
    p99Micros: requests === 0 ? Number.NaN : quantile(histogram, 0.99),
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
  for (let bucket = 0; bucket < histogram.length; bucket++) total += histogram[bucket] ?? 0;
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
