/**
 * What users felt in a window.
 * @module
 */
import type { WorkloadStats } from "@aiops-gym/application";
import type { TelemetryWindow, UnixMicros, UserExperience } from "@aiops-gym/cluster";
import type { Simulation } from "../kernel/simulation.ts";
import { openRequests } from "./packed-requests.ts";
import { chunkRows, type RequestChunk } from "./workload-state.ts";

/** One answered (or given up) request. */
export interface RequestRow {
  readonly startedAt: UnixMicros;
  readonly type: string;
  /** 0: no answer. */
  readonly status: number;
  readonly latencyMicros: number;
  /** Body of a failure, or why there was no answer. */
  readonly body: string;
}

/** Statistics of the window, over all types first, then by type in the workload's order. */
export function workloadStats(sim: Simulation, window: TelemetryWindow): readonly WorkloadStats[] {
  const { requests } = sim.world.application.workload;
  const latencies: number[][] = [[], ...requests.map(() => [])];
  const counts = new Array<number>(requests.length + 1).fill(0);
  const successes = new Array<number>(requests.length + 1).fill(0);
  forRows(sim, window, (rows, row) => {
    const endedAt = rows.endedAt[row] ?? 0;
    if (endedAt < window.startUnixMicros || endedAt >= window.endUnixMicros) return;
    const status = rows.status[row] ?? 0;
    const type = (rows.type[row] ?? 0) + 1;
    for (const index of [0, type]) {
      counts[index] = (counts[index] ?? 0) + 1;
      if (status >= 200 && status < 400) successes[index] = (successes[index] ?? 0) + 1;
      if (status !== 0) latencies[index]?.push(rows.latency[row] ?? 0);
    }
  });
  return ["all", ...requests.map((type) => type.name)].map((type, index) => {
    const sorted = (latencies[index] ?? []).sort((a, b) => a - b);
    return {
      type,
      requests: counts[index] ?? 0,
      successes: successes[index] ?? 0,
      p50Micros: quantileOf(sorted, 0.5),
      p99Micros: quantileOf(sorted, 0.99),
    };
  });
}

/** What all users felt in a window. It costs what lies in the window and after it. */
export function userExperience(sim: Simulation, window: TelemetryWindow): UserExperience {
  const { startUnixMicros: start, endUnixMicros: end } = window;
  let answered = 0;
  let requests = 0;
  let successes = 0;
  const { written, sealed, open } = sim.state.workload.rows;
  for (let index = sealed.length; index >= 0; index--) {
    const chunk = index === sealed.length ? open : sealed[index];
    if (chunk === undefined) continue;
    if ("rows" in chunk && chunk.last < start - disorderMicros) break;
    const { endedAt, status, latency } = openRequests(chunk);
    let row = index < sealed.length ? chunkRows : written === 0 ? 0 : ((written - 1) % chunkRows) + 1;
    for (row--; row >= 0 && (endedAt[row] as number) >= start - disorderMicros; row--) {
      const at = endedAt[row] as number;
      if (at >= end || at < start) continue;
      const code = status[row] as number;
      requests++;
      if (code >= 200 && code < 400) successes++;
      if (code === 0) continue;
      if (answered === latencies.length) latencies = doubled(latencies);
      latencies[answered++] = latency[row] as number;
    }
    if (row >= 0) break;
  }
  const sorted = latencies.subarray(0, answered).sort();
  const at = (share: number): number | null => sorted[Math.max(0, Math.ceil(share * answered) - 1)] ?? null;
  return { requests, successes, p50Micros: at(0.5), p99Micros: at(0.99) };
}

/** Requests that are run among others are written down when they come: by as much less than this a row may come too early. */
const disorderMicros = 1_000_000;

/** Reused: what it holds is read before it is filled again. */
let latencies = new Uint32Array(256);

function doubled(values: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const longer = new Uint32Array(2 * values.length);
  longer.set(values);
  return longer;
}

/** All requests that are kept, in the order in which they ended. */
export function requestRows(sim: Simulation): readonly RequestRow[] {
  const { bodies } = sim.state.workload;
  const { requests } = sim.world.application.workload;
  const result: RequestRow[] = [];
  forRows(sim, always, (rows, row) => {
    const latencyMicros = rows.latency[row] ?? 0;
    result.push({
      startedAt: (rows.endedAt[row] ?? 0) - latencyMicros,
      type: requests[rows.type[row] ?? 0]?.name ?? "",
      status: rows.status[row] ?? 0,
      latencyMicros,
      body: bodies[rows.body[row] ?? 0] ?? "",
    });
  });
  return result;
}

const always: TelemetryWindow = { startUnixMicros: 0, endUnixMicros: Number.POSITIVE_INFINITY };

/** Visits all rows of a window, and others that lie near them. */
function forRows(
  sim: Simulation,
  { startUnixMicros: start, endUnixMicros: end }: TelemetryWindow,
  visit: (chunk: RequestChunk, row: number) => void,
): void {
  const { written, sealed, open } = sim.state.workload.rows;
  for (const one of sealed) {
    if ("rows" in one && (one.last < start || one.first >= end)) continue;
    const chunk = openRequests(one);
    for (let row = 0; row < chunkRows; row++) visit(chunk, row);
  }
  const inOpen = written === 0 ? 0 : ((written - 1) % chunkRows) + 1;
  for (let row = 0; row < inOpen; row++) visit(open, row);
}

/** Nearest rank. */
function quantileOf(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
