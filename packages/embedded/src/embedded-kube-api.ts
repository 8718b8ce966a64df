/**
 * The Kubernetes API of an embedded cluster.
 * @module
 */
import type { Simulation } from "./kernel/simulation.ts";

/** Holds the simulation that is current: a restore puts another one in. */
export interface SimulationHolder {
  simulation: Simulation;
}
