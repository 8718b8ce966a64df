/**
 * Figures: a median of several runs, and how far the runs were apart.
 * @module
 */

import { setImmediate as nextTurn } from "node:timers/promises";

/** How much is measured. */
export interface BenchSize {
  /** Whether each measurement has a process of its own. */
  readonly apart: boolean;
  /** Runs of which the median is taken, after those that only warm up. */
  readonly runs: number;
  /** Seconds of what is measured before the first run that counts: an engine compiles for some ten seconds of steps. */
  readonly warmSeconds: number;
  /** Seconds of steps that a run has at least. */
  readonly runSeconds: number;
  /** Seconds of steps that are told of a process that begins. */
  readonly firstSeconds: number;
  /** Problems whose episodes a run plays in turn, of those that there are. */
  readonly problems: number;
  /** Resets, forks, snapshots a run makes. */
  readonly copies: number;
  /** Episodes that are kept at once. */
  readonly parked: number;
  /** Virtual hours of the long episode. */
  readonly hours: number;
  /** Rates of requests above it are left out. */
  readonly highestRate: number;
}

/** A figure. */
export interface Figure {
  /** Unique, dotted: `steps.mixed`. */
  readonly name: string;
  /** What it is, for people. */
  readonly what: string;
  readonly unit: string;
  readonly median: number;
  readonly low: number;
  readonly high: number;
  readonly runs: number;
}

/** What a run gives: values by the names of figures. */
export type Sample = Readonly<Record<string, number>>;

/** A measurement: one run gives one or several figures. */
export interface Measurement {
  readonly name: string;
  /** The figures that come of a run, with what they are and their unit. */
  readonly figures: Readonly<Record<string, readonly [what: string, unit: string]>>;
  /** Measured once, since a run is long and steady by itself. */
  readonly once?: boolean;
  /** Whether it warms up for {@link BenchSize.warmSeconds}; otherwise for one run. */
  readonly warmsByTime?: boolean;
  /** One run; `run` counts from 0, those that warm up included, so that each can have seeds of its own. */
  measure(size: BenchSize, run: number): Promise<Sample>;
  /** What is measured once after all runs, in the same process. */
  after?(size: BenchSize, run: number): Promise<Sample>;
  /** Lets go of what runs share. */
  done?(): Promise<void>;
}

/** Runs a measurement, warmed up, and takes medians. Figures that no run gave are left out. */
export async function takeFigures(
  measurement: Measurement,
  size: BenchSize,
  signal: AbortSignal,
): Promise<readonly Figure[]> {
  let run = 0;
  const measure = async (): Promise<Sample> => {
    // Steps never wait: an interrupt, or the end of who asked for figures, would not be heard.
    await nextTurn();
    signal.throwIfAborted();
    return measurement.measure(size, run++);
  };
  if (!measurement.once) {
    const until = performance.now() + (measurement.warmsByTime ? size.warmSeconds * 1000 : 0);
    do await measure();
    while (performance.now() < until);
  }
  const samples: Sample[] = [];
  for (let counted = 0; counted < (measurement.once ? 1 : size.runs); counted++) samples.push(await measure());
  if (measurement.after !== undefined) samples.push(await measurement.after(size, run));
  await measurement.done?.();
  return Object.entries(measurement.figures).flatMap(([name, [what, unit]]) => {
    const values = samples.flatMap((sample) => sample[name] ?? []).sort((a, b) => a - b);
    if (values.length === 0) return [];
    const [low = Number.NaN] = values;
    const high = values.at(-1) ?? Number.NaN;
    const figure = { name, what, unit, runs: values.length };
    return { ...figure, median: round(median(values)), low: round(low), high: round(high) };
  });
}

/** The middle of sorted values; the lower of two. */
export function median(sorted: readonly number[]): number {
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}
