/**
 * Defaults of CronJobs.
 * @module
 */
import type { KindDefaults } from "./kind-defaults.ts";

export const cronJobDefaults: KindDefaults = { generation: true };
