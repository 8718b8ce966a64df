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
    const stored = storage.map((version) => version["name"]);
    if (objectIn(object, "metadata")["uid"] === undefined) {
      object["status"] = { conditions: null, acceptedNames: { plural: "", kind: "" }, storedVersions: stored };
      return;
    }
    // a version that objects have once been stored in is remembered
    const status = objectIn(object, "status");
    const before: readonly unknown[] = Array.isArray(status["storedVersions"]) ? status["storedVersions"] : [];
    const added = stored.filter((name) => !before.includes(name));
    if (added.length > 0) object["status"] = { ...status, storedVersions: [...before, ...added] };
  },
};
