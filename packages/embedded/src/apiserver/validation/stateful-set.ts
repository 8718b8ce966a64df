/**
 * Rules for StatefulSets, in Kubernetes' words.
 * @module
 */
import type { KindRules } from "./kind-rules.ts";
import { replicaSetErrors } from "./replica-set.ts";

export const statefulSetRules: KindRules = { object: replicaSetErrors };
