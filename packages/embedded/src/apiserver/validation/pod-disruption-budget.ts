/**
 * Rules for PodDisruptionBudgets, in Kubernetes' words.
 * @module
 */
import type { KindRules } from "./kind-rules.ts";

export const podDisruptionBudgetRules: KindRules = {};
