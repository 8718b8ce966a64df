/**
 * Defaults of PodTemplates.
 * @module
 */
import type { KindDefaults } from "./kind-defaults.ts";
import { applyTemplateDefaults } from "./pod-template.ts";

export const podTemplateDefaults: KindDefaults = {
  withoutSpec: true,
  generation: true,
  fill: (object) => applyTemplateDefaults(object),
};
