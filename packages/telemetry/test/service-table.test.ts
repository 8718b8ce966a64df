import { numberValues, type ServiceRow, serviceTable, textValues } from "@aiops-gym/telemetry";
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
    });
  });

  it("may be empty", () => {
    expect(serviceTable([]).numRows).toBe(0);
  });
});
