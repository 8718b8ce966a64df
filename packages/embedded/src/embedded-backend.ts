/**
 * The embedded backend: starts applications on simulated clusters, from warm starts that episodes share.
 * @module
 */
import {
  type Application,
  type ApplicationBackend,
  checkTracesSampler,
  type OpenOptions,
  type RunningApplication,
  type TracesSampler,
  type WorkloadStats,
} from "@aiops-gym/application";
import {
  GymError,
  kinds,
  type Manifest,
  microsPerSecond,
  type TelemetryWindow,
  type UnixMicros,
} from "@aiops-gym/cluster";
import { createControlPlane } from "./create-control-plane.ts";
import { createSimulation } from "./create-simulation.ts";
import { EmbeddedCluster, type Holder, holderOf } from "./embedded-cluster.ts";
import type { Simulation } from "./kernel/simulation.ts";
import { type ContainerSignal, signalContainer } from "./runtime/containers.ts";
import { fingerprintLater, fingerprintOf, readSnapshot, stateHashOf, writePending, writeSnapshot } from "./snapshot.ts";
import { tracedEvery } from "./workload/arrivals.ts";
import { startWorkload } from "./workload/users.ts";
import { type RequestRow, requestRows, workloadStats } from "./workload/workload-stats.ts";

/** Start-ups that episodes of one application share, chosen by their seeds. */
const warmStarts = 4;
/** What `kubectl apply` takes for an object. */
const applyMicros = 20_000;

/** An application on a simulated cluster. */
export class EmbeddedApplication implements RunningApplication {
  readonly application: Application;
  readonly cluster: EmbeddedCluster;
  readonly #holder: Holder;

  constructor(simulation: Simulation) {
    this.application = simulation.world.application;
    this.#holder = holderOf(simulation);
    this.cluster = new EmbeddedCluster(this.#holder);
  }

  /** The simulation itself, for tools that look behind the seam. */
  get simulation(): Simulation {
    return this.#holder.simulation;
  }

  /** Sends the main processes of a service's containers a signal, as the owner of their nodes can. */
  signal(service: string, signal: ContainerSignal): void {
    const { simulation } = this;
    for (const container of [...simulation.state.runtime.containers.values()])
      if (container.service === service) signalContainer(simulation, container.id, signal);
  }

  get startedAt(): UnixMicros {
    return this.simulation.state.workload.startedAt;
  }

  async workloadStats(window: TelemetryWindow): Promise<readonly WorkloadStats[]> {
    return workloadStats(this.simulation, window);
  }

  /** Requests one by one, as far as they are kept, in the order in which they ended. */
  requests(): readonly RequestRow[] {
    return requestRows(this.simulation);
  }

  fork(): EmbeddedApplication {
    return new EmbeddedApplication(this.simulation.fork());
  }

  reseed(seed: number): void {
    this.simulation.reseed(seed);
  }

  snapshot(): Uint8Array {
    return writeSnapshot(this.simulation);
  }

  stateHash(): string {
    return stateHashOf(this.simulation);
  }

  fingerprint(): string {
    return fingerprintOf(this.simulation);
  }

  fingerprintLater(): () => string {
    return fingerprintLater(this.simulation);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.simulation.release();
  }
}

const bases = new WeakMap<Application, Map<string, Promise<Simulation>>>();

/** Runs applications in this process, on virtual time. */
export const embeddedBackend: ApplicationBackend & {
  open(application: Application, options: OpenOptions): Promise<EmbeddedApplication>;
  restore(application: Application, snapshot: Uint8Array): Promise<EmbeddedApplication>;
} = {
  name: "embedded",

  async open(application, { seed, coldStart = false, startAt, tracesSampler, signal }) {
    if (!Number.isSafeInteger(seed) || seed < 0) {
      throw new GymError("ERR_INVALID_DEFINITION", `seed is ${seed}; expected an integer from 0 below 2^53.`);
    }
    signal?.throwIfAborted();
    const every = tracesSampler && unusualShare(application, checkTracesSampler(tracesSampler));
    if (coldStart || startAt !== undefined) {
      return new EmbeddedApplication(await start(application, seed, every, signal, startAt));
    }
    const simulation = (await warmStart(application, seed % warmStarts, every)).fork();
    simulation.reseed(seed);
    return new EmbeddedApplication(simulation);
  },

  async restore(application, snapshot) {
    return new EmbeddedApplication(readSnapshot(application, snapshot));
  },
};

/** Of how many requests one is traced, where the arrivals alone say otherwise. */
function unusualShare({ workload: { arrivals } }: Application, sampler: TracesSampler): number | undefined {
  const every = tracedEvery(arrivals, sampler);
  return every === tracedEvery(arrivals) ? undefined : every;
}

/** A started application that nobody changes: episodes go on from copies. */
function warmStart(application: Application, index: number, every: number | undefined): Promise<Simulation> {
  let ofApplication = bases.get(application);
  if (ofApplication === undefined) {
    ofApplication = new Map();
    bases.set(application, ofApplication);
  }
  const key = `${index} ${every ?? ""}`;
  let base = ofApplication.get(key);
  if (base === undefined) {
    base = start(application, index, every, undefined);
    ofApplication.set(key, base);
  }
  return base;
}

/** @param every - Of how many requests one is traced; undefined: as the arrivals alone say. */
async function start(
  application: Application,
  seed: number,
  every: number | undefined,
  signal: AbortSignal | undefined,
  startAt?: UnixMicros,
): Promise<Simulation> {
  const simulation = createSimulation(application, seed, startAt);
  if (every !== undefined) simulation.state.workload.tracedEvery = every;
  createControlPlane(simulation);
  const { api } = new EmbeddedCluster(holderOf(simulation));
  for (const manifest of withNamespaces(application)) {
    signal?.throwIfAborted();
    await api.create(manifest);
    simulation.run(simulation.now + applyMicros);
  }
  // Traffic begins on a whole second, so that windows of whole seconds hold whole cells of statistics.
  const startedAt = Math.ceil((simulation.now + application.startupSeconds * microsPerSecond) / 5e6) * 5e6;
  simulation.run(startedAt);
  startWorkload(simulation);
  simulation.run(startedAt + Math.round(application.warmupSeconds * microsPerSecond));
  // Of these, episodes share the rows; each would make its own otherwise.
  writePending(simulation);
  return simulation;
}

/** The manifests with their namespace filled in; the namespace itself first, when no manifest makes it. */
function withNamespaces(application: Application): readonly Manifest[] {
  const { namespace, manifests } = application;
  const filled = manifests.map((manifest) => {
    const namespaced = kinds.find(manifest.apiVersion, manifest.kind)?.namespaced ?? true;
    if (!namespaced || manifest.metadata.namespace !== undefined) return manifest;
    return { ...manifest, metadata: { ...manifest.metadata, namespace } };
  });
  if (manifests.some(({ kind, metadata }) => kind === "Namespace" && metadata.name === namespace)) return filled;
  return [{ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } }, ...filled];
}
