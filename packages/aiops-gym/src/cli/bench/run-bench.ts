/**
 * All measurements, one after the other.
 * @module
 */
import type { Terminal } from "../terminal.ts";
import { measureForks, measureResets, measureSteps } from "./measure.ts";

/** What `aiops-gym bench --json` prints. */
export interface BenchReport {
  readonly stepsPerSecond: {
    /** Observations' tables are never read. */
    readonly features: number;
    /** All five tables are read after every step. */
    readonly tables: number;
  };
  /** Median of warm resets, milliseconds. */
  readonly resetMs: number;
  /** Median, milliseconds. */
  readonly forkMs: number;
  /** Growth of memory by a fork that took 30 steps of its own and is kept. */
  readonly bytesPerFork: number;
}

/** How much is measured. */
export interface BenchSize {
  readonly episodes: number;
  readonly resets: number;
  readonly forks: number;
}

/** Takes about a minute. */
export const fullSize: BenchSize = { episodes: 8, resets: 24, forks: 8 };
/** For tests: shows that everything runs; its numbers mean little. */
export const quickSize: BenchSize = { episodes: 1, resets: 1, forks: 1 };

/** Measures everything. */
export async function runBench(size: BenchSize, terminal: Terminal): Promise<BenchReport> {
  const doing = async <T>(what: string, measure: () => Promise<T>): Promise<T> => {
    const stop = terminal.progress(`measuring ${what}`);
    return measure().finally(stop);
  };
  const features = await doing("steps", () => measureSteps(size.episodes, false));
  const tables = await doing("steps with tables", () => measureSteps(size.episodes, true));
  const resetMs = await doing("resets", () => measureResets(size.resets));
  const { forkMs, bytesPerFork } = await doing("forks", () => measureForks(size.forks));
  return {
    stepsPerSecond: { features: round(features), tables: round(tables) },
    resetMs: round(resetMs),
    forkMs: round(forkMs),
    bytesPerFork: Math.round(bytesPerFork),
  };
}

/** Prints a report for people. */
export function printReport(report: BenchReport, terminal: Terminal): void {
  const rows: readonly (readonly [string, string])[] = [
    ["steps per second, tables not read", String(report.stepsPerSecond.features)],
    ["steps per second, all tables read", String(report.stepsPerSecond.tables)],
    ["reset, warm, median", `${report.resetMs} ms`],
    ["fork, median", `${report.forkMs} ms`],
    ["memory of a fork after 30 steps of its own", `${(report.bytesPerFork / 1024).toFixed(0)} KiB`],
  ];
  for (const [what, value] of rows) terminal.line(`${what.padEnd(44)} ${value}`);
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}
