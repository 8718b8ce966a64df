/**
 * What the text view shows of an observation beside the reply: sections of lines, as data.
 * @module
 */
import { stripVTControlCharacters } from "node:util";
import { microsPerSecond, toRfc3339 } from "@aiops-gym/cluster";
import {
  measureIndex,
  microsValues,
  numberValues,
  type ServiceMeasure,
  serviceMeasures,
  severityNumbers,
  textValues,
} from "@aiops-gym/telemetry";
import { type Observation, summaryOf } from "../observation.ts";

/** A line, and how much it matters: when not all fit, the ones of most weight stay, the later before the earlier. */
export interface SectionLine {
  readonly text: string;
  readonly weight: number;
  /** How many rows it stands for. */
  readonly rows: number;
}

/** A part of an observation as text. */
export interface TextSection {
  /** Its heading, and its name in the account of what was cut. */
  readonly name: string;
  /** Share of what is left of the budget that it may take; what it does not need is left to the next. */
  readonly share: number;
  /** In the order in which they are shown. */
  lines(observation: Observation): readonly SectionLine[];
}

/** `09:12:03` */
function clockTime(unixMicros: number): string {
  return toRfc3339(unixMicros).slice(11, 19);
}

function number(value: number): string {
  return value >= 100 ? value.toFixed(0) : String(Number(value.toFixed(value >= 1 ? 1 : 3)));
}

function userLines({ users, windowStartUnixMicros, timeUnixMicros }: Observation): SectionLine[] {
  if (users === undefined) return [];
  const seconds = (timeUnixMicros - windowStartUnixMicros) / microsPerSecond;
  const { requests, successes, p50Micros, p99Micros } = users;
  const latency =
    p50Micros === null || p99Micros === null
      ? ""
      : `, median ${number(p50Micros / 1000)} ms, p99 ${number(p99Micros / 1000)} ms`;
  const text = `${successes} of ${requests} requests in ${number(seconds)} s succeeded${latency}`;
  return [{ text, weight: 1, rows: 1 }];
}

/** How a measure reads in a service's line; `null` where it is not worth a word. */
type Saying = readonly [
  measure: ServiceMeasure,
  say: (value: number, of: (measure: ServiceMeasure) => number) => string | null,
];

const nonzero =
  (name: string) =>
  (value: number): string | null =>
    value > 0 ? `${name} ${number(value)}` : null;

const sayings: readonly Saying[] = [
  ["readyReplicas", (value, of) => `${value}/${of("desiredReplicas")} ready`],
  ["readyEndpoints", (value) => (value === 0 ? "no endpoint" : null)],
  ["unscheduledPods", nonzero("unscheduled pods")],
  ["readyNodesRatio", (value) => (value < 1 ? `${number(100 * value)}% of its nodes ready` : null)],
  ["waitingContainers", nonzero("waiting containers")],
  ["oomKilledContainers", nonzero("containers killed for memory")],
  ["restarts", nonzero("restarts")],
  ["requestsPerSecond", (value) => `${number(value)} requests/s`],
  ["errorRatio", (value) => (value > 0 ? `${number(100 * value)}% errors` : null)],
  ["p50Milliseconds", (value) => `median ${number(value)} ms`],
  ["p99Milliseconds", (value) => `p99 ${number(value)} ms`],
  [
    "cpuCores",
    (value, of) => (value > 0.5 * of("cpuLimitCores") ? `CPU ${number(value)} of ${of("cpuLimitCores")}` : null),
  ],
  ["cpuThrottledRatio", (value) => (value > 0.01 ? `throttled ${number(100 * value)}%` : null)],
  [
    "memoryWorkingSetBytes",
    (value, of) =>
      value > 0.8 * of("memoryLimitBytes")
        ? `memory ${number((100 * value) / of("memoryLimitBytes"))}% of its limit`
        : null,
  ],
  ["logErrors", nonzero("log errors")],
  ["logWarnings", nonzero("log warnings")],
  ["warningEvents", nonzero("warning events")],
];

/** How bad a service is off, for the order in which lines are given up. */
function distress(of: (measure: ServiceMeasure) => number): number {
  const known = (measure: ServiceMeasure): number => {
    const value = of(measure);
    return Number.isNaN(value) ? 0 : value;
  };
  const missing = Math.max(known("desiredReplicas"), 1) - known("readyReplicas");
  return (
    10 * Math.max(missing, 0) +
    10 * known("errorRatio") +
    5 * (known("waitingContainers") + known("unscheduledPods") + known("oomKilledContainers")) +
    (known("readyEndpoints") === 0 ? 5 : 0) +
    Math.min(known("logErrors") + known("warningEvents") + known("restarts"), 5)
  );
}

function serviceLines(observation: Observation): SectionLine[] {
  const { services, values } = summaryOf(observation);
  // services of which the same is to be said share a line, where the first of them stands
  const alike = new Map<string, { readonly names: string[]; weight: number }>();
  services.forEach((service, row) => {
    const of = (measure: ServiceMeasure): number =>
      values[row * serviceMeasures.length + measureIndex[measure]] ?? Number.NaN;
    const words = sayings.flatMap(([measure, say]) => {
      const value = of(measure);
      return Number.isNaN(value) ? [] : (say(value, of) ?? []);
    });
    const said = words.join(", ") || "nothing measured";
    const line = alike.get(said) ?? { names: [], weight: 0 };
    alike.set(said, line);
    line.names.push(service);
    line.weight = Math.max(line.weight, distress(of));
  });
  return [...alike].map(([said, { names, weight }]) => ({
    text: `${names.join(", ")}: ${said}`,
    weight,
    rows: names.length,
  }));
}

/** Numbers and identifiers differ from line to line of one kind. */
function likeness(text: string): string {
  return text.replace(/[0-9a-f]{8,}|\d+/g, "#");
}

/** Lines that are alike become one, where the last was, with their count. */
function merged(
  lines: readonly { readonly start: string; readonly body: string; readonly weight: number }[],
): SectionLine[] {
  const kept = new Map<string, { readonly text: string; readonly weight: number; readonly rows: number }>();
  for (const { start, body, weight } of lines) {
    const key = `${start.replace(/^\S+ /, "")} ${likeness(body)}`;
    const rows = (kept.get(key)?.rows ?? 0) + 1;
    // set again, so that it stands where the last one was
    kept.delete(key);
    kept.set(key, { text: `${start} ${body}`, weight, rows });
  }
  return [...kept.values()].map((line) =>
    line.rows === 1 ? line : { ...line, text: `${line.text} (and ${line.rows - 1} before, alike)` },
  );
}

function eventLines({ events }: Observation): SectionLine[] {
  const times = microsValues(events, "last_seen");
  const [types, reasons, kinds, names, messages] = ["type", "reason", "object_kind", "object_name", "message"].map(
    (column) => textValues(events, column),
  );
  return merged(
    Array.from(times, (time, row) => ({
      start: `${clockTime(time)} ${types?.[row]} ${reasons?.[row]} ${kinds?.[row]}/${names?.[row]}:`,
      body: messages?.[row] ?? "",
      weight: types?.[row] === "Warning" ? 1 : 0,
    })),
  );
}

function logLines({ logs }: Observation): SectionLine[] {
  const times = microsValues(logs, "time");
  const severities = numberValues(logs, "severity_number");
  const [services, levels, bodies] = ["service", "severity_text", "body"].map((column) => textValues(logs, column));
  return merged(
    Array.from(times, (time, row) => {
      const severity = severities[row] ?? 0;
      return {
        start: `${clockTime(time)} ${services?.[row] ?? "?"}${levels?.[row] ? ` ${levels[row]}` : ""}:`,
        body: stripVTControlCharacters(bodies?.[row] ?? ""),
        weight: severity >= severityNumbers.ERROR ? 3 : severity >= severityNumbers.WARN ? 2 : severity === 0 ? 1 : 0,
      };
    }),
  );
}

/** OpenTelemetry's status code of a span that failed. */
const failed = 2;

function traceLines({ traces }: Observation): SectionLine[] {
  const codes = numberValues(traces, "status_code");
  const services = textValues(traces, "service");
  const operations = textValues(traces, "operation");
  const messages = textValues(traces, "status_message");
  const groups = new Map<string, { spans: number; failures: number; message: string }>();
  services.forEach((service, row) => {
    const name = `${service} ${operations[row]}`;
    const group = groups.get(name) ?? { spans: 0, failures: 0, message: "" };
    groups.set(name, group);
    group.spans += 1;
    if (codes[row] !== failed) return;
    group.failures += 1;
    group.message = messages[row] ?? group.message;
  });
  return [...groups].flatMap(([name, { spans, failures, message }]) =>
    failures === 0
      ? []
      : [
          {
            text: `${name}: ${failures} of ${spans} spans failed${message === "" ? "" : `: ${message}`}`,
            weight: failures,
            rows: failures,
          },
        ],
  );
}

/** All sections, in the order in which they are shown and get their share. */
export const textSections: readonly TextSection[] = Object.freeze([
  { name: "users", share: 1, lines: userLines },
  { name: "services", share: 0.5, lines: serviceLines },
  { name: "events", share: 0.4, lines: eventLines },
  { name: "traces", share: 0.4, lines: traceLines },
  { name: "logs", share: 1, lines: logLines },
]);
