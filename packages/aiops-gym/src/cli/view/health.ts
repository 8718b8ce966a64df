/**
 * How the services have been, step by step, read off observations.
 * @module
 */
import type { Observation } from "@aiops-gym/env";
import { hexValues, microsValues, numberValues, textValues } from "@aiops-gym/telemetry";

/** From well to worst. `silent`: nothing was measured. */
export type ServiceState = "well" | "silent" | "slow" | "failing" | "down";

/** One service over one observation's window. */
export interface ServiceHealth {
  readonly state: ServiceState;
  /** In a few words; empty when it is well. */
  readonly detail: string;
}

/** What users felt in a stretch of time. */
export interface UserHealth {
  readonly unixMicros: number;
  /** Share of requests that succeeded, 0 to 1. */
  readonly successRatio: number;
}

/** Shown as failing or slow beyond these. */
const failingRatio = 0.05;
const slowMilliseconds = 1000;
/** Length of a point of the plot: a step's, by default. */
const pointMicros = 10_000_000;

/** A span's status code for errors, in OpenTelemetry. */
const statusError = 2;

/** Collects health over an episode. */
export class HealthHistory {
  /** One map a column: by service. */
  readonly columns: ReadonlyMap<string, ServiceHealth>[] = [];
  readonly users: UserHealth[] = [];
  readonly #services: readonly string[];
  readonly #entry: string;

  /**
   * @param services - All services, in the order of rows.
   * @param entry - The service that users reach.
   */
  constructor(services: readonly string[], entry: string) {
    this.#services = services;
    this.#entry = entry;
  }

  /** Reads one observation. */
  add(observation: Observation): void {
    const rows = new Map<string, (column: string) => number>();
    textValues(observation.services, "service").forEach((service, row) => {
      rows.set(service ?? "", (column) => numberValues(observation.services, column)[row] ?? Number.NaN);
    });
    this.columns.push(new Map(this.#services.map((service) => [service, judge(rows.get(service))])));
    const entry = rows.get(this.#entry);
    const traffic = entry?.("rps") ?? 0;
    const wide = traffic > 0 ? 1 - (entry?.("err_rate") || 0) : 0;
    this.users.push(...this.#usersOf(observation, wide));
  }

  /** Share of the users' requests that succeeded lately. */
  get successRatio(): number {
    return this.users.at(-1)?.successRatio ?? 1;
  }

  /** By spans of the entry where there are any, else by its row of the wide table. */
  #usersOf(observation: Observation, wide: number): readonly UserHealth[] {
    const { traces, windowStartUnixMicros: start, timeUnixMicros: end } = observation;
    const count = Math.max(1, Math.round((end - start) / pointMicros));
    const totals = new Float64Array(count);
    const successes = new Float64Array(count);
    const [starts, durations] = [microsValues(traces, "start"), microsValues(traces, "duration_ns")];
    const [statuses, answers] = [numberValues(traces, "status_code"), numberValues(traces, "http_status")];
    const parents = hexValues(traces, "parent_span_id");
    let spans = 0;
    textValues(traces, "service").forEach((service, row) => {
      if (service !== this.#entry || parents[row] !== null) return;
      const endedAt = (starts[row] ?? 0) + (durations[row] ?? 0);
      const point = Math.min(count - 1, Math.max(0, Math.floor(((endedAt - start) / (end - start)) * count)));
      totals[point] = (totals[point] ?? 0) + 1;
      if (statuses[row] !== statusError && !((answers[row] ?? 0) >= 500))
        successes[point] = (successes[point] ?? 0) + 1;
      spans += 1;
    });
    if (spans === 0) return [{ unixMicros: end, successRatio: wide }];
    return Array.from(totals, (total, point) => ({
      unixMicros: start + ((point + 1) * (end - start)) / count,
      successRatio: total === 0 ? 0 : (successes[point] ?? 0) / total,
    }));
  }
}

/** @param read - A column of the service's row, `NaN` where nothing was measured. */
function judge(read: ((column: string) => number) | undefined): ServiceHealth {
  if (read === undefined) return { state: "silent", detail: "no data" };
  const [ready, desired, errors, p99] = [read("ready"), read("desired"), read("err_rate"), read("p99_ms")];
  if (ready < desired || desired === 0) return { state: "down", detail: `${ready} of ${desired} ready` };
  if (errors > failingRatio) return { state: "failing", detail: `${percent(errors)} errors` };
  if (p99 > slowMilliseconds) return { state: "slow", detail: `p99 ${(p99 / 1000).toFixed(1)} s` };
  return { state: "well", detail: "" };
}

/** `97 %`; rounds neither to 0 nor to 100 what is not. */
export function percent(ratio: number): string {
  const rounded = Math.round(ratio * 100);
  if (rounded === 100 && ratio < 1) return ">99 %";
  if (rounded === 0 && ratio > 0) return "<1 %";
  return `${rounded} %`;
}
