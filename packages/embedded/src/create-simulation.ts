/**
 * A new, empty simulation of an application's cluster.
 * @module
 */
import type { Application, Program } from "@aiops-gym/application";
import { fromRfc3339, type UnixMicros } from "@aiops-gym/cluster";
import { createStoreState } from "./apiserver/store-state.ts";
import { createCaptureState } from "./capture/capture-state.ts";
import { startSampling } from "./capture/sampling.ts";
import { createControlPlaneState } from "./controllers/control-plane-state.ts";
import { Simulation } from "./kernel/simulation.ts";
import type { SimulationWorld } from "./kernel/simulation-world.ts";
import { createKubeletState } from "./kubelet/kubelet-state.ts";
import { createMetricsState } from "./metrics-server/metrics-state.ts";
import { createNetworkState } from "./network/network-state.ts";
import { createProcessesState } from "./processes/processes-state.ts";
import { fullImageName } from "./runtime/images.ts";
import { createRuntimeState } from "./runtime/runtime-state.ts";
import { systemImages, systemPrograms } from "./system-workloads.ts";
import { createWorkloadState } from "./workload/workload-state.ts";
import "./chaos/chaos-controller.ts";
import "./processes/process.ts";

/** When every simulation begins: a Monday morning. */
const startOfTime = fromRfc3339("2026-01-05T09:00:00Z");

/** What runs in the place of a failing pod's containers, when the application does not say. */
const pause: Program = {
  kind: "idle",
  name: "pause",
  memory: { idleBytes: 512 * 1024 },
  onSigterm: { kind: "exit", exitCode: 0, afterMicros: 1000 },
};

const worlds = new WeakMap<Application, SimulationWorld>();

/** The unchanging part of the application's simulations. */
export function worldOf(application: Application): SimulationWorld {
  let world = worlds.get(application);
  if (world === undefined) {
    world = {
      application,
      images: new Map([...systemImages, ...application.images].map((image) => [fullImageName(image.name), image])),
      programs: new Map([pause, ...systemPrograms, ...application.programs].map((program) => [program.name, program])),
    };
    worlds.set(application, world);
  }
  return world;
}

/** An empty cluster, its sampling clock running from `startAt` on. */
export function createSimulation(
  application: Application,
  seed: number,
  startAt: UnixMicros = startOfTime,
): Simulation {
  const sim = new Simulation(
    {
      kernel: { now: startAt, sequence: 0, seed, generation: 0, queue: [], streams: new Map() },
      store: createStoreState(),
      controlPlane: createControlPlaneState(),
      kubelet: createKubeletState(),
      runtime: createRuntimeState(),
      network: createNetworkState(),
      processes: createProcessesState(),
      workload: createWorkloadState(),
      capture: createCaptureState(),
      metrics: createMetricsState(),
    },
    worldOf(application),
  );
  startSampling(sim);
  return sim;
}
