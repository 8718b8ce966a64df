/**
 * Defaults of PersistentVolumes.
 * @module
 */
import { dropEmpty, maybeObjectIn, setDefaults } from "../draft.ts";
import type { KindDefaults } from "./kind-defaults.ts";
import { canonizeQuantities } from "./pod-spec.ts";

export const persistentVolumeDefaults: KindDefaults = {
  status: { phase: "Pending" },
  statusTime: "lastPhaseTransitionTime",
  fill: (_object, spec) => {
    setDefaults(spec, { persistentVolumeReclaimPolicy: "Retain", volumeMode: "Filesystem" });
    dropEmpty(spec, ["storageClassName", "mountOptions"]);
    canonizeQuantities(maybeObjectIn(spec, "capacity"));
    const hostPath = maybeObjectIn(spec, "hostPath");
    if (hostPath !== undefined) setDefaults(hostPath, { type: "" });
    const claim = maybeObjectIn(spec, "claimRef");
    if (claim !== undefined) setDefaults(claim, { apiVersion: "v1", kind: "PersistentVolumeClaim" });
  },
};
