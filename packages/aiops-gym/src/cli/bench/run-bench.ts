/**
 * All measurements, one after the other, and their report.
 * @module
 */
import type { Terminal } from "../terminal.ts";
import { benchMeasurements } from "./all-measurements.ts";
import { describeMachine, type Machine, machineLine } from "./machine.ts";
import { type BenchSize, type Figure, takeFigures } from "./measurement.ts";
import { measureApart } from "./measuring-process.ts";

/** What `aiops-gym bench --json` writes. */
export interface BenchReport {
  readonly benchmark: "episodes";
  readonly machine: Machine;
  readonly size: BenchSize;
  readonly figures: readonly Figure[];
}

/** Takes some minutes. */
export const fullSize: BenchSize = {
  apart: true,
  runs: 5,
  warmSeconds: 8,
  runSeconds: 1.5,
  firstSeconds: 2,
  problems: 4,
  copies: 16,
  parked: 1000,
  hours: 24,
  highestRate: 1000,
};
/** For tests: shows that everything runs; its numbers mean little. */
export const quickSize: BenchSize = {
  apart: false,
  runs: 1,
  warmSeconds: 0,
  runSeconds: 0,
  firstSeconds: 0,
  problems: 1,
  copies: 2,
  parked: 2,
  hours: 1,
  highestRate: 10,
};

/**
 * Measures.
 *
 * @param only - Measurements whose names begin so; all by default.
 */
export async function runBench(
  size: BenchSize,
  terminal: Terminal,
  signal: AbortSignal,
  only = "",
): Promise<BenchReport> {
  const machine = describeMachine();
  const figures: Figure[] = [];
  for (const measurement of benchMeasurements.filter(({ name }) => name.startsWith(only))) {
    const stop = terminal.progress(`measuring ${measurement.name}`);
    const taken = size.apart ? measureApart(measurement.name, size, signal) : takeFigures(measurement, size, signal);
    figures.push(...(await taken.finally(stop)));
  }
  return { benchmark: "episodes", machine, size, figures };
}

/** Prints a report for people. */
export function printReport({ machine, figures }: BenchReport, terminal: Terminal): void {
  terminal.line(terminal.style("dim", machineLine(machine)));
  const width = Math.max(...figures.map(({ what }) => what.length));
  for (const { what, unit, median, low, high, runs } of figures) {
    const spread = runs > 1 ? terminal.style("dim", `  (${low} to ${high} in ${runs} runs)`) : "";
    terminal.line(`${what.padEnd(width)}  ${median} ${unit}${spread}`);
  }
}
