/**
 * Event recorders: core/v1 events with the aggregation and the spam filter of client-go.
 * @module
 */
import type { KubeObject } from "@aiops-gym/cluster";
import type { Simulation } from "../kernel/simulation.ts";

/** One thing that a component says about an object. */
export interface EventRecord {
  /** The object, or what names it. */
  readonly involved: KubeObject;
  /** Part of the object: `spec.containers{app}`. */
  readonly fieldPath?: string;
  readonly type: "Normal" | "Warning";
  readonly reason: string;
  readonly message: string;
  /** `kubelet`, `deployment-controller`. */
  readonly component: string;
  /** The node, for components that run on one. */
  readonly host?: string;
}

/** Writes an event, or counts it onto one that says the same. */
export function recordEvent(sim: Simulation, record: EventRecord): void {
  throw new Error(`${sim.now} ${record.reason}`);
}
