/**
 * Defaults of CustomResourceDefinitions.
 * @module
 */
import { listIn, objectIn, setDefaults } from "../draft.ts";
import type { KindDefaults } from "./kind-defaults.ts";

export const customResourceDefinitionDefaults: KindDefaults = {
  generation: true,
  fill: (object, spec) => {
    const names = objectIn(spec, "names");
    const kind = String(names["kind"] ?? "");
    setDefaults(names, { singular: kind.toLowerCase(), listKind: `${kind}List` });
    setDefaults(spec, { conversion: { strategy: "None" } });
    const storage = listIn(spec, "versions").filter((version) => version["storage"] === true);
    if (objectIn(object, "metadata")["resourceVersion"] === undefined) {
      object["status"] = {
        conditions: null,
        acceptedNames: { plural: "", kind: "" },
        storedVersions: storage.map((version) => version["name"]),
      };
    }
  },
};
