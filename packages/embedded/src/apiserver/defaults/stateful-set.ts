/**
 * Defaults of StatefulSets.
 * @module
 */
import { dropEmpty, listIn, maybeObjectIn, objectIn, setDefaults } from "../draft.ts";
import type { KindDefaults } from "./kind-defaults.ts";
import { persistentVolumeClaimDefaults } from "./persistent-volume-claim.ts";
import { applyTemplateDefaults } from "./pod-template.ts";

const specDefaults = { replicas: 1, revisionHistoryLimit: 10, podManagementPolicy: "OrderedReady" };
const retentionDefaults = { whenDeleted: "Retain", whenScaled: "Retain" };

export const statefulSetDefaults: KindDefaults = {
  generation: true,
  status: { replicas: 0, availableReplicas: 0 },
  fill: (_object, spec) => {
    setDefaults(spec, specDefaults);
    dropEmpty(spec, ["serviceName", "volumeClaimTemplates"]);
    if (spec["minReadySeconds"] === 0) delete spec["minReadySeconds"];
    const strategy = objectIn(spec, "updateStrategy");
    if (strategy["type"] === undefined) {
      strategy["type"] = "RollingUpdate";
      objectIn(strategy, "rollingUpdate");
    }
    const rolling = maybeObjectIn(strategy, "rollingUpdate");
    if (rolling !== undefined) {
      if (strategy["type"] === "RollingUpdate") setDefaults(rolling, { partition: 0 });
      // behind a gate that is closed
      delete rolling["maxUnavailable"];
    }
    setDefaults(objectIn(spec, "persistentVolumeClaimRetentionPolicy"), retentionDefaults);
    for (const claim of listIn(spec, "volumeClaimTemplates")) {
      setDefaults(claim, { apiVersion: "v1", kind: "PersistentVolumeClaim" });
      setDefaults(objectIn(claim, "status"), { phase: "Pending" });
      persistentVolumeClaimDefaults.fill?.(claim, objectIn(claim, "spec"));
    }
    applyTemplateDefaults(spec);
  },
};
