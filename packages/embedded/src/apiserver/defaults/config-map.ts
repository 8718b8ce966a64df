/**
 * Defaults of ConfigMaps.
 * @module
 */
import { dropEmpty } from "../draft.ts";
import type { KindDefaults } from "./kind-defaults.ts";

export const configMapDefaults: KindDefaults = {
  withoutSpec: true,
  fill: (object) => dropEmpty(object, ["data", "binaryData"]),
};
