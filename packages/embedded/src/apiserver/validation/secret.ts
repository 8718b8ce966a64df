/**
 * Rules for Secrets, in Kubernetes' words.
 * @module
 */
import { dataErrors, sealedErrors } from "./config-map.ts";
import type { KindRules } from "./kind-rules.ts";

export const secretRules: KindRules = { object: dataErrors, update: sealedErrors };
