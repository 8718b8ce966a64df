/**
 * What admission plug-ins are asked.
 * @module
 */
import { forbidden, type KindInfo, type KubeObject, type StatusError } from "@aiops-gym/cluster";
import type { Simulation } from "../../kernel/simulation.ts";
import type { Draft } from "../draft.ts";

/** A write on its way in. */
export interface AdmissionRequest {
  readonly sim: Simulation;
  readonly info: KindInfo;
  readonly operation: "CREATE" | "UPDATE";
  /** Empty for an object whose name is still to be drawn. */
  readonly name: string;
  /** Absent for cluster-scoped kinds. */
  readonly namespace: string | undefined;
  /** The object with its defaults; mutating plug-ins change it in place. */
  readonly object: Draft;
  /** The object before an update. */
  readonly previous?: KubeObject;
  readonly subresource?: string | undefined;
  readonly dryRun: boolean;
}

/** `pods "x" is forbidden: <why>` */
export function refusal({ info, name }: AdmissionRequest, why: string): StatusError {
  return forbidden(info, name, why);
}
