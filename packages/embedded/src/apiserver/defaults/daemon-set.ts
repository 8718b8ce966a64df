/**
 * Defaults of DaemonSets.
 * @module
 */
import { setDefaults } from "../draft.ts";
import type { KindDefaults } from "./kind-defaults.ts";
import { applyTemplateDefaults } from "./pod-template.ts";

export const daemonSetDefaults: KindDefaults = {
  generation: true,
  status: { currentNumberScheduled: 0, numberMisscheduled: 0, desiredNumberScheduled: 0, numberReady: 0 },
  fill: (_object, spec) => {
    setDefaults(spec, { revisionHistoryLimit: 10 });
    applyTemplateDefaults(spec);
  },
};
