/**
 * Defaults of Namespaces.
 * @module
 */
import { objectIn, setDefaults } from "../draft.ts";
import type { KindDefaults } from "./kind-defaults.ts";

export const namespaceDefaults: KindDefaults = {
  status: { phase: "Active" },
  fill: (object, spec) => {
    const metadata = objectIn(object, "metadata");
    setDefaults(spec, { finalizers: ["kubernetes"] });
    objectIn(metadata, "labels")["kubernetes.io/metadata.name"] = metadata["name"];
  },
};
