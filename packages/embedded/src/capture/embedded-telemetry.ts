/**
 * Telemetry of an embedded cluster: Arrow tables over what was recorded.
 * @module
 */
import type {
  ServiceSummary,
  TelemetryFilter,
  TelemetrySource,
  TelemetryTables,
  TelemetryWindow,
  UserExperience,
} from "@aiops-gym/cluster";
import { eventTable, logTable, metricTable, serviceMeasures, spanTable, summaryTable } from "@aiops-gym/telemetry";
import type { Simulation } from "../kernel/simulation.ts";
import type { SimulationWorld } from "../kernel/simulation-world.ts";
import { userExperience } from "../workload/workload-stats.ts";
import type { CaptureState } from "./capture-state.ts";
import { extractMetrics, extractSpans } from "./extract.ts";
import { metricsIn } from "./pending-scrapes.ts";
import { serviceSummary } from "./service-summary.ts";
import { spansIn, spansOf } from "./spans.ts";

type Table = TelemetryTables["logs"];

/** The telemetry of a simulation. `current` answers the simulation that is current: a cluster may go on with another. */
export function createEmbeddedTelemetry(current: () => Simulation): TelemetrySource {
  return {
    logs: async (window, filter) => logTable(current().state.capture.logs, seen(current(), window), filter),
    metrics: async (window, filter) => metricTable(metricsIn(current().state.capture), seen(current(), window), filter),
    traces: async (window, filter) => spanTable(spansOf(current()), seen(current(), window), filter),
    events: async (window, filter) => eventTable(current().state.capture.events, seen(current(), window), filter),
    services: async (window, filter) => services(current(), window, filter),
    tables: async (window, filter) => new LazyTables(current(), window, filter),
    extractMetrics: async (window, filter) => extractMetrics(current(), seen(current(), window), filter),
    extractSpans: async (window, filter) => extractSpans(current(), seen(current(), window), filter),
  };
}

/** Nobody sees rows of the future, whenever the table is built. */
function seen(sim: Simulation, window: TelemetryWindow): TelemetryWindow {
  return { startUnixMicros: window.startUnixMicros, endUnixMicros: Math.min(window.endUnixMicros, sim.now + 1) };
}

function services(sim: Simulation, window: TelemetryWindow, filter?: TelemetryFilter): Table {
  return summaryTable(filtered(serviceSummary(sim, window), filter));
}

function filtered(summary: ServiceSummary, filter: TelemetryFilter | undefined): ServiceSummary {
  const wanted = filter?.service;
  if (wanted === undefined) return summary;
  const { services: all, values } = summary;
  const width = serviceMeasures.length;
  const row = all.indexOf(wanted);
  return row < 0
    ? { services: [], values: new Float64Array(0) }
    : { services: [wanted], values: values.slice(row * width, (row + 1) * width) };
}

/** Recorders only grow, so a table built later has the rows that it would have had at once. */
class LazyTables implements TelemetryTables {
  readonly #capture: CaptureState;
  readonly #world: SimulationWorld;
  readonly #window: TelemetryWindow;
  readonly #filter: TelemetryFilter | undefined;
  /** Levels (memory, replicas) are those of the moment; only the table over them waits. */
  readonly summary: ServiceSummary;
  readonly users: UserExperience;
  #logs: Table | undefined;
  #metrics: Table | undefined;
  #traces: Table | undefined;
  #events: Table | undefined;
  #services: Table | undefined;

  constructor(sim: Simulation, window: TelemetryWindow, filter: TelemetryFilter | undefined) {
    this.#capture = sim.state.capture;
    this.#world = sim.world;
    this.#window = seen(sim, window);
    this.#filter = filter;
    this.summary = filtered(serviceSummary(sim, window), filter);
    this.users = userExperience(sim, window);
  }

  get logs(): Table {
    this.#logs ??= logTable(this.#capture.logs, this.#window, this.#filter);
    return this.#logs;
  }

  get metrics(): Table {
    this.#metrics ??= metricTable(metricsIn(this.#capture), this.#window, this.#filter);
    return this.#metrics;
  }

  get traces(): Table {
    this.#traces ??= spanTable(spansIn(this.#capture, this.#world), this.#window, this.#filter);
    return this.#traces;
  }

  get events(): Table {
    this.#events ??= eventTable(this.#capture.events, this.#window, this.#filter);
    return this.#events;
  }

  get services(): Table {
    this.#services ??= summaryTable(this.summary);
    return this.#services;
  }
}
