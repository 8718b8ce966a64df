/**
 * Rules for Jobs, in Kubernetes' words.
 * @module
 */
import type { KindRules } from "./kind-rules.ts";

export const jobRules: KindRules = {};
