/**
 * Rules for HorizontalPodAutoscalers, in Kubernetes' words.
 * @module
 */
import type { KindRules } from "./kind-rules.ts";

export const horizontalPodAutoscalerRules: KindRules = {};
