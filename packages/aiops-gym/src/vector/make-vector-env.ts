/**
 * Many environments with everything that is shipped.
 * @module
 */
import { SyncVectorEnv, type VectorEnv, WorkerVectorEnv, type WorkerVectorEnvOptions } from "@aiops-gym/env";
import type { PlainCreateOptions } from "./plain-options.ts";
import shippedSetup from "./shipped-setup.ts";

/** Options of {@link makeVectorEnv}. */
export interface MakeVectorOptions extends Omit<WorkerVectorEnvOptions, "module" | "data"> {
  /** Of each environment: plain data. */
  readonly env?: PlainCreateOptions;
  /** 0 (default): all environments live in this thread. */
  readonly numWorkers?: number;
}

// Beside this file, from sources and from a build alike.
const setupFile = import.meta.url.endsWith(".ts") ? "./shipped-setup.ts" : "./shipped-setup.js";

/**
 * Gymnasium's `make_vec`: environments that know all shipped problems, in this thread or in worker threads. They play the same
 * episodes either way.
 *
 * @example
 * await using vector = await makeVectorEnv({ numEnvs: 8, numWorkers: 2, episodes: ["misconfig_app_hotel_res-mitigation-1"] });
 * const { observations } = await vector.reset({ seed: 7 });
 *
 * @throws GymError `ERR_INVALID_DEFINITION` saying which option does not fit.
 */
export async function makeVectorEnv({ env = {}, numWorkers = 0, ...options }: MakeVectorOptions): Promise<VectorEnv> {
  if (numWorkers === 0) return new SyncVectorEnv({ ...options, ...shippedSetup(env) });
  return WorkerVectorEnv.create({ ...options, numWorkers, module: new URL(setupFile, import.meta.url), data: env });
}
