/**
 * Volumes that only one pod may use, and volumes that lie in a zone.
 * @module
 */
import type { PersistentVolume, PersistentVolumeClaim, Pod } from "@aiops-gym/cluster";
import { getObject } from "../apiserver/store.ts";
import { isPodOver } from "../controllers/pod-facts.ts";
import { podsMatching } from "../controllers/pod-index.ts";
import type { Simulation } from "../kernel/simulation.ts";
import type { NodeView } from "./node-records.ts";

/** Labels of volumes that say where they lie; several places are joined by `__`. */
const zoneLabels = [
  "topology.kubernetes.io/zone",
  "topology.kubernetes.io/region",
  "failure-domain.beta.kubernetes.io/zone",
  "failure-domain.beta.kubernetes.io/region",
] as const;

function claimsOf(sim: Simulation, { metadata, spec }: Pod): readonly PersistentVolumeClaim[] {
  const claims: PersistentVolumeClaim[] = [];
  for (const { persistentVolumeClaim } of spec.volumes ?? []) {
    if (persistentVolumeClaim === undefined) continue;
    const { claimName } = persistentVolumeClaim;
    const claim = getObject<PersistentVolumeClaim>(sim, "PersistentVolumeClaim", metadata.namespace, claimName);
    if (claim !== undefined) claims.push(claim);
  }
  return claims;
}

/** Whether another pod uses a claim that only one pod at a time may use. */
export function waitsForClaim(sim: Simulation, pod: Pod): boolean {
  const single = claimsOf(sim, pod).filter(({ spec }) => spec.accessModes?.includes("ReadWriteOncePod") === true);
  if (single.length === 0) return false;
  const names = new Set(single.map(({ metadata }) => metadata.name));
  return podsMatching(sim, pod.metadata.namespace, () => true).some(
    (other) =>
      other.metadata.uid !== pod.metadata.uid &&
      other.spec.nodeName !== undefined &&
      !isPodOver(other) &&
      other.spec.volumes?.some(({ persistentVolumeClaim }) => names.has(persistentVolumeClaim?.claimName ?? "")) ===
        true,
  );
}

/** Whether one of a pod's volumes lies in another zone or region than a node. */
export function liesElsewhere(sim: Simulation, pod: Pod, { labels }: NodeView): boolean {
  // a node that says nothing of its place is anywhere
  if (pod.spec.volumes === undefined || !zoneLabels.some((key) => labels[key] !== undefined)) return false;
  return claimsOf(sim, pod).some(({ spec }) => {
    const volume = getObject<PersistentVolume>(sim, "PersistentVolume", undefined, spec.volumeName ?? "");
    return zoneLabels.some((key) => {
      const places = volume?.metadata.labels?.[key];
      return places !== undefined && !places.split("__").includes(labels[key] ?? "");
    });
  });
}
