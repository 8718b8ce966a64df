/**
 * The persistent volume controller: binds claims to volumes that fit, and follows both to their ends.
 * @module
 */
import {
  compareQuantities,
  microsPerSecond,
  type PersistentVolume,
  type PersistentVolumeClaim,
  toRfc3339,
} from "@aiops-gym/cluster";
import { getByKey, getObject, objectKey, observeKind } from "../apiserver/store.ts";
import { updateObject, writeStatus } from "../apiserver/write.ts";
import type { Simulation } from "../kernel/simulation.ts";
import { complain, waitsForConsumer } from "./claim-complaints.ts";
import { recordEvent } from "./events.ts";
import { boundByController, findVolume, isFree } from "./volume-match.ts";
import { reclaim } from "./volume-reclaim.ts";
import { type Controller, defineController, enqueue, enqueueAfter } from "./work-queue.ts";

const component = "persistentvolume-controller";
const bindCompleted = "pv.kubernetes.io/bind-completed";
/** Unbound claims are looked at again this often, all at once, and complain again. */
const resyncMicros = 15 * microsPerSecond;
/** When within that time: the phase of the recorded cluster, which began to count when it started. */
const resyncPhase = 12.6 * microsPerSecond;
/** One worker takes claims in the order in which they came, also those that come at once. */
const together = 50_000;

// Keys: `claim|namespace/name` and `volume|/name`.
const controller: Controller = defineController("persistent-volume", (sim, key) => {
  const bar = key.indexOf("|");
  if (key.startsWith("claim|")) {
    const claim = getByKey<PersistentVolumeClaim>(sim, "PersistentVolumeClaim", key.slice(bar + 1));
    if (claim === undefined) return;
    for (const before of claimsBefore(sim, claim)) syncClaim(sim, before);
    syncClaim(sim, claim);
  } else {
    const volume = getByKey<PersistentVolume>(sim, "PersistentVolume", key.slice(bar + 1));
    if (volume !== undefined) syncVolume(sim, volume);
  }
});

observeKind<PersistentVolumeClaim>("PersistentVolumeClaim", (sim, { type, object }) => {
  if (type !== "DELETED") enqueue(sim, controller, `claim|${objectKey(object)}`);
  if (object.spec.volumeName !== undefined) enqueue(sim, controller, `volume|/${object.spec.volumeName}`);
});

observeKind<PersistentVolume>("PersistentVolume", (sim, { type, object }) => {
  const { claimRef } = object.spec;
  if (type !== "DELETED") enqueue(sim, controller, `volume|${objectKey(object)}`);
  if (claimRef !== undefined) enqueue(sim, controller, `claim|${claimRef.namespace}/${claimRef.name}`);
});

/** Claims that were written before another and are due at about the same time: they come first. */
function claimsBefore(sim: Simulation, { metadata }: PersistentVolumeClaim): readonly PersistentVolumeClaim[] {
  const { queue } = sim.state.controlPlane;
  const prefix = `${controller.name}|claim|`;
  const before: PersistentVolumeClaim[] = [];
  for (const [id, at] of queue) {
    if (!id.startsWith(prefix) || at > sim.now + together) continue;
    const claim = getByKey<PersistentVolumeClaim>(sim, "PersistentVolumeClaim", id.slice(prefix.length));
    if (claim === undefined || Number(claim.metadata.resourceVersion) > Number(metadata.resourceVersion)) continue;
    queue.delete(id);
    before.push(claim);
  }
  return before.sort((a, b) => Number(a.metadata.resourceVersion) - Number(b.metadata.resourceVersion));
}

function syncClaim(sim: Simulation, claim: PersistentVolumeClaim): void {
  if (claim.metadata.annotations?.[bindCompleted] !== undefined) {
    followBoundClaim(sim, claim);
    return;
  }
  if (claim.metadata.deletionTimestamp !== undefined) return;
  const { volumeName } = claim.spec;
  const volume =
    volumeName === undefined
      ? findVolume(sim, claim, waitsForConsumer(sim, claim) ? isReserved : undefined)
      : getObject<PersistentVolume>(sim, "PersistentVolume", undefined, volumeName);
  const mismatch = volumeName === undefined || volume === undefined ? undefined : mismatchOf(claim, volume);
  if (volume !== undefined && isFree(volume, claim) && mismatch === undefined) bind(sim, claim, volume);
  else if (volume !== undefined && isFree(volume, claim)) {
    const message = `Cannot bind to requested volume ${JSON.stringify(volume.metadata.name)}: ${mismatch}`;
    recordEvent(sim, { involved: claim, type: "Warning", reason: "VolumeMismatch", message, component });
    enqueueAfter(sim, controller, `claim|${objectKey(claim)}`, untilResync(sim));
  } else {
    // what the controller writes itself is no news to it
    if (complain(sim, claim)) sim.state.controlPlane.queue.delete(`${controller.name}|claim|${objectKey(claim)}`);
    enqueueAfter(sim, controller, `claim|${objectKey(claim)}`, untilResync(sim));
  }
}

function isReserved({ spec }: PersistentVolume): boolean {
  return spec.claimRef !== undefined;
}

function untilResync({ now }: Simulation): number {
  return resyncMicros - ((now - resyncPhase) % resyncMicros);
}

/** Why a volume that a claim asks for by name is not for it. */
function mismatchOf({ spec }: PersistentVolumeClaim, { spec: offer }: PersistentVolume): string | undefined {
  const wanted = spec.resources.requests?.["storage"] ?? "0";
  if (compareQuantities(offer.capacity["storage"] ?? "0", wanted) < 0) return "requested PV is too small";
  if ((offer.storageClassName ?? "") !== (spec.storageClassName ?? "")) return "storageClassName does not match";
  if ((offer.volumeMode ?? "Filesystem") !== (spec.volumeMode ?? "Filesystem")) return "incompatible volumeMode";
  return spec.accessModes.every((mode) => offer.accessModes.includes(mode)) ? undefined : "incompatible accessMode";
}

function bind(sim: Simulation, claim: PersistentVolumeClaim, volume: PersistentVolume): void {
  const { name, namespace = "", uid, resourceVersion } = claim.metadata;
  const reserved = volume.spec.claimRef !== undefined;
  const byController = { [boundByController]: "yes" };
  const claimRef = { apiVersion: "v1", kind: "PersistentVolumeClaim", namespace, name, uid, resourceVersion };
  const boundVolume = updateObject<PersistentVolume>(sim, {
    ...volume,
    metadata: reserved
      ? volume.metadata
      : { ...volume.metadata, annotations: { ...volume.metadata.annotations, ...byController } },
    spec: { ...volume.spec, claimRef },
  });
  setVolumePhase(sim, boundVolume, "Bound");
  const chosen = claim.spec.volumeName === undefined ? byController : {};
  const boundClaim = updateObject<PersistentVolumeClaim>(sim, {
    ...claim,
    metadata: {
      ...claim.metadata,
      annotations: { ...claim.metadata.annotations, [bindCompleted]: "yes", ...chosen },
    },
    spec: { ...claim.spec, volumeName: volume.metadata.name },
  });
  const { accessModes, capacity } = volume.spec;
  writeStatus(sim, boundClaim, { phase: "Bound", accessModes, capacity });
}

function followBoundClaim(sim: Simulation, claim: PersistentVolumeClaim): void {
  const volume = getObject<PersistentVolume>(sim, "PersistentVolume", undefined, claim.spec.volumeName ?? "");
  if (volume === undefined) {
    loseClaim(sim, claim, "ClaimLost", "Bound claim has lost its PersistentVolume. Data on the volume is lost!");
  } else if (!isFree(volume, claim)) {
    const message = "Two claims are bound to the same volume, this one is bound incorrectly";
    loseClaim(sim, claim, "ClaimMisbound", message);
  } else if (volume.spec.claimRef === undefined) {
    // a reference that was taken away is put back
    bind(sim, claim, volume);
  } else if (claim.status.phase !== "Bound") {
    const { accessModes, capacity } = volume.spec;
    writeStatus(sim, claim, { phase: "Bound", accessModes, capacity });
  }
}

function loseClaim(sim: Simulation, claim: PersistentVolumeClaim, reason: string, message: string): void {
  if (claim.status.phase === "Lost") return;
  writeStatus(sim, claim, { phase: "Lost" });
  recordEvent(sim, { involved: claim, type: "Warning", reason, message, component });
}

function setVolumePhase(sim: Simulation, volume: PersistentVolume, phase: PersistentVolume["status"]["phase"]): void {
  if (volume.status.phase === phase) return;
  writeStatus(sim, volume, { phase, lastPhaseTransitionTime: toRfc3339(sim.now) } as PersistentVolume["status"]);
}

function syncVolume(sim: Simulation, volume: PersistentVolume): void {
  const { claimRef, persistentVolumeReclaimPolicy: policy } = volume.spec;
  if (claimRef?.uid === undefined) {
    // claims that wait find it when they are next looked at
    setVolumePhase(sim, volume, "Available");
    return;
  }
  const claim = getObject(sim, "PersistentVolumeClaim", claimRef.namespace, claimRef.name);
  if (claim?.metadata.uid === claimRef.uid) return;
  if (volume.status.phase === "Failed") return;
  setVolumePhase(sim, volume, "Released");
  if (policy === "Delete") reclaim(sim, volume);
}
