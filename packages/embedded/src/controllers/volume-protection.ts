/**
 * Protection of volumes and claims: their finalizers go only when nobody uses them.
 * @module
 */
import type { PersistentVolume, PersistentVolumeClaim, Pod } from "@aiops-gym/cluster";
import { getByKey, listObjects, objectKey, observeKind } from "../apiserver/store.ts";
import { updateObject } from "../apiserver/write.ts";
import type { Simulation } from "../kernel/simulation.ts";
import { withoutFinalizer } from "./owners.ts";
import { isPodOver } from "./pod-facts.ts";
import { type Controller, defineController, enqueue } from "./work-queue.ts";

const claimFinalizer = "kubernetes.io/pvc-protection";
const volumeFinalizer = "kubernetes.io/pv-protection";

// Keys: `claim|namespace/name` and `volume|/name`.
const controller: Controller = defineController("volume-protection", (sim, key) => {
  const name = key.slice(key.indexOf("|") + 1);
  if (key.startsWith("claim|")) {
    const claim = getByKey<PersistentVolumeClaim>(sim, "PersistentVolumeClaim", name);
    if (claim?.metadata.deletionTimestamp !== undefined && !isUsed(sim, claim)) {
      updateObject(sim, withoutFinalizer(claim, claimFinalizer));
    }
  } else {
    const volume = getByKey<PersistentVolume>(sim, "PersistentVolume", name);
    if (volume?.metadata.deletionTimestamp !== undefined && volume.status.phase !== "Bound") {
      updateObject(sim, withoutFinalizer(volume, volumeFinalizer));
    }
  }
});

observeKind<PersistentVolumeClaim>("PersistentVolumeClaim", (sim, { object }) => {
  if (object.metadata.deletionTimestamp !== undefined) enqueue(sim, controller, `claim|${objectKey(object)}`);
});

observeKind<PersistentVolume>("PersistentVolume", (sim, { object }) => {
  if (object.metadata.deletionTimestamp !== undefined) enqueue(sim, controller, `volume|${objectKey(object)}`);
});

observeKind<Pod>("Pod", (sim, { type, object, previous }) => {
  const over = isPodOver(object) && previous !== undefined && !isPodOver(previous);
  if (type !== "DELETED" && !over) return;
  for (const { persistentVolumeClaim } of object.spec.volumes ?? []) {
    if (persistentVolumeClaim === undefined) continue;
    enqueue(sim, controller, `claim|${object.metadata.namespace}/${persistentVolumeClaim.claimName}`);
  }
});

function isUsed(sim: Simulation, { metadata }: PersistentVolumeClaim): boolean {
  return listObjects<Pod>(sim, "Pod", metadata.namespace).some(
    (pod) =>
      pod.spec.nodeName !== undefined &&
      !isPodOver(pod) &&
      (pod.spec.volumes ?? []).some((volume) => volume.persistentVolumeClaim?.claimName === metadata.name),
  );
}
