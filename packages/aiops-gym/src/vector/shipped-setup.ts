/**
 * What the threads of `makeVectorEnv` import.
 * @module
 */
import type { VectorSetup } from "@aiops-gym/env";
import { AIOpsEnv } from "../aiops-env.ts";
import { readPlainOptions } from "./plain-options.ts";

/** Environments with all shipped problems. */
export default function shippedSetup(data: unknown): VectorSetup {
  const options = readPlainOptions(data);
  return { make: () => AIOpsEnv.create(options) };
}
