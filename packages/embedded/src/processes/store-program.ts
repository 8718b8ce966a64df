/**
 * Store programs at their start: their memory, their data.
 * @module
 */
import type { BusyboxProgram, Program, StoreProgram } from "@aiops-gym/application";
import { writeLog } from "../capture/capture.ts";
import { runInitScripts } from "../exec/mongo/init-scripts.ts";
import type { Simulation } from "../kernel/simulation.ts";
import type { ContainerRecord } from "../runtime/runtime-state.ts";
import type { StoreState } from "./store-server.ts";
import { createConsulState } from "./stores/consul-server.ts";
import { createMemcachedState } from "./stores/memcached-server.ts";
import { createMongodState, mongodSync } from "./stores/mongod-server.ts";

/** What a store keeps in memory when it starts; `null` for other programs. */
export function createStoreState(
  sim: Simulation,
  container: ContainerRecord,
  program: Exclude<Program, BusyboxProgram>,
): StoreState | null {
  switch (program.kind) {
    case "memcached":
      return createMemcachedState(container);
    case "consul":
      return createConsulState();
    case "mongod":
      return createMongodState(container);
    case "jaeger":
      return { kind: "jaeger", spans: 0, startedAt: sim.now };
    default:
      return null;
  }
}

/** What the image's entry point does before the server runs. */
export function initialiseStore(sim: Simulation, container: ContainerRecord, program: StoreProgram): void {
  if (program.kind !== "mongod") return;
  for (const { name, output } of runInitScripts(sim, container).scripts) {
    const text = `\n/usr/local/bin/docker-entrypoint.sh: running ${name}\n${output.trimEnd()}`;
    writeLog(sim, container, "stdout", undefined, text);
  }
  sim.schedule(5_000_000, mongodSync, { container: container.id, startedAt: sim.now });
}
