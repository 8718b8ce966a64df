/**
 * Rules for Secrets, in Kubernetes' words.
 * @module
 */
import { dataErrors } from "./config-map.ts";
import type { KindRules } from "./kind-rules.ts";

export const secretRules: KindRules = { object: dataErrors };
