/**
 * Rules for CronJobs, in Kubernetes' words.
 * @module
 */
import type { KindRules } from "./kind-rules.ts";

export const cronJobRules: KindRules = {};
