/**
 * A fault: what breaks, by the same means on every cluster.
 * @module
 */
import type { Application } from "@aiops-gym/application";
import { type Cluster, GymError } from "@aiops-gym/cluster";
import type { z } from "zod";
import type { Profile } from "./profile.ts";

/** What an injector works with: full rights on the cluster, and the application that runs there. */
export interface FaultContext {
  readonly cluster: Cluster;
  readonly application: Application;
  readonly namespace: string;
  /** `aiopslab`: experiments end by themselves when AIOpsLab's do; otherwise a fault lasts until it is repaired. */
  readonly profile?: Profile;
  readonly signal?: AbortSignal;
}

/** The levels of a system at which AIOpsLab places root causes. */
export const systemLevels = ["Hardware", "Operating System", "Virtualization", "Application"] as const;
export type SystemLevel = (typeof systemLevels)[number];

/** AIOpsLab's kinds of root causes. */
export const faultTypes = [
  "Misconfiguration",
  "Code Defect",
  "Authentication Issue",
  "Network/Storage Issue",
  "Operation Error",
  "Dependency Problem",
] as const;
export type FaultType = (typeof faultTypes)[number];

/** The right answers about a fault. */
export interface GroundTruth {
  /** Services at fault; an answer may name any one alternative of each: `[["mongodb-geo", "geo"]]`. */
  readonly components: readonly (readonly string[])[];
  readonly systemLevel?: SystemLevel;
  readonly faultType?: FaultType;
}

/** Whether something still is as the fault left it. */
export interface FaultCheck {
  readonly present: boolean;
  /** What was looked at and found; part of the verdict. */
  readonly reason: string;
}

/**
 * A kind of fault. It changes Kubernetes objects, or asks Chaos Mesh, through the seam; it writes no log line, span or metric.
 * @typeParam P - Its parameters, plain data.
 */
export interface Fault<P> {
  /** Unique, snake_case: `revoke_auth`. */
  readonly name: string;
  readonly description: string;
  readonly parameters: z.ZodType<P>;
  /** Breaks it; returns when that is done (what follows takes its time). */
  inject(context: FaultContext, parameters: P): Promise<void>;
  /** Undoes what `inject` changed. */
  recover(context: FaultContext, parameters: P): Promise<void>;
  groundTruth(parameters: P): GroundTruth;
  /** Looks whether the cause still is there, whatever the symptoms: graders ask it beside the users' view. Absent: the users' view alone decides. */
  check?(context: FaultContext, parameters: P): Promise<FaultCheck>;
}

/** Checks and freezes a fault's definition. */
export function defineFault<P>(definition: Fault<P>): Fault<P> {
  if (!/^[a-z][a-z0-9_]*$/.test(definition.name)) {
    throw new GymError(
      "ERR_INVALID_DEFINITION",
      `A fault's name is "${definition.name}"; expected snake_case, such as "scale_to_zero". Rename it.`,
    );
  }
  return Object.freeze(definition);
}

/** A fault with its parameters chosen: what a problem holds. */
export interface FaultInstance {
  readonly name: string;
  readonly parameters: unknown;
  inject(context: FaultContext): Promise<void>;
  recover(context: FaultContext): Promise<void>;
  readonly groundTruth: GroundTruth;
  check?(context: FaultContext): Promise<FaultCheck>;
}

/**
 * Chooses a fault's parameters.
 *
 * @throws GymError `ERR_INVALID_DEFINITION` when they do not fit the fault's schema.
 */
export function instantiate<P>(fault: Fault<P>, parameters: P): FaultInstance {
  const parsed = fault.parameters.safeParse(parameters);
  if (!parsed.success) {
    throw new GymError(
      "ERR_INVALID_DEFINITION",
      `Parameters of fault ${fault.name} do not fit: ${parsed.error.message}`,
    );
  }
  const { check } = fault;
  return Object.freeze({
    name: fault.name,
    parameters: parsed.data,
    inject: (context: FaultContext) => fault.inject(context, parsed.data),
    recover: (context: FaultContext) => fault.recover(context, parsed.data),
    groundTruth: fault.groundTruth(parsed.data),
    ...(check === undefined ? {} : { check: (context: FaultContext) => check(context, parsed.data) }),
  });
}
