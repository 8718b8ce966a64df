/**
 * Defaults of PersistentVolumeClaims.
 * @module
 */
import { dropEmpty, objectIn, setDefaults } from "../draft.ts";
import type { KindDefaults } from "./kind-defaults.ts";
import { applyResourceDefaults } from "./pod-spec.ts";

export const persistentVolumeClaimDefaults: KindDefaults = {
  status: { phase: "Pending" },
  fill: (_object, spec) => {
    setDefaults(spec, { volumeMode: "Filesystem" });
    dropEmpty(spec, ["volumeName"]);
    applyResourceDefaults(objectIn(spec, "resources"));
  },
};
