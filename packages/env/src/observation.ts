/**
 * What a policy sees after reset and after every step.
 * @module
 */
import type { ServiceSummary, TelemetryTables, UnixMicros, UserExperience } from "@aiops-gym/cluster";
import { summaryOfTable } from "@aiops-gym/telemetry";
import type { Table } from "apache-arrow";
import type { Page } from "./page.ts";

/** A JSON-Schema description of an action, in the shape of language models' tools. */
export interface ToolDefinition {
  readonly name: string;
  readonly description: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** Only in the first observation of an episode. */
export interface Briefing {
  readonly page: Page;
  /** The task, and how an episode goes, for people and language models. */
  readonly instructions: string;
  readonly tools: readonly ToolDefinition[];
}

/**
 * An observation. The tables hold the rows of `[windowStart, time)`: what is new since the last observation (in the first: a
 * healthy time and what followed the fault). They are built when first read, and never change.
 */
export interface Observation {
  /** What the action replied; in the first observation, the briefing as text. */
  readonly text: string;
  /** Whether the action was understood and did what it says. */
  readonly ok: boolean;
  readonly briefing?: Briefing;
  readonly windowStartUnixMicros: UnixMicros;
  readonly timeUnixMicros: UnixMicros;
  readonly logs: Table;
  readonly metrics: Table;
  readonly traces: Table;
  readonly events: Table;
  /** The wide table: a row a service. */
  readonly services: Table;
  /** What users felt in the window, where their side is measured. */
  readonly users?: UserExperience;
}

/** Makes an observation whose tables are read through. */
export function createObservation(
  fields: Pick<Observation, "text" | "ok" | "windowStartUnixMicros" | "timeUnixMicros" | "briefing">,
  tables: TelemetryTables,
): Observation {
  const { summary, users } = tables;
  const observation = {
    ...fields,
    ...(users === undefined ? {} : { users }),
    get logs() {
      return tables.logs;
    },
    get metrics() {
      return tables.metrics;
    },
    get traces() {
      return tables.traces;
    },
    get events() {
      return tables.events;
    },
    get services() {
      return tables.services;
    },
  };
  if (summary !== undefined) summaries.set(observation, summary);
  return observation;
}

/** Summaries that came with tables; a copy of an observation has to read its table. */
const summaries = new WeakMap<Observation, ServiceSummary>();

/** The numbers of an observation's wide table: at no cost where the cluster had them at hand, else read from the table. */
export function summaryOf(observation: Observation): ServiceSummary {
  return summaries.get(observation) ?? summaryOfTable(observation.services);
}
