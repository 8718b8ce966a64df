/**
 * Volumes of claims that wait for their pod: found for a node, and reserved before the pod goes there.
 * @module
 */
import type { Node, PersistentVolume, PersistentVolumeClaim, Pod } from "@aiops-gym/cluster";
import { getObject } from "../apiserver/store.ts";
import { updateObject } from "../apiserver/write.ts";
import { boundByController, findVolume } from "../controllers/volume-match.ts";
import type { Simulation } from "../kernel/simulation.ts";

/** Claims of a pod that have no volume yet. */
export function unboundClaimsOf(sim: Simulation, { metadata, spec }: Pod): readonly PersistentVolumeClaim[] {
  const claims: PersistentVolumeClaim[] = [];
  for (const { persistentVolumeClaim } of spec.volumes ?? []) {
    if (persistentVolumeClaim === undefined) continue;
    const { claimName } = persistentVolumeClaim;
    const claim = getObject<PersistentVolumeClaim>(sim, "PersistentVolumeClaim", metadata.namespace, claimName);
    if (claim !== undefined && claim.status.phase !== "Bound") claims.push(claim);
  }
  return claims;
}

/** A volume for each claim, of those that a node may use; `undefined` when one gets none. */
export function volumesFor(
  sim: Simulation,
  claims: readonly PersistentVolumeClaim[],
  node: Node,
  reaches: (volume: PersistentVolume, node: Node) => boolean,
): ReadonlyMap<PersistentVolumeClaim, PersistentVolume> | undefined {
  const chosen = new Map<PersistentVolumeClaim, PersistentVolume>();
  const taken = new Set<string>();
  for (const claim of claims) {
    const volume = findVolume(sim, claim, (one) => !taken.has(one.metadata.name) && reaches(one, node));
    if (volume === undefined) return undefined;
    taken.add(volume.metadata.name);
    chosen.set(claim, volume);
  }
  return chosen;
}

/** Reserves volumes for claims; the volume controller binds them then. */
export function reserveVolumes(sim: Simulation, chosen: ReadonlyMap<PersistentVolumeClaim, PersistentVolume>): void {
  for (const [claim, volume] of chosen) {
    if (volume.spec.claimRef?.uid === claim.metadata.uid) continue;
    const { name, namespace = "", uid, resourceVersion } = claim.metadata;
    const annotations = { ...volume.metadata.annotations, [boundByController]: "yes" };
    const claimRef = { apiVersion: "v1", kind: "PersistentVolumeClaim", namespace, name, uid, resourceVersion };
    updateObject<PersistentVolume>(sim, {
      ...volume,
      metadata: { ...volume.metadata, annotations },
      spec: { ...volume.spec, claimRef },
    });
  }
}
