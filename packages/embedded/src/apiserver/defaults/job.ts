/**
 * Defaults of Jobs.
 * @module
 */
import type { KindDefaults } from "./kind-defaults.ts";

export const jobDefaults: KindDefaults = { generation: true };
