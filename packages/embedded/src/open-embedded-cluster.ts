/**
 * An embedded cluster without an application: nodes, images, and what users create in it.
 * @module
 */
import type { Application, ImageSpec, Program } from "@aiops-gym/application";
import type { UnixMicros } from "@aiops-gym/cluster";
import { type ControlPlaneOptions, createControlPlane, type NodeOptions } from "./create-control-plane.ts";
import { createSimulation } from "./create-simulation.ts";
import { EmbeddedCluster, holderOf } from "./embedded-cluster.ts";

/** What an {@link openEmbeddedCluster} consists of. */
export interface EmbeddedClusterOptions extends Partial<ControlPlaneOptions> {
  /** Where its chance comes from; 0 by default. */
  readonly seed?: number;
  /** When its clock begins; a Monday morning by default. */
  readonly startAt?: UnixMicros;
  /** What its registries hold. */
  readonly images?: readonly ImageSpec[];
  /** What the images' executables are. */
  readonly programs?: readonly Program[];
  /** None: pods stay pending until nodes are created. One middle-sized node by default. */
  readonly nodes?: readonly NodeOptions[];
}

/**
 * Starts an empty cluster.
 *
 * @example
 * await using cluster = openEmbeddedCluster({ seed: 7 });
 * await cluster.api.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } });
 */
export function openEmbeddedCluster(options: EmbeddedClusterOptions = {}): EmbeddedCluster {
  const { seed = 0, startAt, images = [], programs = [], nodes, ...rest } = options;
  const application: Application = { ...withoutServices, images, programs };
  const simulation = createSimulation(application, seed, startAt);
  createControlPlane(simulation, nodes === undefined ? undefined : { ...rest, nodes });
  return new EmbeddedCluster(holderOf(simulation));
}

const withoutServices: Omit<Application, "images" | "programs"> = {
  name: "empty",
  title: "An empty cluster",
  namespace: "default",
  description: "",
  operations: [],
  manifests: [],
  workload: { arrivals: { kind: "constant", ratePerSecond: 0 }, requests: [] } as unknown as Application["workload"],
  serviceLabel: "app",
  services: [],
  startupSeconds: 0,
  warmupSeconds: 0,
};
