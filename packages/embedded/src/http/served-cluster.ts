/**
 * What all requests to a served cluster share.
 * @module
 */
import type { KubeApi, KubeObject, UserInfo } from "@aiops-gym/cluster";
import type { Simulation } from "../kernel/simulation.ts";
import type { Gate } from "./gate.ts";
import type { Tokens } from "./tokens.ts";
import type { VirtualClock } from "./virtual-clock.ts";

/** Bounds on what clients may ask for. */
export interface ServerLimits {
  /** Connections at a time; more are turned away. 1000 by default. */
  readonly connections: number;
  /** Watches, logs that are followed and programs that are run, all at a time; more are answered 429. 600 by default. */
  readonly streams: number;
  /** Seconds after which a watch or a followed log ends at the latest. 3600 by default. */
  readonly streamSeconds: number;
  /** Seconds that a connection may be idle between requests. 120 by default. */
  readonly idleSeconds: number;
  /** Virtual seconds that a clock can be stepped by in one request. 86,400 by default. */
  readonly stepSeconds: number;
}

/** A cluster and what serves it. */
export interface ServedCluster {
  /** The simulation that is current. */
  sim(): Simulation;
  /** The API without any user's limits. */
  readonly api: KubeApi;
  impersonate(user: UserInfo): KubeApi;
  readonly clock: VirtualClock;
  readonly gate: Gate;
  readonly tokens: Tokens;
  /** Groups that seem not to be installed. */
  readonly hiddenGroups: readonly string[];
  /** Frozen objects as clients see them, without traces of those groups. */
  readonly shown: WeakMap<KubeObject, KubeObject>;
  readonly limits: ServerLimits;
  /** `127.0.0.1:6443` */
  address(): string;
  /** Watches and other streams that are open. */
  streams: number;
  /** Aborted when the server closes. */
  readonly closing: AbortSignal;
}
