/**
 * Defaults of HorizontalPodAutoscalers.
 * @module
 */
import { setDefaults } from "../draft.ts";
import type { KindDefaults } from "./kind-defaults.ts";

export const horizontalPodAutoscalerDefaults: KindDefaults = {
  fill: (_object, spec) => setDefaults(spec, { minReplicas: 1 }),
};
