/**
 * Statistics of services, always kept: requests, errors, latencies, resources, in cells of some seconds.
 * @module
 */
import type { TelemetryWindow, UnixMicros } from "@aiops-gym/cluster";
import { deepFreeze } from "../kernel/plain.ts";
import type { Simulation } from "../kernel/simulation.ts";
import {
  cellCount,
  cellMicros,
  cellRows,
  latencyBuckets,
  type OpenCell,
  resourceColumns,
  rowCells,
  type SealedCells,
  type ServiceCells,
} from "./capture-state.ts";
import { PackedReader, packNumbers } from "./packed-numbers.ts";

const noResources = (): number[] => Array.from({ length: resourceColumns }, () => 0);

function createCells(): ServiceCells {
  return {
    open: [],
    sealed: new Array<SealedCells | null>(cellRows).fill(null),
    counters: noResources(),
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

/** The slot of the cell for a time. */
export function slotAt(time: number): number {
  return Math.floor(time / cellMicros) - firstSlot;
}

/** The cell for a time: now, or a moment ago. */
export function openCell(cells: ServiceCells, time: number): OpenCell {
  return openSlot(cells, slotAt(time));
}

/** As {@link openCell}, of a time whose {@link slotAt} is at hand. */
export function openSlot({ open, sealed }: ServiceCells, slot: number): OpenCell {
  for (let index = open.length - 1; index >= 0; index--) {
    const cell = open[index];
    if (cell?.slot === slot) return cell;
  }
  const opened = open.length < 2 ? createCell() : closed(sealed, open.shift());
  opened.slot = slot;
  const newest = open[0];
  if (newest !== undefined && newest.slot > slot) open.unshift(opened);
  else open.push(opened);
  return opened;
}

const createCell = (): OpenCell => ({
  slot: 0,
  requests: 0,
  errors: 0,
  ownErrors: 0,
  ownMicros: 0,
  calls: 0,
  transitMicros: 0,
  unanswered: 0,
  latencies: null,
  resources: noResources(),
});

/** Seals a cell; the emptied object serves for the next one, as arrays are dear to make. */
function closed(sealed: ServiceCells["sealed"], cell: OpenCell | undefined): OpenCell {
  if (cell === undefined) return createCell();
  seal(sealed, cell);
  if (cell.requests > 0) cell.latencies?.fill(0);
  cell.requests = 0;
  cell.errors = 0;
  cell.ownErrors = 0;
  cell.ownMicros = 0;
  cell.calls = 0;
  cell.transitMicros = 0;
  cell.unanswered = 0;
  cell.resources.fill(0);
  return cell;
}

function seal(sealed: ServiceCells["sealed"], cell: OpenCell): void {
  const { slot, requests, errors, ownErrors, ownMicros, calls, transitMicros, unanswered, resources, latencies } = cell;
  const numbers = [requests, errors, ownErrors, ownMicros, calls, transitMicros, unanswered];
  for (let column = 0; column < resourceColumns; column++) numbers.push(resources[column] ?? 0);
  for (let bucket = 0, left = requests; left > 0 && bucket < latencyBuckets; bucket++) {
    const count = latencies?.[bucket] ?? 0;
    left -= count;
    if (count > 0) numbers.push(bucket, count);
  }
  const { cells } = rowFor(sealed, slot);
  cells[slot % rowCells] = packNumbers(numbers);
}

/** The row of a slot, to write to. */
function rowFor(sealed: ServiceCells["sealed"], slot: number): SealedCells {
  const number = Math.floor(slot / rowCells);
  const place = number % cellRows;
  const known = sealed[place] ?? null;
  if (known?.number === number && !Object.isFrozen(known)) return known;
  const cells = known?.number === number ? [...known.cells] : new Array<string | null>(rowCells).fill(null);
  for (const [index, row] of sealed.entries())
    if (row !== null && !Object.isFrozen(row)) sealed[index] = deepFreeze(row);
  const row = { number, cells };
  sealed[place] = row;
  return row;
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

/** What stands for all times of a bucket: whole microseconds in its middle. */
const middles = Float64Array.from({ length: latencyBuckets }, (_, bucket) =>
  Math.round((bucketStart(bucket) + bucketStart(bucket + 1)) / 2),
);

/** How a request ended; whether the failure began in the service itself. */
export const servedEnds = { succeeded: 0, failed: 1, failedHere: 2 } as const;

/** One of {@link servedEnds}. */
export type ServedEnd = (typeof servedEnds)[keyof typeof servedEnds];

/** How a request ended that failed or not, and of whose calls one had failed or none. */
export function servedEnd(failed: boolean, callFailed: boolean): ServedEnd {
  if (!failed) return servedEnds.succeeded;
  return callFailed ? servedEnds.failed : servedEnds.failedHere;
}

/**
 * A service has answered a request.
 *
 * @param micros - Its latency.
 * @param ownMicros - Of that, what it did not spend in calls.
 */
export function recordServed(
  cells: ServiceCells,
  at: UnixMicros,
  micros: number,
  ownMicros: number,
  end: ServedEnd,
): void {
  recordInBuckets(openCell(cells, at), bucketOf(micros), bucketOf(ownMicros), end);
}

/** As {@link recordServed}, of a cell and times whose {@link bucketOf} is at hand. */
export function recordInBuckets(cell: OpenCell, bucket: number, ownBucket: number, end: ServedEnd): void {
  cell.latencies ??= new Uint16Array(latencyBuckets);
  cell.requests += 1;
  cell.ownMicros += middles[ownBucket] as number;
  if (end !== servedEnds.succeeded) {
    cell.errors += 1;
    if (end === servedEnds.failedHere) cell.ownErrors += 1;
  }
  const count = cell.latencies[bucket] ?? 0;
  if (count < 0xffff) cell.latencies[bucket] = count + 1;
}

/** A call to a service was answered; its caller had waited so many microseconds longer than the service took. */
export function recordTransit(cells: ServiceCells, at: UnixMicros, micros: number): void {
  recordTransitIn(openCell(cells, at), bucketOf(micros));
}

/** As {@link recordTransit}, of a cell and a time whose {@link bucketOf} is at hand. */
export function recordTransitIn(cell: OpenCell, bucket: number): void {
  cell.calls += 1;
  cell.transitMicros += middles[bucket] as number;
}

/** A call to a service failed, and no server of it had answered. */
export function recordUnanswered(cells: ServiceCells, at: UnixMicros): void {
  openCell(cells, at).unanswered += 1;
}

/** What a service did in a window. Amounts are sums; quantiles in microseconds, `NaN` without requests. */
export interface ServiceWindow {
  seconds: number;
  requests: number;
  errors: number;
  /** See {@link OpenCell}. */
  ownErrors: number;
  ownMicros: number;
  calls: number;
  transitMicros: number;
  unanswered: number;
  p50Micros: number;
  p95Micros: number;
  p99Micros: number;
  /** CPU microseconds, CFS periods, throttled periods, bytes received, bytes sent. */
  readonly resources: Float64Array;
}

/** Sums of cells; reused, and empty between calls. Only buckets of `[from, to)` may be above 0. */
const sums = { counts: new Float64Array(latencyBuckets), from: latencyBuckets, to: 0, total: 0 };

/** An empty window for {@link readServiceWindow}. */
export function createServiceWindow(): ServiceWindow {
  return {
    seconds: 0,
    requests: 0,
    errors: 0,
    ownErrors: 0,
    ownMicros: 0,
    calls: 0,
    transitMicros: 0,
    unanswered: 0,
    p50Micros: Number.NaN,
    p95Micros: Number.NaN,
    p99Micros: Number.NaN,
    resources: new Float64Array(resourceColumns),
  };
}

/**
 * Sums the cells whose middle lies in the window.
 *
 * @param into - What it held before is overwritten.
 * @returns whether any cell was kept of it; otherwise `into` means nothing.
 */
export function readServiceWindow(
  sim: Simulation,
  service: string,
  window: TelemetryWindow,
  into: ServiceWindow,
): boolean {
  const cells = sim.state.capture.services.get(service);
  const first = slotAt(window.startUnixMicros + cellMicros / 2);
  const end = Math.min(sim.now, window.endUnixMicros);
  const last = Math.min(slotAt(end - cellMicros / 2 - 1), first + cellCount - 1);
  if (cells === undefined || last < first) return false;
  into.seconds = ((last - first + 1) * cellMicros) / 1_000_000;
  into.requests = 0;
  into.errors = 0;
  into.ownErrors = 0;
  into.ownMicros = 0;
  into.calls = 0;
  into.transitMicros = 0;
  into.unanswered = 0;
  into.resources.fill(0);
  for (let slot = first; slot <= last; slot++) addCell(cells, slot, into);
  const { counts, from, to, total } = sums;
  const known = into.requests > 0;
  into.p50Micros = known ? quantile(counts, total, 0.5, from) : Number.NaN;
  into.p95Micros = known ? quantile(counts, total, 0.95, from) : Number.NaN;
  into.p99Micros = known ? quantile(counts, total, 0.99, from) : Number.NaN;
  counts.fill(0, from, to);
  sums.from = latencyBuckets;
  sums.to = 0;
  sums.total = 0;
  return true;
}

/** Adds what a slot's cell holds. */
function addCell({ open, sealed }: ServiceCells, slot: number, into: ServiceWindow): void {
  for (const cell of open) {
    if (cell.slot !== slot) continue;
    into.requests += cell.requests;
    into.errors += cell.errors;
    into.ownErrors += cell.ownErrors;
    into.ownMicros += cell.ownMicros;
    into.calls += cell.calls;
    into.transitMicros += cell.transitMicros;
    into.unanswered += cell.unanswered;
    const { resources } = into;
    for (let column = 0; column < resourceColumns; column++)
      resources[column] = (resources[column] ?? 0) + (cell.resources[column] ?? 0);
    if (cell.requests > 0) addHistogram(cell);
    return;
  }
  const number = Math.floor(slot / rowCells);
  const row = sealed[number % cellRows];
  const packed = row?.number === number ? row.cells[slot % rowCells] : undefined;
  if (packed === undefined || packed === null) return;
  reader.open(packed);
  into.requests += reader.next();
  into.errors += reader.next();
  into.ownErrors += reader.next();
  into.ownMicros += reader.next();
  into.calls += reader.next();
  into.transitMicros += reader.next();
  into.unanswered += reader.next();
  const { resources } = into;
  for (let column = 0; column < resourceColumns; column++) resources[column] = (resources[column] ?? 0) + reader.next();
  while (reader.more) addLatencies(reader.next(), reader.next());
}

const reader = new PackedReader();

function addHistogram({ latencies, requests }: OpenCell): void {
  const { counts } = sums;
  let { from, to, total } = sums;
  if (latencies === null) return;
  for (let bucket = 0, left = requests; left > 0 && bucket < latencyBuckets; bucket++) {
    const count = latencies[bucket] as number;
    if (count === 0) continue;
    left -= count;
    counts[bucket] = (counts[bucket] as number) + count;
    total += count;
    if (bucket < from) from = bucket;
    if (bucket >= to) to = bucket + 1;
  }
  sums.from = from;
  sums.to = to;
  sums.total = total;
}

function addLatencies(bucket: number, count: number): void {
  if (count === 0) return;
  sums.counts[bucket] = (sums.counts[bucket] ?? 0) + count;
  sums.total += count;
  if (bucket < sums.from) sums.from = bucket;
  if (bucket >= sums.to) sums.to = bucket + 1;
}

/**
 * Quantile of a histogram of `total` latencies, straight within a bucket; `NaN` when it is empty.
 *
 * @param from - Buckets below it are empty.
 */
export function quantile(counts: Float64Array, total: number, share: number, from = 0): number {
  if (total === 0) return Number.NaN;
  let left = share * total;
  for (let bucket = from; bucket < counts.length; bucket++) {
    const count = counts[bucket] ?? 0;
    if (left <= count && count > 0) {
      const start = bucketStart(bucket);
      return start + (bucketStart(bucket + 1) - start) * (left / count);
    }
    left -= count;
  }
  return bucketStart(counts.length);
}
