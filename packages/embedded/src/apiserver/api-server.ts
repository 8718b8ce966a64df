/**
 * The validating, defaulting entrance to the store: what requests of users and of chaos go through. All synchronous.
 * Every failure is a `StatusError` with Kubernetes' own reason and message.
 * @module
 */
import {
  alreadyExists,
  applyPatch,
  badRequest,
  conflict,
  type DeleteOptions,
  type FieldError,
  fieldForbidden,
  fieldInvalid,
  forbidden,
  invalid,
  type KindInfo,
  type KubeObject,
  kinds,
  type Manifest,
  type Namespace,
  noSuchResource,
  notFound,
  type ObjectReference,
  type Patch,
  type Pod,
  type PodReference,
  QuantityError,
  type Service,
  type Subresource,
  toRfc3339,
  type WriteOptions,
} from "@aiops-gym/cluster";
import { deepFreeze } from "../kernel/plain.ts";
import { nextNameSuffix, nextUuid } from "../kernel/random.ts";
import type { Simulation } from "../kernel/simulation.ts";
import { beginDeletion, checkEviction } from "./deletion.ts";
import { type Draft, draftOf, dropEmpty, exactDraftOf, isDraft, objectIn } from "./draft.ts";
import { applyObjectDefaults, resetStatus } from "./object-defaults.ts";
import { admitPod, classifyPod } from "./pod-admission.ts";
import { scaleOf, withScale } from "./scale.ts";
import { allocateService, keepAllocations } from "./service-allocation.ts";
import { getObject, putObject } from "./store.ts";
import { objectErrors, updateErrors } from "./validation/index.ts";
import { hasGeneration, updateObject } from "./write.ts";

/** What a write may say beside the object. */
export type UpdateOptions = WriteOptions & { readonly subresource?: Subresource };

const maxGeneratedName = 58;

/** The kind of a reference; `NotFound` when there is none. */
export function kindOf(ref: { readonly apiVersion: string; readonly kind: string }): KindInfo {
  const info = kinds.find(ref.apiVersion, ref.kind);
  if (info === undefined) throw noSuchResource();
  return info;
}

/** The object that a reference names; `NotFound` when there is none. */
export function readObject<T extends KubeObject = KubeObject>(sim: Simulation, ref: ObjectReference): T {
  const info = kindOf(ref);
  const object = getObject<T>(sim, info.kind, info.namespaced ? (ref.namespace ?? "default") : undefined, ref.name);
  if (object === undefined) throw notFound(info, ref.name);
  return object;
}

/** The object, or its scale. */
export function readSubresource(sim: Simulation, ref: ObjectReference, subresource?: Subresource): KubeObject {
  const object = readObject(sim, ref);
  return subresource === "scale" ? scaleOf(kindOf(ref), object) : object;
}

/** Creates an object: fills it in, checks it, stores it. */
export function createObject<T extends KubeObject = KubeObject>(
  sim: Simulation,
  manifest: Manifest,
  options: WriteOptions = {},
): T {
  const info = kindOf(manifest);
  const object = info.custom ? exactDraftOf(manifest) : draftOf(manifest);
  const metadata = objectIn(object, "metadata");
  dropEmpty(metadata, ["labels", "annotations", "finalizers", "ownerReferences", "generateName", "name"]);
  if (metadata["resourceVersion"] !== undefined) {
    throw badRequest("resourceVersion should not be set on objects to be created");
  }
  if (info.namespaced) metadata["namespace"] ??= "default";
  else delete metadata["namespace"];
  const namespace = metadata["namespace"] as string | undefined;
  if (metadata["name"] === undefined && typeof metadata["generateName"] === "string") {
    const base = metadata["generateName"].slice(0, maxGeneratedName);
    metadata["name"] = base + nextNameSuffix(sim.random("apiserver/names"));
  }
  const name = String(metadata["name"] ?? "");
  if (namespace !== undefined) checkNamespace(sim, info, namespace, name);
  complete(info, object, () => {
    if (info.kind === "Pod") admitPod(sim, info, object, String(namespace));
  });
  const errors = info.custom ? [] : objectErrors(info.kind, object);
  if (errors.length > 0) throw invalid(info, name, errors);
  if (getObject(sim, info.kind, namespace, name) !== undefined) throw alreadyExists(info, name);
  if (info.kind === "Service") allocateService(sim, info, object, undefined);
  if (!info.custom) resetStatus(info.kind, object);
  if (info.kind === "Pod") classifyPod(object);
  if (info.kind === "Namespace") {
    metadata["labels"] = { ...objectIn(metadata, "labels"), "kubernetes.io/metadata.name": name };
  }
  const protection = protectionFinalizers[info.kind];
  if (protection !== undefined) metadata["finalizers"] = [protection];
  const created = {
    ...object,
    metadata: {
      ...metadata,
      uid: nextUuid(sim.random("apiserver/uids")),
      creationTimestamp: toRfc3339(sim.now),
      ...(hasGeneration({ apiVersion: info.apiVersion, kind: info.kind }) ? { generation: 1 } : {}),
    },
  } as unknown as T;
  return options.dryRun === true ? deepFreeze(created) : putObject(sim, created);
}

const protectionFinalizers: Readonly<Record<string, string>> = {
  PersistentVolume: "kubernetes.io/pv-protection",
  PersistentVolumeClaim: "kubernetes.io/pvc-protection",
};

function checkNamespace(sim: Simulation, info: KindInfo, namespace: string, name: string): void {
  const stored = getObject<Namespace>(sim, "Namespace", undefined, namespace);
  if (stored === undefined) throw notFound({ group: "", plural: "namespaces" }, namespace);
  if (stored.status.phase === "Terminating") {
    const why = `unable to create new content in namespace ${namespace} because it is being terminated`;
    throw forbidden(info, name, why);
  }
}

/** Fills in defaults; amounts that are none make the whole request unreadable. */
function complete(info: KindInfo, object: Draft, admit: () => void): void {
  if (info.custom) return;
  try {
    applyObjectDefaults(info.kind, object);
    admit();
  } catch (error) {
    if (!(error instanceof QuantityError)) throw error;
    const { kind, version } = info;
    throw badRequest(`${kind} in version "${version}" cannot be handled as a ${kind}: ${error.message}`);
  }
}

/** Replaces an object as a PUT does. */
export function replaceObject<T extends KubeObject = KubeObject>(
  sim: Simulation,
  manifest: Manifest,
  options: UpdateOptions = {},
): T {
  const { name = "", namespace, uid } = manifest.metadata;
  const { apiVersion, kind } = manifest;
  const ref = { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) };
  if (options.subresource === "scale") return replaceScale(sim, ref, manifest, options) as T;
  const info = kindOf(ref);
  const previous = readObject<T>(sim, ref);
  if (uid !== undefined && uid !== previous.metadata.uid) {
    const why = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${previous.metadata.uid}`;
    throw conflict(info, name, why);
  }
  return change(sim, info, previous, manifest, options);
}

/** Replaces the scale of a workload. */
export function replaceScale(
  sim: Simulation,
  ref: ObjectReference,
  scale: unknown,
  options: WriteOptions = {},
): KubeObject {
  const info = kindOf(ref);
  const previous = readObject(sim, ref);
  const draft = draftOf(scale);
  const version = objectIn(draft, "metadata")["resourceVersion"];
  if (version !== undefined && version !== previous.metadata.resourceVersion) throw conflict(info, ref.name);
  return scaleOf(info, change(sim, info, previous, withScale(previous, draft), options));
}

/** Changes an object by a patch. */
export function patchObject<T extends KubeObject = KubeObject>(
  sim: Simulation,
  ref: ObjectReference,
  patch: Patch,
  options: UpdateOptions = {},
): T {
  const info = kindOf(ref);
  const previous = readObject<T>(sim, ref);
  if (options.subresource === "scale") {
    const scaleKind = { ...info, group: "autoscaling", version: "v1", apiVersion: "autoscaling/v1", kind: "Scale" };
    const patched = applyPatch(scaleKind, scaleOf(info, previous), patch);
    return replaceScale(sim, ref, patched, options) as T;
  }
  const patched = applyPatch(info, previous, patch);
  if (!isDraft(patched)) throw badRequest("the patched object is not an object");
  const metadata = objectIn(draftOf(patched), "metadata");
  if (metadata["name"] !== ref.name) {
    throw badRequest(`the name of the object (${metadata["name"]}) does not match the name on the URL (${ref.name})`);
  }
  return change(sim, info, previous, patched, options);
}

// What a write cannot change.
const serverOwned = [
  "uid",
  "creationTimestamp",
  "generation",
  "deletionTimestamp",
  "deletionGracePeriodSeconds",
  "generateName",
];

function change<T extends KubeObject>(
  sim: Simulation,
  info: KindInfo,
  previous: T,
  wanted: unknown,
  options: UpdateOptions,
): T {
  const { name } = previous.metadata;
  const object = info.custom ? exactDraftOf(wanted) : draftOf(wanted);
  const metadata = objectIn(object, "metadata");
  const version = metadata["resourceVersion"];
  if (version !== undefined && version !== previous.metadata.resourceVersion) throw conflict(info, name);
  if (metadata["uid"] !== undefined && metadata["uid"] !== previous.metadata.uid) {
    throw invalid(info, name, [fieldInvalid("metadata.uid", metadata["uid"], "field is immutable")]);
  }
  checkFinalizers(info, previous, metadata);
  for (const field of serverOwned) {
    const value = previous.metadata[field as keyof typeof previous.metadata];
    if (value === undefined) delete metadata[field];
    else metadata[field] = value;
  }
  if (info.namespaced) metadata["namespace"] = previous.metadata.namespace;
  dropEmpty(metadata, ["labels", "annotations", "finalizers", "ownerReferences"]);
  delete metadata["managedFields"];
  const next =
    options.subresource === "status"
      ? { ...previous, status: object["status"] }
      : desiredOf(sim, info, previous, object);
  const result = { ...next, metadata: options.subresource === "status" ? previous.metadata : metadata } as unknown as T;
  if (options.dryRun === true) return deepFreeze(result);
  return updateObject(sim, result);
}

function checkFinalizers(info: KindInfo, { metadata }: KubeObject, wanted: Draft): void {
  const finalizers: readonly unknown[] = Array.isArray(wanted["finalizers"]) ? wanted["finalizers"] : [];
  const added = finalizers.filter((name) => metadata.finalizers?.includes(String(name)) !== true);
  if (metadata.deletionTimestamp === undefined || added.length === 0) return;
  const list = `[]string{${added.map((name) => JSON.stringify(name)).join(", ")}}`;
  const detail = `no new finalizers can be added if the object is being deleted, found new finalizers ${list}`;
  throw invalid(info, metadata.name, [fieldForbidden("metadata.finalizers", detail)]);
}

function desiredOf(sim: Simulation, info: KindInfo, previous: KubeObject, object: Draft): Draft {
  const { name } = previous.metadata;
  if (info.custom) return object;
  if (ownsStatus.has(info.kind)) {
    if (previous.status === undefined) delete object["status"];
    else object["status"] = previous.status;
  }
  complete(info, object, () => {
    if (info.kind === "Service") keepAllocations(object, previous as Service);
  });
  const before = draftOf(previous);
  const errors: FieldError[] = [...objectErrors(info.kind, object), ...updateErrors(info.kind, object, before)];
  if (errors.length > 0) throw invalid(info, name, errors);
  if (info.kind === "Service") allocateService(sim, info, object, previous as Service);
  return object;
}

/** Kinds whose `status` changes through the subresource only. */
const ownsStatus: ReadonlySet<string> = new Set([
  "Pod",
  "Node",
  "Namespace",
  "Service",
  "Deployment",
  "ReplicaSet",
  "StatefulSet",
  "DaemonSet",
  "PersistentVolume",
  "PersistentVolumeClaim",
  "HorizontalPodAutoscaler",
  "PodDisruptionBudget",
  "Job",
  "ResourceQuota",
]);

/** Deletes an object; answers with it as it was when deletion began. */
export function deleteObject(sim: Simulation, ref: ObjectReference, options: DeleteOptions = {}): KubeObject {
  return beginDeletion(sim, kindOf(ref), readObject(sim, ref), options);
}

/** Deletes a pod when disruption budgets let it. */
export function evictPod(sim: Simulation, { namespace, name }: PodReference, options: DeleteOptions = {}): void {
  const ref = { apiVersion: "v1", kind: "Pod", namespace, name };
  checkEviction(sim, readObject<Pod>(sim, ref));
  deleteObject(sim, ref, options);
}
