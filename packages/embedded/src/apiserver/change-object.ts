/**
 * Changes of stored objects: what may change does, what may not stays or is refused.
 * @module
 */
import {
  conflict,
  type FieldError,
  fieldForbidden,
  fieldInvalid,
  internalFailure,
  invalid,
  type KindInfo,
  type KubeObject,
  type Service,
  type Subresource,
  type WriteOptions,
} from "@aiops-gym/cluster";
import { deepFreeze } from "../kernel/plain.ts";
import type { Simulation } from "../kernel/simulation.ts";
import { type AdmissionRequest, mutate, review } from "./admission/index.ts";
import { completeObject } from "./complete-object.ts";
import { changeCustom, storedApiVersion } from "./custom/custom-object.ts";
import { acceptDecoded, type Decoded, decodeObject } from "./decode.ts";
import { countTemplate } from "./defaults/daemon-set.ts";
import { type Draft, draftOf, dropEmpty, exactDraftOf, objectIn } from "./draft.ts";
import { inVersion } from "./lookup.ts";
import { refuseMeasured } from "./metrics-requests.ts";
import { isPodSubresource, keepToSubresource, podSubresourceErrors } from "./pod-subresources.ts";
import { allocateService, keepAllocations } from "./service-allocation.ts";
import { changeErrors, objectErrors } from "./validation/index.ts";
import { updateObject } from "./write.ts";

/** What a write may say beside the object. */
export type UpdateOptions = WriteOptions & { readonly subresource?: Subresource };

// What a write cannot change.
const serverOwned = [
  "uid",
  "creationTimestamp",
  "generation",
  "deletionTimestamp",
  "deletionGracePeriodSeconds",
  "generateName",
];

/**
 * Brings a stored object to what a write wants of it.
 *
 * @param decoded - `wanted` decoded, where somebody did that already; it is changed.
 */
export function changeObject<T extends KubeObject>(
  sim: Simulation,
  info: KindInfo,
  previous: T,
  wanted: unknown,
  options: UpdateOptions,
  decoded?: Decoded,
): T {
  refuseMeasured(info);
  const { name } = previous.metadata;
  const object = info.custom
    ? exactDraftOf(wanted)
    : acceptDecoded(info, decoded ?? decodeObject(info, wanted), options);
  const metadata = objectIn(object, "metadata");
  const version = metadata["resourceVersion"];
  if (version !== undefined && version !== "" && version !== previous.metadata.resourceVersion) {
    if (/^[0-9]+$/.test(String(version))) throw conflict(info, name);
    throw internalFailure(`strconv.ParseUint: parsing ${JSON.stringify(version)}: invalid syntax`);
  }
  if (metadata["uid"] !== undefined && metadata["uid"] !== previous.metadata.uid) {
    const error = fieldInvalid("metadata.uid", metadata["uid"], "field is immutable");
    // found by the checks of all objects, and again by the kind's
    throw invalid(info, name, [error, error]);
  }
  if (info.custom) changeCustom(sim, info, previous, object, options.subresource);
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
      : desiredOf(sim, info, previous, object, options);
  const kept = options.subresource === "status" ? metadataOfState(info, previous, metadata) : metadata;
  const result = { ...next, metadata: kept } as unknown as T;
  if (options.dryRun === true) return deepFreeze(result);
  if (!info.custom) return updateObject(sim, result);
  return inVersion(updateObject(sim, { ...result, apiVersion: storedApiVersion(sim, info) }), info.apiVersion);
}

/** What a write of the state may change of the metadata: nothing of custom resources, and no labels of Deployments. */
function metadataOfState({ kind, custom }: KindInfo, { metadata }: KubeObject, wanted: Draft): unknown {
  if (custom) return metadata;
  if (kind !== "Deployment") return wanted;
  const { labels: _, ...rest } = wanted;
  return metadata.labels === undefined ? rest : { ...rest, labels: metadata.labels };
}

function checkFinalizers(info: KindInfo, { metadata }: KubeObject, wanted: Draft): void {
  const finalizers: readonly unknown[] = Array.isArray(wanted["finalizers"]) ? wanted["finalizers"] : [];
  const added = finalizers.filter((name) => metadata.finalizers?.includes(String(name)) !== true);
  if (metadata.deletionTimestamp === undefined || added.length === 0) return;
  const list = `[]string{${added.map((name) => JSON.stringify(name)).join(", ")}}`;
  const detail = `no new finalizers can be added if the object is being deleted, found new finalizers ${list}`;
  const error = fieldForbidden("metadata.finalizers", detail);
  throw invalid(info, metadata.name, [error, error]);
}

function desiredOf(
  sim: Simulation,
  info: KindInfo,
  previous: KubeObject,
  object: Draft,
  { dryRun = false, subresource }: UpdateOptions,
): Draft {
  const { name, namespace } = previous.metadata;
  if (info.custom) return object;
  if (ownsStatus.has(info.kind)) {
    if (previous.status === undefined) delete object["status"];
    else object["status"] = previous.status;
  }
  const part = isPodSubresource(info, subresource) ? subresource : undefined;
  if (part !== undefined) keepToSubresource(object, previous, part);
  const operation = "UPDATE";
  const request: AdmissionRequest = { sim, info, operation, name, namespace, object, previous, subresource, dryRun };
  completeObject(info, object, () => {
    mutate(request);
    if (info.kind === "Service") keepAllocations(object, previous as Service);
    if (info.kind === "DaemonSet") countTemplate(object, previous);
  });
  const before = draftOf(previous);
  const errors: readonly FieldError[] =
    part === undefined
      ? changeErrors(info.kind, object, before)
      : [...objectErrors(info.kind, object), ...podSubresourceErrors(object, before, part)];
  if (errors.length > 0) throw invalid(info, name, errors);
  review(request);
  if (info.kind === "Service") allocateService(sim, info, object, previous as Service);
  return object;
}

/** Kinds whose `status` changes through the subresource only. */
const ownsStatus: ReadonlySet<string> = new Set([
  "CustomResourceDefinition",
  "Pod",
  "Node",
  "Namespace",
  "Service",
  "Deployment",
  "ReplicaSet",
  "StatefulSet",
  "DaemonSet",
  "ReplicationController",
  "PersistentVolume",
  "PersistentVolumeClaim",
  "HorizontalPodAutoscaler",
  "PodDisruptionBudget",
  "Job",
  "ResourceQuota",
]);
