/**
 * The garbage collector: what becomes of objects when their owners go, in all three ways of deletion.
 * @module
 */
import { type KindInfo, type KubeObject, kinds, type OwnerReference } from "@aiops-gym/cluster";
import { deleteObject } from "../apiserver/api-server.ts";
import { customKind } from "../apiserver/custom/custom-kinds.ts";
import { foregroundFinalizer, orphanFinalizer } from "../apiserver/deletion.ts";
import {
  dependentsOf,
  getByKey,
  keyOf,
  listObjects,
  objectKey,
  observeEveryKind,
  shardOf,
} from "../apiserver/store.ts";
import { updateObject } from "../apiserver/write.ts";
import type { Simulation } from "../kernel/simulation.ts";
import { recordEvent } from "./events.ts";
import { withoutFinalizer, withoutOwner } from "./owners.ts";
import { type Controller, defineController, enqueue } from "./work-queue.ts";

// Keys are `kind/namespace/name`: an object whose owners, or whose dependents, are to be looked at.
const controller: Controller = defineController("garbage-collector", (sim, key) => {
  const slash = key.indexOf("/");
  const object = getByKey(sim, key.slice(0, slash), key.slice(slash + 1));
  if (object !== undefined) collect(sim, object);
});

observeEveryKind((sim, { type, object, previous }) => {
  if (type === "DELETED") {
    for (const dependent of dependentsOf(sim, object.metadata.uid)) enqueueObject(sim, dependent);
    for (const owner of object.metadata.ownerReferences ?? []) enqueueWaitingOwner(sim, owner, object);
    return;
  }
  const { ownerReferences, deletionTimestamp, finalizers } = object.metadata;
  const ownersChanged = ownerReferences !== previous?.metadata.ownerReferences;
  if (ownersChanged && ownerReferences?.some((owner) => !exists(sim, owner, object)) === true) {
    enqueueObject(sim, object);
  }
  const began = deletionTimestamp !== undefined && finalizers !== previous?.metadata.finalizers;
  if (began && finalizers?.some((name) => name === foregroundFinalizer || name === orphanFinalizer)) {
    enqueueObject(sim, object);
  }
});

function enqueueObject(sim: Simulation, object: KubeObject): void {
  enqueue(sim, controller, `${shardOf(object)}/${objectKey(object)}`);
}

function ownerOf(sim: Simulation, reference: OwnerReference, dependent: KubeObject): KubeObject | undefined {
  const { name, uid } = reference;
  const kind = shardOf(reference);
  const near = getByKey(sim, kind, keyOf(dependent.metadata.namespace, name));
  const owner = near ?? getByKey(sim, kind, keyOf(undefined, name));
  return owner?.metadata.uid === uid ? owner : undefined;
}

function infoOf(sim: Simulation, { apiVersion, kind }: OwnerReference): KindInfo | undefined {
  return kinds.find(apiVersion, kind) ?? customKind(sim, apiVersion, kind)?.info;
}

function isNamespaced(sim: Simulation, owner: OwnerReference): boolean {
  return infoOf(sim, owner)?.namespaced === true;
}

/** The owner exists, but in a namespace whose objects cannot own this one. */
function isElsewhere(sim: Simulation, owner: OwnerReference): boolean {
  return listObjects(sim, shardOf(owner)).some(({ metadata }) => metadata.uid === owner.uid);
}

function warn(sim: Simulation, dependent: KubeObject, { apiVersion, kind, name, uid }: OwnerReference): void {
  const { namespace = "" } = dependent.metadata;
  const message =
    `ownerRef [${apiVersion}/${kind}, namespace: ${namespace}, name: ${name}, uid: ${uid}] does not exist in namespace ` +
    JSON.stringify(namespace);
  const component = "garbage-collector-controller";
  recordEvent(sim, { involved: dependent, type: "Warning", reason: "OwnerRefInvalidNamespace", message, component });
}

/** Owners of kinds that nobody knows may be somewhere: the collector waits for the kind. */
function isKnownKind(sim: Simulation, owner: OwnerReference): boolean {
  return infoOf(sim, owner) !== undefined;
}

function exists(sim: Simulation, owner: OwnerReference, dependent: KubeObject): boolean {
  return ownerOf(sim, owner, dependent) !== undefined;
}

function enqueueWaitingOwner(sim: Simulation, reference: OwnerReference, dependent: KubeObject): void {
  const owner = ownerOf(sim, reference, dependent);
  if (owner?.metadata.finalizers?.includes(foregroundFinalizer) === true) enqueueObject(sim, owner);
}

function collect(sim: Simulation, object: KubeObject): void {
  const { deletionTimestamp, finalizers, uid } = object.metadata;
  if (deletionTimestamp !== undefined && finalizers?.includes(orphanFinalizer) === true) {
    for (const dependent of dependentsOf(sim, uid)) updateObject(sim, withoutOwner(dependent, uid));
    updateObject(sim, withoutFinalizer(object, orphanFinalizer));
  } else if (deletionTimestamp !== undefined && finalizers?.includes(foregroundFinalizer) === true) {
    const blocking = dependentsOf(sim, uid).filter(({ metadata }) =>
      metadata.ownerReferences?.some((owner) => owner.uid === uid && owner.blockOwnerDeletion === true),
    );
    if (blocking.length === 0) updateObject(sim, withoutFinalizer(object, foregroundFinalizer));
    for (const dependent of blocking) collectDependent(sim, dependent);
  } else collectDependent(sim, object);
}

/** Deletes an object none of whose owners is left; one that keeps some only forgets the others. */
function collectDependent(sim: Simulation, object: KubeObject): void {
  const { ownerReferences, deletionTimestamp, name, namespace } = object.metadata;
  if (ownerReferences === undefined || deletionTimestamp !== undefined) return;
  const waiting = (owner: KubeObject) =>
    owner.metadata.deletionTimestamp !== undefined && owner.metadata.finalizers?.includes(foregroundFinalizer) === true;
  const owners = ownerReferences.map((reference) => ownerOf(sim, reference, object));
  const solid = owners.some((owner) => owner !== undefined && !waiting(owner));
  if (ownerReferences.some((owner) => !isKnownKind(sim, owner))) return;
  for (const [index, reference] of ownerReferences.entries()) {
    if (owners[index] === undefined && isElsewhere(sim, reference)) warn(sim, object, reference);
  }
  // a cluster-scoped object cannot be owned from inside a namespace: that is not decided
  if (namespace === undefined && ownerReferences.some((owner) => isNamespaced(sim, owner))) return;
  const gone = ownerReferences.filter((_, index) => owners[index] === undefined);
  if (solid) {
    let kept = object;
    for (const { uid } of gone) kept = withoutOwner(kept, uid);
    if (kept !== object) updateObject(sim, kept);
    return;
  }
  const foreground = owners.some((owner) => owner !== undefined && waiting(owner));
  const { apiVersion, kind } = object;
  const ref = { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) };
  const hasDependents = dependentsOf(sim, object.metadata.uid).length > 0;
  const propagationPolicy = foreground && hasDependents ? "Foreground" : "Background";
  deleteObject(sim, ref, { propagationPolicy });
}
