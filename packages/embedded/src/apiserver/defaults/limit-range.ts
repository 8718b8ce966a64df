/**
 * Defaults of LimitRanges: limits by default are the most allowed, requests by default the limits by default or the least allowed.
 * @module
 */
import { listIn, maybeObjectIn, objectIn, setDefaults } from "../draft.ts";
import type { KindDefaults } from "./kind-defaults.ts";

export const limitRangeDefaults: KindDefaults = {
  fill: (_object, spec) => {
    for (const item of listIn(spec, "limits")) {
      if (item["type"] !== "Container") continue;
      const limits = objectIn(item, "default");
      const requests = objectIn(item, "defaultRequest");
      setDefaults(limits, maybeObjectIn(item, "max") ?? {});
      setDefaults(requests, limits);
      setDefaults(requests, maybeObjectIn(item, "min") ?? {});
      if (Object.keys(limits).length === 0) delete item["default"];
      if (Object.keys(requests).length === 0) delete item["defaultRequest"];
    }
  },
};
