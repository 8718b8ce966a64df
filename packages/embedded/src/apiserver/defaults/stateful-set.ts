/**
 * Defaults of StatefulSets.
 * @module
 */
import { setDefaults } from "../draft.ts";
import type { KindDefaults } from "./kind-defaults.ts";
import { applyTemplateDefaults } from "./pod-template.ts";

export const statefulSetDefaults: KindDefaults = {
  generation: true,
  status: { replicas: 0, availableReplicas: 0 },
  fill: (_object, spec) => {
    setDefaults(spec, { replicas: 1, revisionHistoryLimit: 10, podManagementPolicy: "OrderedReady" });
    applyTemplateDefaults(spec);
  },
};
