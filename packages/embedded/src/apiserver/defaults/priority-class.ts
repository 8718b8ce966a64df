/**
 * Defaults of PriorityClasses.
 * @module
 */
import { setDefaults } from "../draft.ts";
import type { KindDefaults } from "./kind-defaults.ts";

export const priorityClassDefaults: KindDefaults = {
  withoutSpec: true,
  generation: true,
  fill: (object) => setDefaults(object, { preemptionPolicy: "PreemptLowerPriority" }),
};
