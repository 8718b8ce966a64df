import {
  measureIndex,
  numberValues,
  type ServiceRow,
  serviceMeasures,
  serviceSchema,
  serviceTable,
  summaryOfRows,
  summaryOfTable,
  summaryTable,
  textValues,
} from "@aiops-gym/telemetry";
import { describe, expect, it } from "vitest";

const idle: ServiceRow = {
  service: "geo",
  requestsPerSecond: 0,
  errorRatio: null,
  p50Milliseconds: null,
  p95Milliseconds: null,
  p99Milliseconds: null,
  inflight: 0,
  cpuCores: 0.01,
  cpuThrottledRatio: 0,
  memoryWorkingSetBytes: 2 ** 24,
  memoryLimitBytes: null,
  restarts: 3,
  readyReplicas: 0,
  desiredReplicas: 1,
  networkReceiveBytesPerSecond: 12.5,
  networkTransmitBytesPerSecond: 25,
};

describe("serviceTable", () => {
  it("has a row a service, and null where nothing was measured", () => {
    const table = serviceTable([idle, { ...idle, service: "rate", errorRatio: 0.5 }]);
    expect(textValues(table, "service")).toEqual(["geo", "rate"]);
    expect([...numberValues(table, "err_rate")]).toEqual([Number.NaN, 0.5]);
    expect(table.get(0)?.toJSON()).toEqual({
      service: "geo",
      rps: 0,
      err_rate: null,
      p50_ms: null,
      p95_ms: null,
      p99_ms: null,
      inflight: 0,
      cpu_cores: 0.01,
      cpu_throttled_ratio: 0,
      mem_working_set_bytes: 16_777_216,
      mem_limit_bytes: null,
      restarts: 3,
      ready: 0,
      desired: 1,
      net_rx_bps: 12.5,
      net_tx_bps: 25,
      cpu_limit_cores: null,
      log_errors: null,
      log_warnings: null,
      warning_events: null,
      endpoints_ready: null,
      containers_waiting: null,
      containers_oom_killed: null,
      pods_unscheduled: null,
      nodes_ready_ratio: null,
      since_start_s: null,
      own_err_rate: null,
      own_ms: null,
      transit_ms: null,
      unanswered_rate: null,
    });
  });

  it("has the numbers of the summary that it was made of, one a column", () => {
    expect(serviceSchema.fields).toHaveLength(1 + serviceMeasures.length);
    const summary = summaryOfRows([idle, { service: "rate", unansweredRatio: 1 }]);
    expect(summary.services).toEqual(["geo", "rate"]);
    expect(summary.values[measureIndex.networkTransmitBytesPerSecond]).toBe(25);
    expect(summary.values.at(-1)).toBe(1);
    expect(summaryOfTable(summaryTable(summary))).toEqual(summary);
  });

  it("may be empty", () => {
    expect(serviceTable([]).numRows).toBe(0);
  });
});
