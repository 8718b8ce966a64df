/**
 * Defaults of ReplicaSets.
 * @module
 */
import { setDefaults } from "../draft.ts";
import type { KindDefaults } from "./kind-defaults.ts";
import { applyTemplateDefaults } from "./pod-template.ts";

export const replicaSetDefaults: KindDefaults = {
  generation: true,
  status: { replicas: 0 },
  fill: (_object, spec) => {
    setDefaults(spec, { replicas: 1 });
    if (spec["minReadySeconds"] === 0) delete spec["minReadySeconds"];
    applyTemplateDefaults(spec);
  },
};
