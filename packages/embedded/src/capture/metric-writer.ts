/**
 * Samples of metrics before they are rows; codes of series are looked up once for each thing measured.
 * @module
 */
import { internSeries, type Series } from "@aiops-gym/telemetry";
import type { Simulation } from "../kernel/simulation.ts";

/** Above this many things, and some for each container, the look-up starts afresh: those that are gone would stay otherwise. */
const mostThings = 4_000;
const thingsPerContainer = 8;

/** Samples of one time: codes of series, and as many values. */
export interface Samples {
  readonly codes: number[];
  readonly values: number[];
}

/** Samples of an object, and which series they are of. */
export interface ObjectSamples extends Samples {
  readonly things: string[];
  /** Codes of each thing's series, as they are known of it. */
  readonly series: (readonly number[])[];
}

/**
 * Codes of the series of a thing.
 *
 * @param thing - Names it, e.g. a container's id with what is measured; its series must always be the same.
 */
export function seriesOf(sim: Simulation, thing: string, describe: () => readonly Series[]): readonly number[] {
  const { capture, runtime } = sim.state;
  let codes = capture.series.get(thing);
  if (codes === undefined) {
    // Another map, not an empty one: what was worked out from codes of the old one is worked out again.
    if (capture.series.size > mostThings + thingsPerContainer * runtime.containers.size) capture.series = new Map();
    codes = Object.freeze(describe().map((one) => internSeries(capture.metrics, one)));
    capture.series.set(thing, codes);
  }
  return codes;
}

/**
 * Adds one sample for each series of a thing.
 *
 * @param values - As many as `describe` names series; `NaN` leaves one out.
 */
export function addSamples(
  sim: Simulation,
  into: ObjectSamples,
  thing: string,
  describe: () => readonly Series[],
  values: readonly number[],
): void {
  const codes = seriesOf(sim, thing, describe);
  into.things.push(thing);
  into.series.push(codes);
  for (let index = 0; index < codes.length; index++) {
    const value = values[index] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    into.codes.push(codes[index] ?? 0);
    into.values.push(value);
  }
}
