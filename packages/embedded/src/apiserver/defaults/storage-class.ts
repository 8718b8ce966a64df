/**
 * Defaults of StorageClasses.
 * @module
 */
import { setDefaults } from "../draft.ts";
import type { KindDefaults } from "./kind-defaults.ts";

export const storageClassDefaults: KindDefaults = {
  withoutSpec: true,
  fill: (object) => setDefaults(object, { reclaimPolicy: "Delete", volumeBindingMode: "Immediate" }),
};
