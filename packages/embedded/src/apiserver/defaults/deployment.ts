/**
 * Defaults of Deployments.
 * @module
 */
import { dropEmpty, objectIn, setDefaults } from "../draft.ts";
import type { KindDefaults } from "./kind-defaults.ts";
import { applyTemplateDefaults } from "./pod-template.ts";

const specDefaults = {
  replicas: 1,
  revisionHistoryLimit: 10,
  progressDeadlineSeconds: 600,
  strategy: { type: "RollingUpdate" },
};

export const deploymentDefaults: KindDefaults = {
  generation: true,
  status: {},
  fill: (_object, spec) => {
    setDefaults(spec, specDefaults);
    dropEmpty(spec, ["paused"]);
    if (spec["paused"] === false) delete spec["paused"];
    if (spec["minReadySeconds"] === 0) delete spec["minReadySeconds"];
    const strategy = objectIn(spec, "strategy");
    setDefaults(strategy, { type: "RollingUpdate" });
    if (strategy["type"] === "RollingUpdate") {
      setDefaults(objectIn(strategy, "rollingUpdate"), { maxUnavailable: "25%", maxSurge: "25%" });
    }
    applyTemplateDefaults(spec);
  },
};
