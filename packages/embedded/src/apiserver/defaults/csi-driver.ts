/**
 * Defaults of CSIDrivers.
 * @module
 */
import { setDefaults } from "../draft.ts";
import type { KindDefaults } from "./kind-defaults.ts";

export const csiDriverDefaults: KindDefaults = {
  fill: (_object, spec) => {
    setDefaults(spec, {
      attachRequired: true,
      podInfoOnMount: false,
      storageCapacity: false,
      fsGroupPolicy: "ReadWriteOnceWithFSType",
      requiresRepublish: false,
      seLinuxMount: false,
    });
    if (spec["volumeLifecycleModes"] === undefined) spec["volumeLifecycleModes"] = ["Persistent"];
  },
};
