/**
 * Defaults of NetworkPolicies.
 * @module
 */
import { setDefaults } from "../draft.ts";
import type { KindDefaults } from "./kind-defaults.ts";

export const networkPolicyDefaults: KindDefaults = {
  generation: true,
  fill: (_object, spec) => {
    setDefaults(spec, { podSelector: {} });
    if (spec["policyTypes"] === undefined) {
      spec["policyTypes"] = spec["egress"] === undefined ? ["Ingress"] : ["Ingress", "Egress"];
    }
  },
};
