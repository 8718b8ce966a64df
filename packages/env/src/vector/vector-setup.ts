/**
 * How the environments of a vector are made, and how a module tells it to threads.
 * @module
 */
import { isAbsolute } from "node:path";
import { pathToFileURL } from "node:url";
import { GymError } from "@aiops-gym/cluster";
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

/**
 * The default export of a module that makes environments in threads. It is also called in the thread that has the vector, for its
 * features.
 *
 * @param data - What the vector was given for it; plain data.
 */
export type VectorSetupFunction<O = Observation, A = unknown, D = unknown> = (
  data: D,
) => VectorSetup<O, A> | Promise<VectorSetup<O, A>>;

/**
 * The URL of a module that was named.
 *
 * @throws GymError `ERR_INVALID_DEFINITION` for a relative name: it would mean something else in every file.
 */
export function moduleUrl(module: URL | string): string {
  if (module instanceof URL) return module.href;
  if (isAbsolute(module)) return pathToFileURL(module).href;
  if (URL.canParse(module)) return module;
  throw new GymError(
    "ERR_INVALID_DEFINITION",
    `The module "${module}" is named relative to something; expected a URL or an absolute path. ` +
      'Use new URL("./my-env.ts", import.meta.url), or import.meta.resolve("my-package/env").',
  );
}

/**
 * Imports a module and calls its default export.
 *
 * @throws GymError `ERR_INVALID_DEFINITION` when it exports something else; whatever the import or the call throws.
 */
export async function loadVectorSetup<O, A>(url: string, data: unknown): Promise<VectorSetup<O, A>> {
  const { default: setUp } = (await import(url)) as { readonly default?: VectorSetupFunction<O, A> };
  if (typeof setUp !== "function")
    throw new GymError(
      "ERR_INVALID_DEFINITION",
      `The default export of ${url} is ${typeof setUp}; expected a function (data) => ({ make, features? }).`,
    );
  const setup = await setUp(data);
  if (typeof setup?.make !== "function")
    throw new GymError(
      "ERR_INVALID_DEFINITION",
      `The default export of ${url} gave no function \`make\`; expected { make: (envId) => Env, features? }.`,
    );
  return setup;
}
