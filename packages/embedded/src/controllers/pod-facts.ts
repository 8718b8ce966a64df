/**
 * What controllers ask about pods.
 * @module
 */
import { fromRfc3339, type Pod, type UnixMicros } from "@aiops-gym/cluster";
import { findCondition } from "./conditions.ts";

/** Neither over nor being stopped. */
export function isPodActive({ metadata, status }: Pod): boolean {
  return status.phase !== "Succeeded" && status.phase !== "Failed" && metadata.deletionTimestamp === undefined;
}

/** Whether its containers have all ended for good. */
export function isPodOver({ status }: Pod): boolean {
  return status.phase === "Succeeded" || status.phase === "Failed";
}

/** Whether its `Ready` condition holds. */
export function isPodReady({ status }: Pod): boolean {
  return findCondition(status.conditions, "Ready")?.status === "True";
}

/** When it became ready; NaN when it is not. */
export function readySince({ status }: Pod): UnixMicros {
  const ready = findCondition(status.conditions, "Ready");
  return ready?.status === "True" ? fromRfc3339(ready.lastTransitionTime ?? "") : Number.NaN;
}
