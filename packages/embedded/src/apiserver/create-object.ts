/**
 * Creation: an object is filled in, checked and stored.
 * @module
 */
import {
  alreadyExists,
  badRequest,
  forbidden,
  invalid,
  type KindInfo,
  type KubeObject,
  type Manifest,
  type Namespace,
  notFound,
  toRfc3339,
  type WriteOptions,
} from "@aiops-gym/cluster";
import { deepFreeze } from "../kernel/plain.ts";
import { nextNameSuffix, nextUuid } from "../kernel/random.ts";
import type { Simulation } from "../kernel/simulation.ts";
import { type AdmissionRequest, mutate, review } from "./admission/index.ts";
import { completeObject } from "./complete-object.ts";
import { decodeObject } from "./decode.ts";
import { resetStatus } from "./defaults/index.ts";
import { selectJobPods } from "./defaults/job.ts";
import { dropEmpty, exactDraftOf, objectIn } from "./draft.ts";
import { kindOf } from "./lookup.ts";
import { classifyPod } from "./quality-of-service.ts";
import { allocateService } from "./service-allocation.ts";
import { getObject, putObject, shardOf } from "./store.ts";
import { objectErrors } from "./validation/index.ts";
import { hasGeneration } from "./write.ts";

const maxGeneratedName = 58;

/** Creates an object: fills it in, checks it, stores it. */
export function createObject<T extends KubeObject = KubeObject>(
  sim: Simulation,
  manifest: Manifest,
  options: WriteOptions = {},
): T {
  const info = kindOf(sim, manifest);
  const object = info.custom ? exactDraftOf(manifest) : decodeObject(info, manifest).object;
  const metadata = objectIn(object, "metadata");
  delete metadata["managedFields"];
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
  const operation = "CREATE";
  const request: AdmissionRequest = { sim, info, operation, name, namespace, object, dryRun: options.dryRun === true };
  completeObject(info, object, () => {
    mutate(request);
  });
  if (info.kind === "Job") {
    metadata["uid"] = nextUuid(sim.random("apiserver/uids"));
    selectJobPods(object, String(metadata["uid"]));
  } else delete metadata["uid"];
  const errors = info.custom ? [] : objectErrors(info.kind, object);
  if (errors.length > 0) throw invalid(info, name, errors);
  review(request);
  if (getObject(sim, shardOf(info), namespace, name) !== undefined) throw alreadyExists(info, name);
  if (info.kind === "Service") allocateService(sim, info, object, undefined);
  if (!info.custom) resetStatus(info.kind, object);
  if (info.kind === "Pod") classifyPod(object);
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
