/**
 * What the metrics server keeps: the last two readings of every running container.
 * @module
 */
import type { UnixMicros } from "@aiops-gym/cluster";

/** A container's meters at a time. Frozen. */
export interface Reading {
  readonly at: UnixMicros;
  /** CPU time since the container's start. */
  readonly cpuMicros: number;
  readonly memoryBytes: number;
}

/** The last reading and the one that it is compared with; without that there is nothing to tell yet. Frozen. */
export interface Readings {
  readonly last: Reading;
  readonly previous: Reading | null;
}

export interface MetricsState {
  /** Whether there is a metrics server at all. */
  installed: boolean;
  /** By container id. */
  readings: Map<string, Readings>;
}

/** No metrics server. */
export function createMetricsState(): MetricsState {
  return { installed: false, readings: new Map() };
}
