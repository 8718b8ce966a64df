/**
 * Creation: an object is filled in, checked and stored.
 * @module
 */
import {
  alreadyExists,
  forbidden,
  internalFailure,
  invalid,
  type KindInfo,
  type KubeObject,
  type Manifest,
  type Namespace,
  notFound,
  StatusError,
  toRfc3339,
  type WriteOptions,
} from "@aiops-gym/cluster";
import { deepFreeze } from "../kernel/plain.ts";
import { nextUuid } from "../kernel/random.ts";
import type { Simulation } from "../kernel/simulation.ts";
import { type AdmissionRequest, mutate, review } from "./admission/index.ts";
import { completeObject } from "./complete-object.ts";
import { admitCustom, storedApiVersion } from "./custom/custom-object.ts";
import { decodeWritten } from "./decode.ts";
import { resetStatus } from "./defaults/index.ts";
import { selectJobPods } from "./defaults/job.ts";
import { dropEmpty, exactDraftOf, objectIn } from "./draft.ts";
import { generateName } from "./generate-name.ts";
import { inVersion, kindOf } from "./lookup.ts";
import { refuseMeasured } from "./metrics-requests.ts";
import { classifyPod } from "./quality-of-service.ts";
import { allocateService } from "./service-allocation.ts";
import { checkSpace } from "./space.ts";
import { getObject, putObject, shardOf } from "./store.ts";
import { creationErrors, objectErrors } from "./validation/index.ts";
import { hasGeneration } from "./write.ts";

/** Creates an object: fills it in, checks it, stores it. */
export function createObject<T extends KubeObject = KubeObject>(
  sim: Simulation,
  manifest: Manifest,
  options: WriteOptions = {},
): T {
  const info = kindOf(sim, manifest);
  refuseMeasured(info);
  const object = info.custom ? exactDraftOf(manifest) : decodeWritten(info, manifest, options);
  const metadata = objectIn(object, "metadata");
  delete metadata["managedFields"];
  dropEmpty(metadata, ["labels", "annotations", "finalizers", "ownerReferences", "generateName", "name"]);
  if (metadata["resourceVersion"] !== undefined) {
    throw internalFailure("resourceVersion should not be set on objects to be created");
  }
  if (info.namespaced) metadata["namespace"] ??= "default";
  else delete metadata["namespace"];
  const namespace = metadata["namespace"] as string | undefined;
  const generated = metadata["name"] === undefined && typeof metadata["generateName"] === "string";
  if (generated) metadata["name"] = generateName(sim, info, namespace, String(metadata["generateName"]));
  const name = String(metadata["name"] ?? "");
  if (namespace !== undefined) checkNamespace(sim, info, namespace, name);
  if (info.custom) admitCustom(sim, info, object);
  const operation = "CREATE";
  const request: AdmissionRequest = { sim, info, operation, name, namespace, object, dryRun: options.dryRun === true };
  completeObject(info, object, () => {
    // a name is drawn only after that
    mutate(generated ? { ...request, name: String(metadata["generateName"]) } : request);
  });
  if (info.kind === "Job") {
    metadata["uid"] = nextUuid(sim.random("apiserver/uids"));
    selectJobPods(object, String(metadata["uid"]));
  } else delete metadata["uid"];
  const errors = info.custom ? [] : [...objectErrors(info.kind, object), ...creationErrors(info.kind, object)];
  if (errors.length > 0) throw invalid(info, name, errors);
  review(request);
  checkFree(info, getObject(sim, shardOf(info), namespace, name), name);
  if (info.kind === "Service") allocateService(sim, info, object, undefined);
  if (!info.custom) resetStatus(info.kind, object, toRfc3339(sim.now));
  if (info.kind === "Pod") classifyPod(object, toRfc3339(sim.now));
  const protection = protectionFinalizers[info.kind];
  if (protection !== undefined) metadata["finalizers"] = [protection];
  const created = {
    ...object,
    metadata: {
      ...metadata,
      uid: String(metadata["uid"] ?? nextUuid(sim.random("apiserver/uids"))),
      creationTimestamp: toRfc3339(sim.now),
      ...(hasGeneration({ apiVersion: info.apiVersion, kind: info.kind }) ? { generation: 1 } : {}),
    },
  } as unknown as T;
  if (options.dryRun === true) return deepFreeze(created);
  checkSpace(sim, info, object);
  if (!info.custom) return putObject(sim, created);
  return inVersion(putObject(sim, { ...created, apiVersion: storedApiVersion(sim, info) }), info.apiVersion);
}

const protectionFinalizers: Readonly<Record<string, string>> = {
  PersistentVolume: "kubernetes.io/pv-protection",
  PersistentVolumeClaim: "kubernetes.io/pvc-protection",
};

function checkNamespace(sim: Simulation, info: KindInfo, namespace: string, name: string): void {
  const stored = getObject<Namespace>(sim, "Namespace", undefined, namespace);
  if (stored === undefined) throw notFound({ group: "", plural: "namespaces" }, namespace);
  if (stored.status.phase !== "Terminating") return;
  const why = `unable to create new content in namespace ${namespace} because it is being terminated`;
  const { status } = forbidden(info, name, why);
  const message = `namespace ${namespace} is being terminated`;
  const causes = [{ reason: "NamespaceTerminating", message, field: "metadata.namespace" }];
  throw new StatusError({ ...status, details: { ...status.details, causes } });
}

function checkFree(info: KindInfo, taken: KubeObject | undefined, name: string): void {
  if (taken === undefined) return;
  const error = alreadyExists(info, name);
  if (taken.metadata.deletionTimestamp === undefined) throw error;
  throw new StatusError({ ...error.status, message: `object is being deleted: ${error.message}` });
}
