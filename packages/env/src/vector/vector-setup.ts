/**
 * How the environments of a vector are made, and what module of a user's tells it to threads.
 * @module
 */
import type { Observation } from "../observation.ts";
import type { EnvFactory } from "./env-slot.ts";
import type { FeatureCodec } from "./feature-rows.ts";

/** Environments and their features. */
export interface VectorSetup<O = Observation, A = unknown> {
  /** Makes environment `envId`: at its first reset, and again after a step or reset of it threw. */
  readonly make: EnvFactory<O, A>;
  /** Writes each observation into shared memory. */
  readonly features?: FeatureCodec<O>;
}
