/**
 * The space of observations of an environment without wrappers: the same for every problem.
 * @module
 */
import { eventSchema, logSchema, metricSchema, serviceSchema, spanSchema } from "@aiops-gym/telemetry";
import { booleanSpace, boxSpace, dictSpace, jsonSpace, textSpace } from "./make-space.ts";
import type { DictSpace } from "./space.ts";
import { tableSpace } from "./table-space.ts";

const time = boxSpace(0, Number.MAX_SAFE_INTEGER, [], "int64");

const count = boxSpace(0, null, [], "int64");
/** Null where nothing was answered. */
const latency = jsonSpace;

/** Of `Observation`: text, times in microseconds since the Unix epoch, tables; the briefing in the first of an episode. */
export const observationSpace: DictSpace = dictSpace(
  {
    text: textSpace(),
    ok: booleanSpace,
    briefing: jsonSpace,
    windowStartUnixMicros: time,
    timeUnixMicros: time,
    logs: tableSpace(logSchema),
    metrics: tableSpace(metricSchema),
    traces: tableSpace(spanSchema),
    events: tableSpace(eventSchema),
    services: tableSpace(serviceSchema),
    users: dictSpace({ requests: count, successes: count, p50Micros: latency, p99Micros: latency }),
  },
  ["briefing", "users"],
);
