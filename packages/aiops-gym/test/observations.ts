/** Observations of a shop with two services, as views read them. */
import type { Observation } from "@aiops-gym/env";
import { eventsFromRows, logsFromRows, metricsFromRows, serviceTable, spansFromRows } from "@aiops-gym/telemetry";

/** 2026-01-05T09:00:00Z */
export const nine = 1_767_603_600_000_000;

/** How a service is in an observation; what is left out was not measured. */
export interface ServiceState {
  readonly service: string;
  readonly requestsPerSecond?: number;
  readonly errorRatio?: number;
  readonly p99Milliseconds?: number;
  readonly readyReplicas?: number;
  readonly desiredReplicas?: number;
}

/** A request of a user, as the entry's root span tells it. */
export interface UserRequest {
  readonly endedAtSeconds: number;
  readonly httpStatus: number;
}

/** Makes the observation of `[from, to)`, seconds after nine. */
export function observationOf(
  [from, to]: readonly [number, number],
  services: readonly ServiceState[],
  requests: readonly UserRequest[] = [],
): Observation {
  const none = [
    ...["requestsPerSecond", "errorRatio", "p50Milliseconds", "p95Milliseconds", "p99Milliseconds", "inflight"],
    ...["cpuCores", "cpuThrottledRatio", "memoryWorkingSetBytes", "memoryLimitBytes", "restarts", "readyReplicas"],
    ...["desiredReplicas", "networkReceiveBytesPerSecond", "networkTransmitBytesPerSecond"],
  ];
  const unmeasured = Object.fromEntries(none.map((name) => [name, null]));
  const origin = { service: "front", namespace: "shop", pod: "front-1", container: "front", node: "node-1" };
  return {
    text: "ok",
    ok: true,
    windowStartUnixMicros: nine + from * 1e6,
    timeUnixMicros: nine + to * 1e6,
    logs: logsFromRows([]),
    metrics: metricsFromRows([]),
    traces: spansFromRows(
      requests.map(({ endedAtSeconds, httpStatus }, index) => ({
        traceId: (index + 1).toString(16),
        spanId: (index + 1).toString(16),
        origin,
        operation: "GET /",
        kind: 2,
        startUnixMicros: nine + endedAtSeconds * 1e6 - 5000,
        durationMicros: 5000,
        httpStatus,
      })),
    ),
    events: eventsFromRows([]),
    services: serviceTable(services.map((state) => ({ ...unmeasured, ...state }) as never)),
  };
}
