/**
 * The validating, defaulting entrance to the store: what requests of users and of chaos go through. All synchronous.
 * Every failure is a `StatusError` with Kubernetes' own reason and message.
 * @module
 */
import {
  applyPatch,
  badRequest,
  conflict,
  type DeleteOptions,
  type KindInfo,
  type KubeObject,
  type Manifest,
  type ObjectReference,
  type Patch,
  type Pod,
  type PodReference,
  type Subresource,
  type WriteOptions,
} from "@aiops-gym/cluster";
import type { Simulation } from "../kernel/simulation.ts";
import { applyObject } from "./apply/apply-object.ts";
import { changeObject, type UpdateOptions } from "./change-object.ts";
import { checkPatched } from "./check-patched.ts";
import { beginDeletion } from "./deletion.ts";
import { draftOf, isDraft, objectIn } from "./draft.ts";
import { admitEviction } from "./eviction.ts";
import { kindOf, readObject } from "./lookup.ts";
import { scaleOf, withScale } from "./scale.ts";

export { createObject } from "./create-object.ts";
export { kindOf, readObject } from "./lookup.ts";

/** The object, or its scale. */
export function readSubresource(sim: Simulation, ref: ObjectReference, subresource?: Subresource): KubeObject {
  const object = readObject(sim, ref);
  return subresource === "scale" ? scaleOf(kindOf(sim, ref), object) : object;
}

/** Replaces an object as a PUT does. */
export function replaceObject<T extends KubeObject = KubeObject>(
  sim: Simulation,
  manifest: Manifest,
  options: UpdateOptions = {},
): T {
  const { name = "", namespace, uid = "" } = manifest.metadata;
  const { apiVersion, kind } = manifest;
  const ref = { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) };
  if (options.subresource === "scale") return replaceScale(sim, ref, manifest, options) as T;
  const info = kindOf(sim, ref);
  const previous = readObject<T>(sim, ref);
  if (uid !== "" && uid !== previous.metadata.uid) {
    const why =
      `StorageError: invalid object, Code: 4, Key: ${registryKey(info, previous)}, ResourceVersion: 0, AdditionalErrorMsg: ` +
      `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${previous.metadata.uid}`;
    throw conflict(info, name, why);
  }
  return changeObject(sim, info, previous, manifest, options);
}

/** Replaces the scale of a workload. */
export function replaceScale(
  sim: Simulation,
  ref: ObjectReference,
  scale: unknown,
  options: WriteOptions = {},
): KubeObject {
  const info = kindOf(sim, ref);
  const previous = readObject(sim, ref);
  const draft = draftOf(scale);
  const version = objectIn(draft, "metadata")["resourceVersion"];
  if (version !== undefined && version !== previous.metadata.resourceVersion) throw conflict(info, ref.name);
  return scaleOf(info, changeObject(sim, info, previous, withScale(info, previous, draft), options));
}

/** Changes an object by a patch. */
export function patchObject<T extends KubeObject = KubeObject>(
  sim: Simulation,
  ref: ObjectReference,
  patch: Patch,
  options: UpdateOptions = {},
): T {
  if (patch.type === "apply") return applyObject(sim, ref, patch, options);
  const info = kindOf(sim, ref);
  const previous = readObject<T>(sim, ref);
  if (options.subresource === "scale") {
    const scaleKind = { ...info, group: "autoscaling", version: "v1", apiVersion: "autoscaling/v1", kind: "Scale" };
    const patched = applyPatch(scaleKind, scaleOf(info, previous), patch);
    return replaceScale(sim, ref, patched, options) as T;
  }
  const patched = applyPatch(info, previous, patch);
  if (!isDraft(patched)) throw badRequest("the patched object is not an object");
  const decoded = patch.type === "strategic" ? checkPatched(info, patched, patch.body, options) : undefined;
  const metadata = draftOf(patched["metadata"]);
  if (metadata["name"] !== ref.name) {
    throw badRequest(`the name of the object (${metadata["name"]}) does not match the name on the URL (${ref.name})`);
  }
  if (info.namespaced && metadata["namespace"] !== previous.metadata.namespace) {
    throw badRequest("the namespace of the provided object does not match the namespace sent on the request");
  }
  return changeObject(sim, info, previous, patched, options, decoded);
}

/** Where the server keeps what it once called otherwise. */
const registryPlaces: Readonly<Record<string, string>> = {
  Endpoints: "services/endpoints",
  Ingress: "ingress",
  Node: "minions",
  ReplicationController: "controllers",
  Service: "services/specs",
};

function registryKey({ group, kind, plural, custom }: KindInfo, { metadata }: KubeObject): string {
  const place = custom ? `${group}/${plural}` : (registryPlaces[kind] ?? plural);
  const namespace = metadata.namespace === undefined ? "" : `/${metadata.namespace}`;
  return `/registry/${place}${namespace}/${metadata.name}`;
}

/** Deletes an object; answers with it as it was when deletion began. */
export function deleteObject(sim: Simulation, ref: ObjectReference, options: DeleteOptions = {}): KubeObject {
  return beginDeletion(sim, kindOf(sim, ref), readObject(sim, ref), options);
}

/** Deletes a pod when disruption budgets let it. */
export function evictPod(sim: Simulation, { namespace, name }: PodReference, options: DeleteOptions = {}): void {
  const ref = { apiVersion: "v1", kind: "Pod", namespace, name };
  admitEviction(sim, readObject<Pod>(sim, ref), options);
  deleteObject(sim, ref, options);
}
