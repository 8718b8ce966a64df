/**
 * Brings the embedded cluster's telemetry and its users' statistics into the form in which they are compared.
 * @module
 */
import { type Cluster, StatusError, type UnixMicros } from "@aiops-gym/cluster";
import type { EmbeddedApplication } from "@aiops-gym/embedded";
import type { Table } from "apache-arrow";
import { spanTimings } from "./from-recording.ts";
import { deploymentOfPod, normalizeText, objectName } from "./normalize.ts";
import {
  type Observed,
  type ObservedEvent,
  type ObservedLog,
  type PhaseTimes,
  phaseOf,
  type ResourceUse,
  type Traffic,
} from "./observed.ts";
import { requestTypeOf, type ShapedSpan, traceShape } from "./trace-shape.ts";
import { trafficOf } from "./traffic.ts";

const namespace = "test-hotel-reservation";

/** The part of a run that is compared. */
export interface Scenario extends PhaseTimes {
  readonly start: UnixMicros;
  readonly end: number;
}

type Row = Readonly<Record<string, unknown>>;

function rowsOf(table: Table): readonly Row[] {
  return table.toArray() as readonly Row[];
}

/** Microseconds of a timestamp, whichever form Arrow hands out. */
function micros(time: unknown): number {
  // nanoseconds as bigint, or milliseconds as number
  return typeof time === "bigint" ? Number(time / 1000n) : Math.round(Number(time) * 1000);
}

function hex(bytes: unknown): string {
  return bytes instanceof Uint8Array ? Buffer.from(bytes).toString("hex") : "";
}

const spanKinds = ["unspecified", "internal", "server", "client", "producer", "consumer"];

/** Traces that began in the scenario. */
export async function observeTraces(
  cluster: Cluster,
  scenario: Scenario,
): Promise<Pick<Observed, "traces" | "spanTimings">> {
  const window = { startUnixMicros: scenario.start, endUnixMicros: scenario.start + scenario.end * 1e6 };
  const byTrace = new Map<string, (ShapedSpan & { readonly id: string; readonly parentId: string })[]>();
  for (const row of rowsOf(await cluster.telemetry.traces(window))) {
    const attributes = JSON.parse(String(row["attributes"] ?? "{}")) as Readonly<Record<string, string>>;
    const trace = hex(row["trace_id"]);
    const spans = byTrace.get(trace) ?? [];
    spans.push({
      id: hex(row["span_id"]),
      parentId: hex(row["parent_span_id"]),
      service: String(row["service"]),
      operation: String(row["operation"]),
      kind: spanKinds[Number(row["kind"])] ?? "internal",
      startMicros: micros(row["start"]) - scenario.start,
      durationMicros: Number(row["duration_ns"]) / 1000,
      parent: -1,
      error: String(attributes["error"]) === "true",
      status: String(row["http_status"] ?? attributes["response_code"] ?? ""),
    });
    byTrace.set(trace, spans);
  }
  const traces = [...byTrace.values()].map((spans) =>
    spans.map((span): ShapedSpan => ({ ...span, parent: spans.findIndex(({ id }) => id === span.parentId) })),
  );
  return {
    traces: traces.flatMap((spans) => {
      const root = spans.find(({ parent }) => parent === -1);
      const type = root === undefined ? undefined : requestTypeOf(root.operation);
      if (root === undefined || type === undefined || root.startMicros < 0) return [];
      return [{ phase: phaseOf(root.startMicros / 1e6, scenario), type, shape: traceShape(spans) }];
    }),
    spanTimings: spanTimings(
      traces.flat().filter(({ startMicros }) => startMicros >= 0 && startMicros / 1e6 < scenario.injected),
    ),
  };
}

/** What users felt. */
export function observeTraffic(running: EmbeddedApplication, scenario: Scenario): readonly Traffic[] {
  const requests = running.requests().map(({ startedAt, type, status, latencyMicros, body }) => {
    return { atSeconds: (startedAt - scenario.start) / 1e6, type, status, millis: latencyMicros / 1000, body };
  });
  // the first round filled the caches
  return trafficOf(
    requests.filter(({ atSeconds }) => atSeconds >= 0),
    scenario,
  );
}

/** Events of the scenario's time, each with its repetitions as one. */
export async function observeEvents(cluster: Cluster, scenario: Scenario): Promise<readonly ObservedEvent[]> {
  const { items } = await cluster.api.list({ apiVersion: "v1", kind: "Event", namespace });
  const seconds = (time: unknown): number => (Date.parse(String(time)) * 1000 - scenario.start) / 1e6;
  return items.flatMap((event): readonly ObservedEvent[] => {
    const involved = event["involvedObject"] as { readonly kind: string; readonly name: string };
    // the recorded packet filters and signals were no objects of Kubernetes
    if (involved.kind.endsWith("Chaos")) return [];
    const source = event["source"] as { readonly component?: string } | undefined;
    const time = event["eventTime"] ?? event["firstTimestamp"];
    const first = seconds(event["firstTimestamp"] ?? time);
    const last = seconds(event["lastTimestamp"] ?? time);
    // whole seconds: an event of the scenario's first second may bear an earlier time
    if (last < -1) return [];
    return [
      {
        object: objectName(involved.kind, involved.name),
        type: String(event["type"]),
        reason: String(event["reason"]),
        message: normalizeText(String(event["message"])),
        source: String(event["reportingComponent"] || source?.component || ""),
        first: first < -1 ? null : first,
        last,
        count: first < -1 ? null : Number(event["count"] ?? 1),
      },
    ];
  });
}

/** What containers printed, by pod; `.previous` is added for the container before. */
export type PodLogs = ReadonlyMap<string, readonly string[]>;

/** What the pods' containers, and those before them, have printed in the scenario's time. */
export async function readLogs(cluster: Cluster, scenario: Scenario): Promise<PodLogs> {
  const { items } = await cluster.api.list({ apiVersion: "v1", kind: "Pod", namespace });
  const logs = new Map<string, readonly string[]>();
  for (const { metadata } of items) {
    for (const previous of [false, true]) {
      const pod = { namespace, name: metadata.name };
      const text = await cluster.api.logs(pod, { previous, timestamps: true }).catch((error: unknown) => {
        if (error instanceof StatusError) return "";
        throw error;
      });
      const lines = text.split("\n").flatMap((line) => {
        const space = line.indexOf(" ");
        const at = Date.parse(line.slice(0, space)) * 1000;
        return space > 0 && at >= scenario.start ? [normalizeText(line.slice(space + 1))] : [];
      });
      if (lines.length > 0) logs.set(`${metadata.name}${previous ? ".previous" : ""}`, lines);
    }
  }
  return logs;
}

/** The logs by process. What was read later counts; pods that were gone by then are as they were read before. */
export function observedLogs(...readings: readonly PodLogs[]): readonly ObservedLog[] {
  const latest = new Map(readings.flatMap((logs) => [...logs]));
  return [...latest].map(([name, lines]) => {
    const pod = name.replace(/\.previous$/, "");
    return { process: `${deploymentOfPod(pod)}${pod === name ? "" : ".previous"}`, lines };
  });
}

/** What pods used that had the same container at the first and at the last scrape of the scenario. */
export async function observeResources(cluster: Cluster, scenario: Scenario): Promise<readonly ResourceUse[]> {
  const window = { startUnixMicros: scenario.start, endUnixMicros: scenario.start + scenario.end * 1e6 };
  const cpu = "container_cpu_usage_seconds_total";
  const memory = "container_memory_working_set_bytes";
  const samples = new Map<string, { readonly at: number; readonly name: string; readonly value: number }[]>();
  for (const row of rowsOf(await cluster.telemetry.metrics(window, { namespace, metrics: [cpu, memory] }))) {
    if (row["container"] === null || row["pod"] === null) continue;
    const pod = String(row["pod"]);
    const list = samples.get(pod) ?? [];
    list.push({ at: micros(row["time"]), name: String(row["name"]), value: Number(row["value"]) });
    samples.set(pod, list);
  }
  const scrapes = [...samples.values()].flat().map(({ at }) => at);
  const [begin, end] = [Math.min(...scrapes), Math.max(...scrapes)];
  return [...samples].flatMap(([pod, list]) => {
    const value = (name: string, at: number): number | undefined =>
      list.find((sample) => sample.name === name && sample.at === at)?.value;
    const [from, to, workingSetBytes] = [value(cpu, begin), value(cpu, end), value(memory, end)];
    if (from === undefined || to === undefined || to < from || workingSetBytes === undefined) return [];
    const cpuMillicores = ((to - from) / (end - begin)) * 1e9;
    return [{ service: deploymentOfPod(pod), cpuMillicores, workingSetBytes }];
  });
}
