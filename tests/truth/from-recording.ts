/**
 * Brings a recording into the form in which it is compared.
 * @module
 */

import type { Looking } from "./compare-histories.ts";
import { deploymentOfPod, normalizeText, objectName } from "./normalize.ts";
import {
  type History,
  type Observed,
  type ObservedEvent,
  type ObservedLog,
  phaseOf,
  type ResourceUse,
  type Traffic,
} from "./observed.ts";
import { quantile } from "./quantile.ts";
import type { RecordedPod, RecordedSpan, Recording } from "./recording.ts";
import { requestTypeOf, type ShapedSpan, traceShape } from "./trace-shape.ts";
import { trafficOf } from "./traffic.ts";

/** What was seen of the real application. */
export function fromRecording(recording: Recording): Observed {
  const spans = recording.traces.map((trace) => trace.map(shapedSpan));
  return {
    traffic: traffic(recording),
    pods: podHistories(recording),
    endpoints: endpointHistories(recording),
    events: events(recording),
    logs: logs(recording),
    traces: spans.flatMap((trace) => {
      const root = trace.find((span) => span.parent === -1);
      const type = root === undefined ? undefined : requestTypeOf(root.operation);
      if (root === undefined || type === undefined) return [];
      return [{ phase: phaseOf(root.startMicros / 1e6, recording), type, shape: traceShape(trace) }];
    }),
    resources: resources(recording),
    spanTimings: spanTimings(spans.flat().filter((span) => span.startMicros / 1e6 < recording.injected)),
  };
}

/** The recorder did not look at pods while it carried out a fault's steps. */
export function lookingOf({ injected, injectedDone, end }: Recording): Looking {
  return { end, blind: [{ from: injected, until: injectedDone }] };
}

function shapedSpan([service, operation, start, durationMicros, parent, tags]: RecordedSpan): ShapedSpan {
  return {
    service,
    operation,
    kind: String(tags["span.kind"] ?? "internal"),
    startMicros: start * 1e6,
    durationMicros,
    parent,
    error: tags["error"] === true || tags["error"] === "true",
    status: String(tags["http.status_code"] ?? tags["response_code"] ?? ""),
  };
}

/** Upper quartiles by service, operation and kind. Medians would do, but half of all searches find nothing and are done at once. */
export function spanTimings(spans: readonly ShapedSpan[]): Observed["spanTimings"] {
  const durations = new Map<string, number[]>();
  for (const span of spans) {
    const key = `${span.service} ${span.operation} ${span.kind}`;
    const list = durations.get(key) ?? [];
    list.push(span.durationMicros);
    durations.set(key, list);
  }
  return [...durations].map(([span, list]) => ({ span, count: list.length, p75Micros: quantile(list, 0.75) }));
}

/** Containers that ran from the first sample to the last without a restart. */
function resources(recording: Recording): readonly ResourceUse[] {
  const [first, last] = [recording.cadvisor[0], recording.cadvisor.at(-1)];
  if (first === undefined || last === undefined || first === last) return [];
  return Object.entries(last[1]).flatMap(([pod, end]) => {
    const cpu = "container_cpu_usage_seconds_total";
    const from = first[1][pod]?.[cpu];
    const to = end[cpu];
    const workingSetBytes = end["container_memory_working_set_bytes"];
    if (from === undefined || to === undefined || to < from || workingSetBytes === undefined) return [];
    const cpuMillicores = ((to - from) / (last[0] - first[0])) * 1000;
    return [{ service: deploymentOfPod(pod), cpuMillicores, workingSetBytes }];
  });
}

function traffic(recording: Recording): readonly Traffic[] {
  const requests = recording.requests.map(([atMillis, type, status, millis, body]) => {
    return { atSeconds: atMillis / 1000, type, status, millis, body };
  });
  return trafficOf(requests, recording);
}

/** A pod's state as one text; restarts count from the scenario's start. */
export function podState(pod: Omit<RecordedPod, "name">, restartsBefore: number): string {
  if (pod.phase === "Pending" && !pod.deleting) {
    const [, status, why] = pod.conditions.find(([type]) => type === "PodScheduled") ?? [];
    if (status === "False") return `Pending ${why ?? ""}`;
    // too short to be told apart: a status without containers yet, or with containers being created
    if (!pod.state || pod.reason === "ContainerCreating") return "Pending starting";
  }
  const state = [pod.state, pod.reason].filter((part) => part !== null && part !== "").join("/");
  const exit = pod.exitCode === null ? "" : ` exit ${pod.exitCode}`;
  const restarts = (pod.restarts ?? 0) - restartsBefore;
  const marks = [pod.ready === true ? "ready" : "not ready", ...(restarts > 0 ? [`${restarts} restarts`] : [])];
  return `${pod.phase} ${state}${exit} ${marks.join(" ")}${pod.deleting ? " deleting" : ""}`;
}

/** State of something that is not there. */
export const gone = "gone";

/** Appends a state unless it is the last one already. */
export function appendState(states: { at: number; state: string }[], at: number, state: string): void {
  if (states.at(-1)?.state !== state) states.push({ at, state });
}

function podHistories(recording: Recording): readonly History[] {
  const histories = new Map<string, { at: number; state: string }[]>();
  const restartsBefore = new Map((recording.timeline[0]?.[1] ?? []).map((pod) => [pod.name, pod.restarts ?? 0]));
  for (const [at, pods] of recording.timeline) {
    const seen = new Set(pods.map((pod) => pod.name));
    for (const pod of pods) {
      const states = histories.get(pod.name) ?? [];
      appendState(states, at, podState(pod, restartsBefore.get(pod.name) ?? 0));
      histories.set(pod.name, states);
    }
    for (const [name, states] of histories) if (!seen.has(name)) appendState(states, at, gone);
  }
  return [...histories].map(([name, states]) => ({ subject: deploymentOfPod(name), states }));
}

/** Endpoints of a Service as one text: how many addresses and which ports; without addresses the ports say nothing. */
export function endpointState(addresses: number, ports: readonly number[]): string {
  return addresses === 0 ? "no address" : `${addresses} at ${[...ports].sort((a, b) => a - b).join(",")}`;
}

function endpointHistories(recording: Recording): readonly History[] {
  const histories = new Map<string, { at: number; state: string }[]>();
  for (const [at, , endpoints] of recording.timeline) {
    for (const [service, seen] of Object.entries(endpoints)) {
      const states = histories.get(service) ?? [];
      appendState(states, at, seen === null ? gone : endpointState(seen[0].length, seen[1]));
      histories.set(service, states);
    }
    for (const [service, states] of histories) if (endpoints[service] === undefined) appendState(states, at, gone);
  }
  return [...histories].map(([subject, states]) => ({ subject, states }));
}

function events(recording: Recording): readonly ObservedEvent[] {
  const start = Date.parse(recording.start);
  const seconds = (time: string): number => (Date.parse(time) - start) / 1000;
  return recording.events.map(([last, first, type, reason, kind, name, count, source, message]) => {
    const firstAt = first === null ? seconds(last) : seconds(first);
    return {
      object: objectName(kind, name),
      type,
      reason,
      message: normalizeText(message),
      source,
      first: firstAt < 0 ? null : firstAt,
      last: seconds(last),
      count: firstAt < 0 ? null : (count ?? 1),
    };
  });
}

function logs(recording: Recording): readonly ObservedLog[] {
  return Object.entries(recording.logs).map(([name, lines]) => {
    const pod = name.replace(/\.previous$/, "");
    const suffix = pod === name ? "" : ".previous";
    return {
      process: `${deploymentOfPod(pod)}${suffix}`,
      // each line begins with the kubelet's time stamp
      lines: lines.map((line) => normalizeText(line.slice(line.indexOf(" ") + 1))),
    };
  });
}
