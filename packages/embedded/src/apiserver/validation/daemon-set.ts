/**
 * Rules for DaemonSets, in Kubernetes' words.
 * @module
 */
import type { KindRules } from "./kind-rules.ts";

export const daemonSetRules: KindRules = {};
