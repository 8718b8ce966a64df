/**
 * DefaultStorageClass and PersistentVolumeClaimResize: which class a claim without one gets, and whose claims may grow.
 * @module
 */
import { compareQuantities, type KubeObject } from "@aiops-gym/cluster";
import type { Simulation } from "../../kernel/simulation.ts";
import { type Draft, maybeObjectIn, objectIn } from "../draft.ts";
import { getObject, listObjects } from "../store.ts";
import { type AdmissionRequest, refusal } from "./request.ts";

const isDefaultAnnotation = "storageclass.kubernetes.io/is-default-class";
const betaDefaultAnnotation = "storageclass.beta.kubernetes.io/is-default-class";
const betaClassAnnotation = "volume.beta.kubernetes.io/storage-class";

/** The class of claims that name none: of several the newest, of those of one moment the first by name. */
export function defaultStorageClass(sim: Simulation): KubeObject | undefined {
  let found: KubeObject | undefined;
  for (const one of listObjects(sim, "StorageClass")) {
    const { annotations = {}, creationTimestamp = "" } = one.metadata;
    if (annotations[isDefaultAnnotation] !== "true" && annotations[betaDefaultAnnotation] !== "true") continue;
    if (found === undefined || creationTimestamp > (found.metadata.creationTimestamp ?? "")) found = one;
  }
  return found;
}

/** Gives a new claim without a class the cluster's default one, in place. */
export function admitStorageClass({ sim, object }: AdmissionRequest): void {
  const spec = objectIn(object, "spec");
  if (spec["storageClassName"] !== undefined) return;
  if (maybeObjectIn(objectIn(object, "metadata"), "annotations")?.[betaClassAnnotation] !== undefined) return;
  const found = defaultStorageClass(sim);
  if (found !== undefined) spec["storageClassName"] = found.metadata.name;
}

/** Refuses to let a claim grow whose class does not say that it may. */
export function checkClaimResize(request: AdmissionRequest): void {
  const { sim, object, previous } = request;
  if (previous === undefined) return;
  const sizeBefore = sizeOf(previous as unknown as Draft);
  const size = sizeOf(object);
  if (size === undefined || sizeBefore === undefined || compareQuantities(size, sizeBefore) <= 0) return;
  if (maybeObjectIn(previous as unknown as Draft, "status")?.["phase"] !== "Bound") {
    throw refusal(request, "Only bound persistent volume claims can be expanded");
  }
  const className = maybeObjectIn(previous as unknown as Draft, "spec")?.["storageClassName"];
  const stored =
    typeof className === "string" && className !== ""
      ? getObject(sim, "StorageClass", undefined, className)
      : undefined;
  if (stored?.["allowVolumeExpansion"] === true) return;
  const why =
    "only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize";
  throw refusal(request, why);
}

function sizeOf(claim: Draft): string | undefined {
  const requests = maybeObjectIn(maybeObjectIn(maybeObjectIn(claim, "spec"), "resources"), "requests");
  const storage = requests?.["storage"];
  return storage === undefined ? undefined : String(storage);
}
