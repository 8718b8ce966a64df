/**
 * What a service did in a window, summed over the cells of its statistics.
 * @module
 */
import type { TelemetryWindow } from "@aiops-gym/cluster";
import type { Simulation } from "../kernel/simulation.ts";
import {
  cellCount,
  cellMicros,
  cellRows,
  clearCounts,
  latencyBuckets,
  noCounts,
  type OpenCell,
  resourceColumns,
  rowCells,
  type ServiceCells,
  type ServiceCounts,
} from "./capture-state.ts";
import { quantile } from "./latency-buckets.ts";
import { PackedReader } from "./packed-numbers.ts";
import { slotAt } from "./service-stats.ts";

/** What a service did in a window. Amounts are sums; quantiles in microseconds, `NaN` without requests. */
export interface ServiceWindow extends ServiceCounts {
  seconds: number;
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
    ...noCounts,
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
  clearCounts(into);
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
