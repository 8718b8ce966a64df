/**
 * Defaults of Roles and ClusterRoles.
 * @module
 */
import type { KindDefaults } from "./kind-defaults.ts";

export const roleDefaults: KindDefaults = {
  withoutSpec: true,
  fill: (object) => {
    const rules = object["rules"];
    // the store does not tell an empty list from none
    if (Array.isArray(rules) && rules.length === 0) object["rules"] = null;
  },
};
