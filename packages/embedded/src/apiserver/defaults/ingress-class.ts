/**
 * Defaults of IngressClasses.
 * @module
 */
import { maybeObjectIn, setDefaults } from "../draft.ts";
import type { KindDefaults } from "./kind-defaults.ts";

export const ingressClassDefaults: KindDefaults = {
  generation: true,
  fill: (_object, spec) => {
    const parameters = maybeObjectIn(spec, "parameters");
    if (parameters !== undefined) setDefaults(parameters, { scope: "Cluster" });
  },
};
