/**
 * Defaults of pods.
 * @module
 */
import type { KindDefaults } from "./kind-defaults.ts";
import { applyPodDefaults, applyPodSpecDefaults } from "./pod-spec.ts";

export const podDefaults: KindDefaults = {
  generation: true,
  status: { phase: "Pending" },
  fill: (_object, spec) => {
    applyPodSpecDefaults(spec);
    applyPodDefaults(spec);
  },
};
