/**
 * Claims that keep a pod from every node.
 * @module
 */
import type { PersistentVolumeClaim, Pod } from "@aiops-gym/cluster";
import { getObject, objectKey } from "../apiserver/store.ts";
import type { Simulation } from "../kernel/simulation.ts";
import { claimDeleting, claimNotCached, claimNotFound, unboundClaims } from "./scheduler-texts.ts";

/** What is wrong with a pod's claims. */
export interface ClaimProblem {
  readonly message: string;
  /** Not the cluster's fault but the scheduler's: it tries again by itself. */
  readonly error: boolean;
}

/** What keeps a pod's claims from being used anywhere; `undefined` when nothing does. */
export function claimProblem(sim: Simulation, pod: Pod): ClaimProblem | undefined {
  const { namespace } = pod.metadata;
  let unbound = false;
  for (const { persistentVolumeClaim } of pod.spec.volumes ?? []) {
    if (persistentVolumeClaim === undefined) continue;
    const name = persistentVolumeClaim.claimName;
    const claim = getObject<PersistentVolumeClaim>(sim, "PersistentVolumeClaim", namespace, name);
    if (claim === undefined) return { message: claimNotFound(name), error: false };
    if (claim.metadata.deletionTimestamp !== undefined) return { message: claimDeleting(name), error: false };
    const key = objectKey(claim);
    if ((sim.state.controlPlane.claimSeenAt.get(key) ?? 0) > sim.now)
      return { message: claimNotCached(key), error: true };
    const waits = getObject(sim, "StorageClass", undefined, claim.spec.storageClassName ?? "");
    const later = waits?.["volumeBindingMode"] === "WaitForFirstConsumer";
    if (claim.status.phase !== "Bound" && !later) unbound = true;
  }
  return unbound ? { message: unboundClaims, error: false } : undefined;
}
