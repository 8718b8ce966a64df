/**
 * What a simulation refers to by name and never changes: images, programs, traffic.
 * @module
 */
import type { Application, ImageSpec, Program } from "@aiops-gym/application";

/** Given anew when a snapshot is restored; not part of the state. */
export interface SimulationWorld {
  readonly application: Application;
  /** By full name with tag (`docker.io/library/memcached:latest`). */
  readonly images: ReadonlyMap<string, ImageSpec>;
  readonly programs: ReadonlyMap<string, Program>;
}
