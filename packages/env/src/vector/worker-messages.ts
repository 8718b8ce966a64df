/**
 * What a worker thread of a vector is told, and what it answers.
 * @module
 */
import type { PackedError } from "./packed-error.ts";
import type { SlotCommand, SlotResult } from "./slot-result.ts";

/** What a thread is started with. */
export interface WorkerStart {
  /** URL of the module that makes environments. */
  readonly module: string;
  readonly data: unknown;
  readonly numEnvs: number;
  /** Environments that live in the thread. */
  readonly envIds: readonly number[];
  /** Tables of observations that travel. */
  readonly tables: readonly string[];
  readonly features: { readonly length: number; readonly buffer: SharedArrayBuffer } | null;
}

/** To a thread. */
export type ToWorker =
  | { readonly kind: "commands"; readonly commands: readonly (readonly [envId: number, command: SlotCommand])[] }
  | { readonly kind: "close" };

/** From a thread. Observations are packed, or undefined where they are read from the row of features. */
export type FromWorker =
  | { readonly kind: "ready" }
  | { readonly kind: "unable"; readonly error: PackedError }
  | { readonly kind: "answer"; readonly envId: number; readonly result: SlotResult<unknown> }
  | { readonly kind: "failure"; readonly envId: number; readonly error: PackedError };
