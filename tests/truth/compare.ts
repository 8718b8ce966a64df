/**
 * Compares what was recorded with what was played.
 * @module
 */
import type { Check } from "./check.ts";
import { compareEvents } from "./compare-events.ts";
import { compareHistories, type Looking } from "./compare-histories.ts";
import { compareLogs } from "./compare-logs.ts";
import { compareResources } from "./compare-resources.ts";
import { compareTraces } from "./compare-traces.ts";
import { compareSpanTimings, compareTraffic } from "./compare-traffic.ts";
import type { Observed, ObservedLog } from "./observed.ts";

/**
 * Processes whose own logs are compared: the application's. Recorded databases and Consul were small stand-ins that print other
 * lines than the real ones, and Jaeger was another version.
 */
const comparedLogs = /^(frontend|search|geo|rate|profile|recommendation|user|reservation)(\.previous)?$/;

/** Of the stores, only memcached was the real one. */
const comparedResources = /^(frontend|search|geo|rate|profile|recommendation|user|reservation|memcached-.*)$/;

function applicationLogs(logs: readonly ObservedLog[]): readonly ObservedLog[] {
  return logs.filter(({ process, lines }) => comparedLogs.test(process) && lines.length > 0);
}

/** All checks of one scenario, in the order of the areas. */
export function compare(expected: Observed, actual: Observed, looking: Looking): readonly Check[] {
  return [
    ...compareTraffic(expected.traffic, actual.traffic),
    ...compareHistories("pods", expected.pods, actual.pods, looking),
    ...compareHistories("endpoints", expected.endpoints, actual.endpoints, looking),
    ...compareEvents(expected.events, actual.events),
    ...compareLogs(applicationLogs(expected.logs), applicationLogs(actual.logs)),
    ...compareTraces(expected.traces, actual.traces),
    ...compareSpanTimings(expected.spanTimings, actual.spanTimings),
    ...compareResources(
      expected.resources.filter(({ service }) => comparedResources.test(service)),
      actual.resources,
    ),
  ];
}
