/**
 * The persistent volume controller: binds claims to volumes that fit, and follows both to their ends.
 * @module
 */
import {
  compareQuantities,
  type KubeObject,
  type LabelSelector,
  labelMatcher,
  microsPerSecond,
  type PersistentVolume,
  type PersistentVolumeClaim,
  quantityValue,
  toRfc3339,
} from "@aiops-gym/cluster";
import { deleteObject } from "../apiserver/api-server.ts";
import { getByKey, getObject, listObjects, objectKey, observeKind } from "../apiserver/store.ts";
import { updateObject, writeStatus } from "../apiserver/write.ts";
import type { Simulation } from "../kernel/simulation.ts";
import { recordEvent } from "./events.ts";
import { type Controller, defineController, enqueue, enqueueAfter } from "./work-queue.ts";

const component = "persistentvolume-controller";
const boundByController = "pv.kubernetes.io/bound-by-controller";
const provisionedBy = "pv.kubernetes.io/provisioned-by";
const storageProvisioner = "volume.kubernetes.io/storage-provisioner";
const bindCompleted = "pv.kubernetes.io/bind-completed";
/** Unbound claims are looked at again this often, all at once, and complain again. */
const resyncMicros = 15 * microsPerSecond;
/** When within that time: the phase of the recorded cluster, which began to count when it started. */
const resyncPhase = 12.6 * microsPerSecond;
/** One worker takes claims in the order in which they came, also those that come at once. */
const together = 50_000;

interface StorageClass extends KubeObject {
  readonly provisioner?: string;
  readonly volumeBindingMode?: string;
}

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
      ? findVolume(sim, claim)
      : getObject<PersistentVolume>(sim, "PersistentVolume", undefined, volumeName);
  const mismatch = volumeName === undefined || volume === undefined ? undefined : mismatchOf(claim, volume);
  if (volume !== undefined && isFree(volume, claim) && mismatch === undefined) bind(sim, claim, volume);
  else if (volume !== undefined && isFree(volume, claim)) {
    const message = `Cannot bind to requested volume ${JSON.stringify(volume.metadata.name)}: ${mismatch}`;
    recordEvent(sim, { involved: claim, type: "Warning", reason: "VolumeMismatch", message, component });
    enqueueAfter(sim, controller, `claim|${objectKey(claim)}`, untilResync(sim));
  } else {
    complain(sim, claim);
    enqueueAfter(sim, controller, `claim|${objectKey(claim)}`, untilResync(sim));
  }
}

function untilResync({ now }: Simulation): number {
  return resyncMicros - ((now - resyncPhase) % resyncMicros);
}

function isFree({ spec }: PersistentVolume, { metadata }: PersistentVolumeClaim): boolean {
  const { claimRef } = spec;
  if (claimRef === undefined) return true;
  if (claimRef.namespace !== metadata.namespace || claimRef.name !== metadata.name) return false;
  return claimRef.uid === undefined || claimRef.uid === metadata.uid;
}

/** Why a volume that a claim asks for by name is not for it. */
function mismatchOf({ spec }: PersistentVolumeClaim, { spec: offer }: PersistentVolume): string | undefined {
  const wanted = spec.resources.requests?.["storage"] ?? "0";
  if (compareQuantities(offer.capacity["storage"] ?? "0", wanted) < 0) return "requested PV is too small";
  if ((offer.storageClassName ?? "") !== (spec.storageClassName ?? "")) return "storageClassName does not match";
  if ((offer.volumeMode ?? "Filesystem") !== (spec.volumeMode ?? "Filesystem")) return "incompatible volumeMode";
  return spec.accessModes.every((mode) => offer.accessModes.includes(mode)) ? undefined : "incompatible accessMode";
}

/** The volume reserved for the claim, or the smallest that has all it asks for. */
function findVolume(sim: Simulation, claim: PersistentVolumeClaim): PersistentVolume | undefined {
  const { spec } = claim;
  const wanted = quantityValue(spec.resources.requests?.["storage"] ?? "0");
  const selector = (spec as { selector?: LabelSelector }).selector;
  const matches = selector === undefined ? () => true : labelMatcher(selector);
  let best: PersistentVolume | undefined;
  for (const volume of listObjects<PersistentVolume>(sim, "PersistentVolume")) {
    const offer = volume.spec;
    if (volume.metadata.deletionTimestamp !== undefined || !isFree(volume, claim)) continue;
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

/** Says why an unbound claim stays so. */
function complain(sim: Simulation, claim: PersistentVolumeClaim): void {
  const { storageClassName = "", volumeName } = claim.spec;
  if (volumeName !== undefined) {
    if (getObject(sim, "PersistentVolume", undefined, volumeName) !== undefined) {
      const message = `volume "${volumeName}" already bound to a different claim.`;
      recordEvent(sim, { involved: claim, type: "Warning", reason: "FailedBinding", message, component });
    }
    return;
  }
  if (storageClassName === "") {
    const message = "no persistent volumes available for this claim and no storage class is set";
    recordEvent(sim, { involved: claim, type: "Normal", reason: "FailedBinding", message, component });
    return;
  }
  const storageClass = getObject<StorageClass>(sim, "StorageClass", undefined, storageClassName);
  if (storageClass === undefined) {
    const message = `storageclass.storage.k8s.io "${storageClassName}" not found`;
    recordEvent(sim, { involved: claim, type: "Warning", reason: "ProvisioningFailed", message, component });
  } else if (storageClass.volumeBindingMode === "WaitForFirstConsumer") {
    const message = "waiting for first consumer to be created before binding";
    recordEvent(sim, { involved: claim, type: "Normal", reason: "WaitForFirstConsumer", message, component });
  } else {
    const { provisioner = "" } = storageClass;
    const asked = {
      [`volume.beta.${storageProvisioner.slice("volume.".length)}`]: provisioner,
      [storageProvisioner]: provisioner,
    };
    if (claim.metadata.annotations?.[storageProvisioner] !== provisioner) {
      const annotations = { ...claim.metadata.annotations, ...asked };
      updateObject(sim, { ...claim, metadata: { ...claim.metadata, annotations } });
      // what the controller wrote itself is no news to it
      sim.state.controlPlane.queue.delete(`${controller.name}|claim|${objectKey(claim)}`);
    }
    const message =
      `Waiting for a volume to be created either by the external provisioner '${storageClass.provisioner}' or manually ` +
      "by the system administrator. If volume creation is delayed, please verify that the provisioner is running and " +
      "correctly registered.";
    recordEvent(sim, { involved: claim, type: "Normal", reason: "ExternalProvisioning", message, component });
  }
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

/** Deletes what lies behind a volume, where the controller can. */
function reclaim(sim: Simulation, volume: PersistentVolume): void {
  const { hostPath } = volume.spec as { readonly hostPath?: { readonly path: string } };
  const { name, annotations } = volume.metadata;
  const failure =
    hostPath === undefined
      ? `error getting deleter volume plugin for volume ${JSON.stringify(name)}: no deletable volume plugin matched`
      : /^\/tmp\/.+/.test(hostPath.path)
        ? undefined
        : `host_path deleter only supports /tmp/.+ but received provided ${hostPath.path}`;
  if (failure === undefined) {
    deleteObject(sim, { apiVersion: "v1", kind: "PersistentVolume", name });
    return;
  }
  // what somebody else made, somebody else deletes
  if (annotations?.[provisionedBy] !== undefined) return;
  const current = getObject<PersistentVolume>(sim, "PersistentVolume", undefined, name) ?? volume;
  const lastPhaseTransitionTime = toRfc3339(sim.now);
  const status = { ...current.status, phase: "Failed", message: failure, lastPhaseTransitionTime };
  const failed = writeStatus(sim, current, status as PersistentVolume["status"]);
  recordEvent(sim, { involved: failed, type: "Warning", reason: "VolumeFailedDelete", message: failure, component });
}
