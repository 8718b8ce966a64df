/**
 * Defaults of NetworkPolicies.
 * @module
 */
import { listIn, setDefaults } from "../draft.ts";
import type { KindDefaults } from "./kind-defaults.ts";

export const networkPolicyDefaults: KindDefaults = {
  generation: true,
  fill: (_object, spec) => {
    setDefaults(spec, { podSelector: {} });
    for (const rule of [...listIn(spec, "ingress"), ...listIn(spec, "egress")]) {
      for (const port of listIn(rule, "ports")) setDefaults(port, { protocol: "TCP" });
    }
    if (spec["policyTypes"] === undefined) {
      spec["policyTypes"] = spec["egress"] === undefined ? ["Ingress"] : ["Ingress", "Egress"];
    }
  },
};
