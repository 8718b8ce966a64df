/**
 * What the persistent volume controller says of claims that stay unbound.
 * @module
 */
import type { KubeObject, PersistentVolumeClaim, Pod } from "@aiops-gym/cluster";
import { getObject, listObjects } from "../apiserver/store.ts";
import { updateObject } from "../apiserver/write.ts";
import type { Simulation } from "../kernel/simulation.ts";
import { recordEvent } from "./events.ts";

const component = "persistentvolume-controller";
const storageProvisioner = "volume.kubernetes.io/storage-provisioner";

/** A class of volumes (storage.k8s.io/v1). */
export interface StorageClass extends KubeObject {
  readonly provisioner?: string;
  readonly volumeBindingMode?: string;
}

/** Whether the volumes of a claim's class are chosen for the pod that comes with the claim. */
export function waitsForConsumer(sim: Simulation, { spec }: PersistentVolumeClaim): boolean {
  const { storageClassName = "" } = spec;
  const found = getObject<StorageClass>(sim, "StorageClass", undefined, storageClassName);
  return found?.volumeBindingMode === "WaitForFirstConsumer";
}

/** A pod that uses a claim and has no node yet. */
function waitingPod(sim: Simulation, { metadata }: PersistentVolumeClaim): Pod | undefined {
  return listObjects<Pod>(sim, "Pod", metadata.namespace).find(
    ({ spec }) =>
      spec.nodeName === undefined &&
      (spec.volumes ?? []).some(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName === metadata.name),
  );
}

/**
 * Says why an unbound claim stays so.
 *
 * @returns whether the claim was written: claims that wait for a provisioner are marked for it.
 */
export function complain(sim: Simulation, claim: PersistentVolumeClaim): boolean {
  const { storageClassName = "", volumeName } = claim.spec;
  if (volumeName !== undefined) {
    if (getObject(sim, "PersistentVolume", undefined, volumeName) !== undefined) {
      const message = `volume "${volumeName}" already bound to a different claim.`;
      recordEvent(sim, { involved: claim, type: "Warning", reason: "FailedBinding", message, component });
    }
    return false;
  }
  if (storageClassName === "") {
    const message = "no persistent volumes available for this claim and no storage class is set";
    recordEvent(sim, { involved: claim, type: "Normal", reason: "FailedBinding", message, component });
    return false;
  }
  const storageClass = getObject<StorageClass>(sim, "StorageClass", undefined, storageClassName);
  if (storageClass === undefined) {
    const message = `storageclass.storage.k8s.io "${storageClassName}" not found`;
    recordEvent(sim, { involved: claim, type: "Warning", reason: "ProvisioningFailed", message, component });
  } else if (storageClass.volumeBindingMode === "WaitForFirstConsumer") {
    const pod = waitingPod(sim, claim);
    const reason = pod === undefined ? "WaitForFirstConsumer" : "WaitForPodScheduled";
    const message =
      pod === undefined
        ? "waiting for first consumer to be created before binding"
        : `waiting for pod ${pod.metadata.name} to be scheduled`;
    recordEvent(sim, { involved: claim, type: "Normal", reason, message, component });
  } else {
    const { provisioner = "" } = storageClass;
    const asked = {
      [`volume.beta.${storageProvisioner.slice("volume.".length)}`]: provisioner,
      [storageProvisioner]: provisioner,
    };
    const marked = claim.metadata.annotations?.[storageProvisioner] === provisioner;
    if (!marked) {
      const annotations = { ...claim.metadata.annotations, ...asked };
      updateObject(sim, { ...claim, metadata: { ...claim.metadata, annotations } });
    }
    const message =
      `Waiting for a volume to be created either by the external provisioner '${storageClass.provisioner}' or manually ` +
      "by the system administrator. If volume creation is delayed, please verify that the provisioner is running and " +
      "correctly registered.";
    recordEvent(sim, { involved: claim, type: "Normal", reason: "ExternalProvisioning", message, component });
    return !marked;
  }
  return false;
}
