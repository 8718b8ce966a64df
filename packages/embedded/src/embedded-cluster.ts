/**
 * A simulation as a cluster: its API, its clock, its telemetry.
 * @module
 */
import {
  type Clock,
  type Cluster,
  type ClusterCapabilities,
  type KubeApi,
  microsPerSecond,
  type TelemetrySource,
  type UserInfo,
} from "@aiops-gym/cluster";
import { AuthorizedKubeApi } from "./apiserver/authorization/authorized-api.ts";
import { createEmbeddedTelemetry } from "./capture/embedded-telemetry.ts";
import { EmbeddedKubeApi } from "./embedded-kube-api.ts";
import type { Simulation } from "./kernel/simulation.ts";

/** What everything that works on a cluster shares: the simulation. */
export interface Holder {
  simulation: Simulation;
  readonly sim: Simulation;
}

/** Holds a simulation. */
export function holderOf(simulation: Simulation): Holder {
  return {
    simulation,
    get sim(): Simulation {
      return this.simulation;
    },
  };
}

/** A simulated cluster. */
export class EmbeddedCluster implements Cluster {
  readonly name = "embedded";
  readonly capabilities: ClusterCapabilities = { deterministic: true, fork: true, snapshot: true, virtualTime: true };
  readonly api: KubeApi;
  readonly clock: Clock;
  readonly telemetry: TelemetrySource;

  readonly #holder: Holder;

  constructor(holder: Holder) {
    this.#holder = holder;
    this.api = new EmbeddedKubeApi(holder);
    this.telemetry = createEmbeddedTelemetry(() => holder.simulation);
    this.clock = {
      now: () => holder.simulation.now,
      sleep: async (seconds, signal) => {
        signal?.throwIfAborted();
        const { simulation } = holder;
        simulation.run(simulation.now + Math.max(0, Math.round(seconds * microsPerSecond)));
      },
    };
  }

  /** The simulation itself, for tools that look behind the seam; a restore may put another one in. */
  get simulation(): Simulation {
    return this.#holder.simulation;
  }

  impersonate(user: UserInfo): KubeApi {
    return new AuthorizedKubeApi(this.api, this.#holder, user);
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}
