/**
 * Many environments with everything that is shipped.
 * @module
 */
import {
  type CatalogueOptions,
  type FeatureObservation,
  SyncVectorEnv,
  type VectorEnv,
  WorkerVectorEnv,
  type WorkerVectorEnvOptions,
} from "@aiops-gym/env";
import type { PlainCreateOptions } from "./plain-options.ts";
import { featureSetup, observationSetup, type ShippedSetupData } from "./shipped-setup.ts";

/** Options of {@link makeVectorEnv}. */
export interface MakeVectorOptions extends Omit<WorkerVectorEnvOptions, "module" | "data"> {
  /** Of each environment: plain data. */
  readonly env?: PlainCreateOptions;
  /** 0 (default): all environments live in this thread. */
  readonly numWorkers?: number;
}

/** Options of {@link makeFeatureVectorEnv}. */
export interface MakeFeatureVectorOptions extends Omit<MakeVectorOptions, "tables"> {
  /** Which tasks and kinds of actions can be chosen; all by default. */
  readonly catalogue?: CatalogueOptions;
}

// Beside this file, from sources and from a build alike.
const setupFile = import.meta.url.endsWith(".ts") ? "./shipped-setup.ts" : "./shipped-setup.js";

/**
 * Gymnasium's `make_vec`: environments that know all shipped problems and families, in this thread or in worker threads. They play
 * the same episodes either way.
 *
 * @example
 * await using vector = await makeVectorEnv({ numEnvs: 8, numWorkers: 2, episodes: ["misconfig_app_hotel_res-mitigation-1"] });
 * const { observations } = await vector.reset({ seed: 7 });
 *
 * @throws GymError `ERR_INVALID_DEFINITION` saying which option does not fit.
 */
export async function makeVectorEnv({ env = {}, numWorkers = 0, ...options }: MakeVectorOptions): Promise<VectorEnv> {
  if (numWorkers === 0) return new SyncVectorEnv({ ...options, ...observationSetup(env) });
  return inWorkers(options, numWorkers, { env });
}

/**
 * Environments that observe features and take numbers of Hotel Reservation's catalogue for actions: a `FeatureView` of
 * `DiscreteActions`. Features and masks are in shared memory (`features` of a batch, and `observations` made of them), and nothing
 * else of observations travels between threads.
 *
 * @example
 * await using vector = await makeFeatureVectorEnv({ numEnvs: 8, numWorkers: 2, episodes: ["revoke_auth_mongodb-mitigation-1"] });
 * const { observations } = await vector.reset({ seed: 7 });
 * await vector.step(observations.map(({ mask }) => mask?.indexOf(1) ?? 0));
 *
 * @throws GymError `ERR_INVALID_DEFINITION` saying which option does not fit.
 */
export async function makeFeatureVectorEnv({
  env = {},
  catalogue = {},
  numWorkers = 0,
  ...options
}: MakeFeatureVectorOptions): Promise<VectorEnv<FeatureObservation, number>> {
  if (numWorkers === 0) return new SyncVectorEnv({ ...options, ...featureSetup(env, catalogue) });
  return inWorkers({ ...options, tables: [] }, numWorkers, { env, features: catalogue });
}

function inWorkers<O, A>(
  options: Omit<WorkerVectorEnvOptions, "module" | "data" | "numWorkers">,
  numWorkers: number,
  data: ShippedSetupData,
): Promise<WorkerVectorEnv<O, A>> {
  return WorkerVectorEnv.create<O, A>({ ...options, numWorkers, module: new URL(setupFile, import.meta.url), data });
}
