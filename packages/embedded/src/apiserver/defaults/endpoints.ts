/**
 * Defaults of Endpoints and EndpointSlices.
 * @module
 */
import { listIn, setDefaults } from "../draft.ts";
import type { KindDefaults } from "./kind-defaults.ts";

export const endpointsDefaults: KindDefaults = {
  withoutSpec: true,
  fill: (object) => {
    for (const subset of listIn(object, "subsets")) {
      for (const port of listIn(subset, "ports")) setDefaults(port, { protocol: "TCP" });
    }
  },
};

export const endpointSliceDefaults: KindDefaults = {
  withoutSpec: true,
  generation: true,
  fill: (object) => {
    for (const port of listIn(object, "ports")) setDefaults(port, { name: "", protocol: "TCP" });
  },
};
