/**
 * What is recorded: logs, spans, metrics, events, and service statistics.
 * @module
 */
import type { UnixMicros } from "@aiops-gym/cluster";

/** A line that a container printed. Frozen. */
export interface ContainerLine {
  readonly time: UnixMicros;
  readonly stream: "stdout" | "stderr";
  readonly text: string;
}

/** Lines of one container instance, oldest first. */
export interface ContainerLog {
  readonly containerId: string;
  readonly podUid: string;
  readonly containerName: string;
  readonly restartCount: number;
  /** Full blocks, frozen. */
  sealed: (readonly ContainerLine[])[];
  open: ContainerLine[];
}

/** A span that its process has not sent yet. Frozen. */
export interface PendingSpan {
  readonly trace: number;
  readonly span: number;
  readonly parent: number;
  readonly name: string;
  readonly kind: "client" | "server" | "internal" | "producer" | "consumer";
  readonly startedAt: UnixMicros;
  readonly endedAt: UnixMicros;
  readonly failed: boolean;
  readonly tags: Readonly<Record<string, string | number | boolean>>;
}

/** Requests that a service answered, in cells of some seconds; a ring. */
export interface ServiceCells {
  /** Number of the cell's time slot, by index in the ring; -1: never used. */
  slots: Int32Array;
  requests: Uint32Array;
  errors: Uint32Array;
  /** Latency histogram of each cell, one after another. */
  latencies: Uint16Array;
}

export interface CaptureState {
  /** What is recorded beside container logs and service statistics. */
  enabled: boolean;
  /** By container id. */
  logs: Map<string, ContainerLog>;
  /** By container id. */
  pendingSpans: Map<string, PendingSpan[]>;
  /** By service. */
  services: Map<string, ServiceCells>;
}

/** Nothing recorded. */
export function createCaptureState(): CaptureState {
  return { enabled: true, logs: new Map(), pendingSpans: new Map(), services: new Map() };
}
