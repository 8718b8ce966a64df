/**
 * TaintNodesByCondition: a new node takes no pods until somebody has seen that it is ready.
 * @module
 */
import { listIn, objectIn } from "../draft.ts";
import type { AdmissionRequest } from "./request.ts";

const notReady = { effect: "NoSchedule", key: "node.kubernetes.io/not-ready" } as const;

/** Taints a new node, in place. One that begins as ready, as a cluster's first nodes do, stays as it is. */
export function taintNewNode({ object }: AdmissionRequest): void {
  const conditions = listIn(objectIn(object, "status"), "conditions");
  if (conditions.some(({ type, status }) => type === "Ready" && status === "True")) return;
  const spec = objectIn(object, "spec");
  const taints = listIn(spec, "taints");
  const same = taints.some(({ key, effect }) => key === notReady.key && effect === notReady.effect);
  if (!same) spec["taints"] = [...taints, { ...notReady }];
}
