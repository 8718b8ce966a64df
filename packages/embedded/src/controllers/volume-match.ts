/**
 * Which volume a claim gets.
 * @module
 */
import {
  compareQuantities,
  type LabelSelector,
  labelMatcher,
  type PersistentVolume,
  type PersistentVolumeClaim,
  quantityValue,
} from "@aiops-gym/cluster";
import { listObjects } from "../apiserver/store.ts";
import type { Simulation } from "../kernel/simulation.ts";

/** Marks what the controller, or the scheduler, chose: the other side may be let go. */
export const boundByController = "pv.kubernetes.io/bound-by-controller";

/** Whether a volume is nobody's, or reserved for the claim. */
export function isFree({ spec }: PersistentVolume, { metadata }: PersistentVolumeClaim): boolean {
  const { claimRef } = spec;
  if (claimRef === undefined) return true;
  if (claimRef.namespace !== metadata.namespace || claimRef.name !== metadata.name) return false;
  return claimRef.uid === undefined || claimRef.uid === metadata.uid;
}

/** The volume reserved for the claim, or the smallest that has all it asks for, of those that may be used. */
export function findVolume(
  sim: Simulation,
  claim: PersistentVolumeClaim,
  usable: (volume: PersistentVolume) => boolean = () => true,
): PersistentVolume | undefined {
  const { spec } = claim;
  const wanted = quantityValue(spec.resources.requests?.["storage"] ?? "0");
  const selector = (spec as { selector?: LabelSelector }).selector;
  const matches = selector === undefined ? () => true : labelMatcher(selector);
  let best: PersistentVolume | undefined;
  for (const volume of listObjects<PersistentVolume>(sim, "PersistentVolume")) {
    const offer = volume.spec;
    if (volume.metadata.deletionTimestamp !== undefined || !isFree(volume, claim) || !usable(volume)) continue;
    const fits =
      spec.accessModes.every((mode) => offer.accessModes.includes(mode)) &&
      (offer.volumeMode ?? "Filesystem") === (spec.volumeMode ?? "Filesystem") &&
      quantityValue(offer.capacity["storage"] ?? "0") >= wanted;
    if (!fits) continue;
    if (offer.claimRef !== undefined) return volume;
    if (volume.status.phase !== "Available" && volume.status.phase !== "Pending") continue;
    if ((offer.storageClassName ?? "") !== (spec.storageClassName ?? "") || !matches(volume.metadata.labels)) continue;
    const size = offer.capacity["storage"] ?? "0";
    if (best === undefined || compareQuantities(size, best.spec.capacity["storage"] ?? "0") < 0) best = volume;
  }
  return best;
}
