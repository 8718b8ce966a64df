/**
 * Admission: what stands between a request that may be made and the store, plug-in by plug-in in Kubernetes' order.
 * @module
 */
import { addDefaultTolerations } from "./default-tolerations.ts";
import { admitIngressClass } from "./ingress-class.ts";
import { admitLimits, checkLimits } from "./limit-ranger.ts";
import { checkPodSecurity, checkSecurityLabels } from "./pod-security.ts";
import { admitPriority, checkPriorityClass, keepPriority } from "./priority.ts";
import type { AdmissionRequest } from "./request.ts";
import { checkQuotas } from "./resource-quota.ts";
import { admitRuntimeClass, checkRuntimeClass } from "./runtime-class.ts";
import { admitServiceAccount } from "./service-account.ts";
import { admitStorageClass, checkClaimResize } from "./storage.ts";
import { taintNewNode } from "./taint-new-nodes.ts";

export type { AdmissionRequest } from "./request.ts";
export { tokenPath } from "./service-account.ts";

type Plugin = (request: AdmissionRequest) => void;

interface Plugins {
  readonly create?: readonly Plugin[];
  readonly update?: readonly Plugin[];
}

/** Change the object; run before it is validated. */
const mutating: Readonly<Record<string, Plugins>> = {
  Pod: {
    create: [admitLimits, admitServiceAccount, admitPriority, addDefaultTolerations, admitRuntimeClass],
    update: [keepPriority, addDefaultTolerations],
  },
  Node: { create: [taintNewNode] },
  PersistentVolumeClaim: { create: [admitStorageClass] },
  Ingress: { create: [admitIngressClass] },
};

/** Look at the object; run after it was validated. Quotas come last, for every kind. */
const validating: Readonly<Record<string, Plugins>> = {
  Pod: { create: [checkLimits, checkPodSecurity, checkRuntimeClass] },
  PersistentVolumeClaim: { create: [checkLimits], update: [checkLimits, checkClaimResize] },
  PriorityClass: { create: [checkPriorityClass], update: [checkPriorityClass] },
  Namespace: { create: [checkSecurityLabels], update: [checkSecurityLabels] },
};

/**
 * Completes an object on its way in, in place.
 *
 * @throws StatusError `Forbidden`
 */
export function mutate(request: AdmissionRequest): void {
  for (const plugin of pluginsOf(mutating, request)) plugin(request);
}

/**
 * Refuses an object that is complete and valid, or charges quotas for it.
 *
 * @throws StatusError `Forbidden`
 */
export function review(request: AdmissionRequest): void {
  for (const plugin of pluginsOf(validating, request)) plugin(request);
  checkQuotas(request);
}

function pluginsOf(table: Readonly<Record<string, Plugins>>, request: AdmissionRequest): readonly Plugin[] {
  if (request.info.custom || request.subresource !== undefined) return [];
  return table[request.info.kind]?.[request.operation === "CREATE" ? "create" : "update"] ?? [];
}
