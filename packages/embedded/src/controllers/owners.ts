/**
 * Owner references, as controllers set and read them.
 * @module
 */
import type { KubeObject, OwnerReference } from "@aiops-gym/cluster";

/** The reference of the controller that manages an object. */
export function controllerOf({ metadata }: KubeObject): OwnerReference | undefined {
  const { ownerReferences } = metadata;
  // hot: asked of every pod again and again
  if (ownerReferences !== undefined) for (const owner of ownerReferences) if (owner.controller === true) return owner;
  return undefined;
}

/** Whether an object is managed by an owner. */
export function isControlledBy(object: KubeObject, owner: KubeObject): boolean {
  return controllerOf(object)?.uid === owner.metadata.uid;
}

/** The reference with which a controller marks what it makes. */
export function controllerReference(owner: KubeObject): OwnerReference {
  const { apiVersion, kind, metadata } = owner;
  return { apiVersion, kind, name: metadata.name, uid: metadata.uid, controller: true, blockOwnerDeletion: true };
}

/** An object without the references to some owners. */
export function withoutOwner<T extends KubeObject>(object: T, uid: string): T {
  const left = (object.metadata.ownerReferences ?? []).filter((reference) => reference.uid !== uid);
  const { ownerReferences: _before, ...metadata } = object.metadata;
  return { ...object, metadata: left.length === 0 ? metadata : { ...metadata, ownerReferences: left } };
}

/** An object without one of its finalizers. */
export function withoutFinalizer<T extends KubeObject>(object: T, finalizer: string): T {
  const left = (object.metadata.finalizers ?? []).filter((name) => name !== finalizer);
  const { finalizers: _before, ...metadata } = object.metadata;
  return { ...object, metadata: left.length === 0 ? metadata : { ...metadata, finalizers: left } };
}
