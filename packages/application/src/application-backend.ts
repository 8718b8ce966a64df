/**
 * Where applications run: what the environment needs of a cluster beyond the Kubernetes API.
 * @module
 */
import type { Cluster, TelemetryWindow, UnixMicros } from "@aiops-gym/cluster";
import type { Application } from "./application.ts";
import type { TracesSampler } from "./traces-sampler.ts";
import type { WorkloadStats } from "./workload.ts";

/** How an episode's application is started. */
export interface OpenOptions {
  /** All chance of the episode comes from it; an integer in [0, 2^53). */
  readonly seed: number;
  /** Simulates the start-up instead of taking one of the warm starts. */
  readonly coldStart?: boolean;
  /** When the cluster's clock begins, where time is virtual; a Monday morning by default. Another beginning is always a cold start. */
  readonly startAt?: UnixMicros;
  /** Which requests are traced, where traffic is simulated; by default all below 50 a second, and of more ten a second. */
  readonly tracesSampler?: TracesSampler;
  readonly signal?: AbortSignal;
}

/** An application that runs on a cluster, under load. Disposing of it removes it. */
export interface RunningApplication extends AsyncDisposable {
  readonly application: Application;
  readonly cluster: Cluster;
  /** When this episode's application began to serve. */
  readonly startedAt: UnixMicros;
  /** What users felt in a window, overall (`type: "all"`, first) and by request type. */
  workloadStats(window: TelemetryWindow): Promise<readonly WorkloadStats[]>;
  /** A copy that goes on alike; both live on. `ERR_NOT_CAPABLE` where `cluster.capabilities.fork` is false. */
  fork(): RunningApplication;
  /** From here on all chance comes from this seed, an integer in [0, 2^53); there where `cluster.capabilities.fork` is. */
  reseed?(seed: number): void;
  /** All state as bytes, for {@link ApplicationBackend.restore}. */
  snapshot(): Uint8Array;
  /** SHA-256 (hex) of all state: equal exactly for equal states. Costs milliseconds. */
  stateHash(): string;
  /** A digest of counters, streams of chance and versions that all change when anything happens: cheap enough for every step. */
  fingerprint(): string;
  /** Remembers what the digest is made of, for less than making it costs; the answer makes it, whatever has happened since. */
  fingerprintLater?(): () => string;
}

/** A kind of cluster: embedded or live. */
export interface ApplicationBackend {
  readonly name: string;
  /** Starts the application, waits until it serves, and lets `warmupSeconds` pass under load. */
  open(application: Application, options: OpenOptions): Promise<RunningApplication>;
  /** Goes on from a snapshot. `ERR_INVALID_SNAPSHOT` when the bytes are damaged or of another version. */
  restore(application: Application, snapshot: Uint8Array): Promise<RunningApplication>;
}
