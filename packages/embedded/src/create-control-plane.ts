/**
 * A new cluster's control plane: its namespaces, nodes and standing objects.
 * @module
 */
import type { Simulation } from "./kernel/simulation.ts";

/** What a node is. */
export interface NodeOptions {
  readonly name: string;
  readonly cpuCores: number;
  readonly memoryBytes: number;
  readonly maxPods: number;
}

/** What a cluster consists of at its start. */
export interface ControlPlaneOptions {
  readonly nodes: readonly NodeOptions[];
}

/** Fills an empty simulation's store. Call once, before anything else. */
export declare function createControlPlane(sim: Simulation, options?: ControlPlaneOptions): void;
