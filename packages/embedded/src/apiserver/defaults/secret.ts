/**
 * Defaults of Secrets: plain texts become data.
 * @module
 */
import { dropEmpty, maybeObjectIn, objectIn, setDefaults } from "../draft.ts";
import type { KindDefaults } from "./kind-defaults.ts";

export const secretDefaults: KindDefaults = {
  withoutSpec: true,
  fill: (object) => {
    const plain = maybeObjectIn(object, "stringData");
    if (plain !== undefined) {
      const data = objectIn(object, "data");
      for (const key in plain) data[key] = Buffer.from(String(plain[key])).toString("base64");
      delete object["stringData"];
    }
    dropEmpty(object, ["data"]);
    setDefaults(object, { type: "Opaque" });
  },
};
