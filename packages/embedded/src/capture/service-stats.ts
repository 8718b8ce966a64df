/**
 * Statistics of services, always kept: requests, errors, latencies, resources, in cells of some seconds. `service-window.ts` reads them.
 * @module
 */
import type { UnixMicros } from "@aiops-gym/cluster";
import { deepFreeze } from "../kernel/plain.ts";
import type { Simulation } from "../kernel/simulation.ts";
import {
  cellMicros,
  cellRows,
  clearCounts,
  latencyBuckets,
  noCounts,
  type OpenCell,
  resourceColumns,
  rowCells,
  type SealedCells,
  type ServiceCells,
} from "./capture-state.ts";
import { bucketMiddles, bucketOf } from "./latency-buckets.ts";
import { packNumbers } from "./packed-numbers.ts";

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
  ...noCounts,
  latencies: null,
  resources: noResources(),
});

/** Seals a cell; the emptied object serves for the next one, as arrays are dear to make. */
function closed(sealed: ServiceCells["sealed"], cell: OpenCell | undefined): OpenCell {
  if (cell === undefined) return createCell();
  seal(sealed, cell);
  if (cell.requests > 0) cell.latencies?.fill(0);
  clearCounts(cell);
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
  cell.ownMicros += bucketMiddles[ownBucket] as number;
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
  cell.transitMicros += bucketMiddles[bucket] as number;
}

/** A call to a service failed, and no server of it had answered. */
export function recordUnanswered(cells: ServiceCells, at: UnixMicros): void {
  openCell(cells, at).unanswered += 1;
}
