/**
 * Appends samples of metrics; codes of series are looked up once for each thing measured.
 * @module
 */
import { appendMetric, internSeries, type Series } from "@aiops-gym/telemetry";
import type { Simulation } from "../kernel/simulation.ts";

/** Above this many things, and some for each container, the look-up starts afresh: those that are gone would stay otherwise. */
const mostThings = 4_000;
const thingsPerContainer = 8;

/**
 * Appends one sample for each series of a thing.
 *
 * @param thing - Names it, e.g. a container's id with what is measured; its series must always be the same.
 * @param values - As many as `describe` names series; `NaN` leaves one out.
 */
export function writeSamples(
  sim: Simulation,
  thing: string,
  describe: () => readonly Series[],
  values: readonly number[],
): void {
  const { metrics, series } = sim.state.capture;
  let codes = series.get(thing);
  if (codes === undefined) {
    if (series.size > mostThings + thingsPerContainer * sim.state.runtime.containers.size) series.clear();
    codes = Object.freeze(describe().map((one) => internSeries(metrics, one)));
    series.set(thing, codes);
  }
  for (let index = 0; index < codes.length; index++) {
    const value = values[index] ?? Number.NaN;
    if (!Number.isNaN(value)) appendMetric(metrics, sim.now, codes[index] ?? 0, value);
  }
}
