/**
 * When requests come: open loop, by one of the arrival processes.
 * @module
 */
import type { ArrivalProcess, TracesSampler } from "@aiops-gym/application";
import { microsPerSecond, type RandomStream, type UnixMicros } from "@aiops-gym/cluster";
import { nextExponential, nextNormal, nextUniform } from "../kernel/random.ts";

/**
 * When the next request comes.
 *
 * @param now - When the last one came, or the workload began.
 * @param startedAt - When the workload began.
 * @param count - Requests so far.
 * @returns `Infinity` when there are no more.
 */
export function nextArrival(
  stream: RandomStream,
  process: ArrivalProcess,
  now: UnixMicros,
  startedAt: UnixMicros,
  count: number,
): UnixMicros {
  switch (process.kind) {
    case "constant":
      // Counted from the start, so that rounding does not add up; in the middle of intervals, so that whole ones hold whole requests.
      return startedAt + Math.round(((count + 0.5) * microsPerSecond) / process.ratePerSecond);
    case "poisson":
      return now + Math.round(nextExponential(stream, microsPerSecond / process.ratePerSecond));
    case "normal": {
      const gap = (1 + process.variation * nextNormal(stream)) / process.ratePerSecond;
      return now + Math.max(0, Math.round(gap * microsPerSecond));
    }
    case "replay": {
      const request = process.requests[count];
      return request === undefined ? Number.POSITIVE_INFINITY : startedAt + request.atMicros;
    }
    default:
      return thinned(stream, process, now, startedAt);
  }
}

/** Requests per second from which on they are many, see {@link tracedEvery}. */
const many = 50;
/** Traces per second that are kept when requests are many and nobody says otherwise. */
const tracedPerSecond = 10;

/**
 * Of how many requests one is traced, and run in the order of time with everything else: 1 as long as there are fewer than 50 a
 * second, if `sampler` does not say otherwise. The others are run when they come, each to its end
 * (`processes/courses/among-others.ts`).
 */
export function tracedEvery(process: ArrivalProcess, sampler?: TracesSampler): number {
  const rate = peakRate(process);
  switch (sampler?.kind) {
    case "always_on":
      return 1;
    case "rate_limiting":
      return Math.max(1, Math.ceil(rate / sampler.tracesPerSecond));
    default:
      return rate < many ? 1 : Math.ceil(rate / tracedPerSecond);
  }
}

function peakRate(process: ArrivalProcess): number {
  switch (process.kind) {
    case "constant":
    case "poisson":
    case "normal":
      return process.ratePerSecond;
    case "replay":
      return 0;
    default:
      return highestRate(process);
  }
}

type VaryingProcess = Extract<ArrivalProcess, { kind: "bursts" | "diurnal" | "trace" }>;

/** A Poisson process whose rate varies: candidates at the highest rate, each kept with the share that its moment's rate has. */
function thinned(stream: RandomStream, process: VaryingProcess, now: UnixMicros, startedAt: UnixMicros): UnixMicros {
  const highest = highestRate(process);
  if (!(highest > 0)) return Number.POSITIVE_INFINITY;
  let at = now;
  for (;;) {
    at += nextExponential(stream, microsPerSecond / highest);
    if (nextUniform(stream) * highest < rateAt(process, (at - startedAt) / microsPerSecond)) return Math.round(at);
  }
}

function highestRate(process: VaryingProcess): number {
  switch (process.kind) {
    case "bursts":
      return Math.max(process.onRatePerSecond, process.offRatePerSecond);
    case "diurnal":
      return process.maxRatePerSecond;
    case "trace":
      return process.ratesPerSecond.reduce((most, rate) => Math.max(most, rate), 0);
  }
}

/** The rate at a time after the start. */
export function rateAt(process: VaryingProcess, seconds: number): number {
  switch (process.kind) {
    case "bursts": {
      const phase = seconds % (process.onSeconds + process.offSeconds);
      return phase < process.onSeconds ? process.onRatePerSecond : process.offRatePerSecond;
    }
    case "diurnal": {
      const phase = (seconds % process.periodSeconds) / process.periodSeconds;
      const height = phase < 0.5 ? 2 * phase : 2 - 2 * phase;
      return process.minRatePerSecond + height * (process.maxRatePerSecond - process.minRatePerSecond);
    }
    case "trace": {
      const steps = process.ratesPerSecond.length;
      return process.ratesPerSecond[Math.floor(seconds / process.stepSeconds) % steps] ?? 0;
    }
  }
}
