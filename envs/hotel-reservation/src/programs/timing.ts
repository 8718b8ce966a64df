/**
 * Times and costs measured on the real application, shared by its Go services. Times are microseconds.
 * @module
 */
import type { ClientSpec, Distribution, LogLine, OnSigterm, RequestCosts } from "@aiops-gym/application";
import { standardLine } from "./go-log.ts";

/** A lognormal amount. */
export function lognormal(median: number, sigma: number): Distribution {
  return { kind: "lognormal", median, sigma };
}

/** Mostly one amount; one time in ten slower, one in a hundred much slower: the scheduler, the garbage collector. */
export function jittered(median: number, sigma = 0.3): Distribution {
  return {
    kind: "mixture",
    parts: [
      { weight: 89, of: lognormal(median, sigma) },
      { weight: 10, of: lognormal(median * 2.2, 0.4) },
      { weight: 1, of: lognormal(median * 9, 0.5) },
    ],
  };
}

/**
 * What lies between a client's span and its server's, and what neither shows: a gap of 690 us (median), of which 55 % lies before the
 * server's span, and 0.75 ms of CPU for a request that computes for 0.07 ms.
 */
export const grpcServerCosts: RequestCosts = {
  beforeCpuMicros: jittered(220),
  afterCpuMicros: jittered(90),
  backgroundCpuMicros: lognormal(280, 0.4),
};

/** The calling side. */
export const grpcClientCosts: RequestCosts = {
  beforeCpuMicros: jittered(70),
  afterCpuMicros: jittered(130),
  backgroundCpuMicros: lognormal(120, 0.4),
};

/** The frontend's HTTP server. */
export const httpServerCosts: RequestCosts = {
  beforeCpuMicros: lognormal(80, 0.3),
  afterCpuMicros: lognormal(80, 0.3),
  backgroundCpuMicros: lognormal(420, 0.4),
};

/** Printed by the resolver whenever it cannot ask Consul. */
const watchError: LogLine = standardLine("grpc/lb/consul: error retrieving instances from Consul: {error}");

/** A client of another Go service: found in Consul, which knows pods' addresses. */
export function grpcClient(service: string): ClientSpec {
  return {
    protocol: "grpc",
    target: { kind: "consul", consul: "{config.consul}", service: `srv-${service}`, onWatchError: watchError },
    costs: grpcClientCosts,
  };
}

/** No Go service handles SIGTERM: Go's runtime ends the process with status 2 at once. */
export const diesAtOnce: OnSigterm = {
  kind: "exit",
  exitCode: 2,
  afterMicros: { kind: "uniform", min: 2000, max: 12_000 },
};

/** Bytes of so many MiB. */
export function mebibytes(amount: number): number {
  return Math.round(amount * 1024 * 1024);
}
